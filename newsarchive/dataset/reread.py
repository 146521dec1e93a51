"""Reads articles again from what is stored: WARC files, page lists, HTML files. Streams; never the network.

Each input becomes a stream of outcomes: an Article, or the reason why a page gave none.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from newsarchive import dates, urls
from newsarchive.archive import containers, digests, paths, reader, salvage
from newsarchive.dataset.originals import Index, Originals
from newsarchive.errors import BrokenRecord, CodingError, ReadError, UsageError
from newsarchive.extraction import read_article
from newsarchive.items import Article, Capture, Reference
from newsarchive.page import Page
from newsarchive.sources import source_named, source_of

_BATCH = 16  # pages of a list that one task reads
_MAX_PAGE = 256 * 1024 * 1024
_PAGE_TYPES = frozenset({"response", "revisit", "resource"})
_given: list[Index] = []  # over all WARC files of this run, one a process: revisits may refer from one to the other


class Outcome(NamedTuple):
    """What one page gave: the JSON line of its article, or `reason` and `where` (a URL, or file and offset)."""

    line: str | None
    reason: str | None = None
    where: str = ""
    broken: bool = False  # the input itself is damaged or missing, not just no article
    skipped: int | None = None  # of a damaged place in a WARC: the bytes that were passed over


def outcomes(
    inputs: list[Path], *, url: str | None, fetched_at: datetime | None, generic: bool, jobs: int
) -> Iterator[Outcome]:
    """Read every input in order, over `jobs` processes. Raise UsageError for an input that is none."""
    tasks = [task for path in inputs for task in _tasks(path, url, fetched_at, generic)]
    given = [task.args[0] for task in tasks if task.func is warc_outcomes]
    if jobs <= 1:
        _begin(given)
        for task in tasks:
            yield from task()
        return
    with ProcessPoolExecutor(max_workers=jobs, initializer=_begin, initargs=(given,)) as pool:
        for batch in pool.map(_run, tasks):
            yield from batch


def _begin(given: list[Path]) -> None:
    """Say which WARC files there are. What an earlier run knew of them, and of a folder, may be no longer so."""
    _originals.cache_clear()
    _given[:] = [Index(given)]


def _run(task: partial[Iterator[Outcome]]) -> list[Outcome]:
    return list(task())


def _tasks(
    path: Path, url: str | None, fetched_at: datetime | None, generic: bool
) -> Iterator[partial[Iterator[Outcome]]]:
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    if path.is_dir():
        files = paths.warc_files(path)
        if not files:
            raise UsageError(f"{path} holds no WARC file")
        for file in files:
            yield partial(warc_outcomes, file, generic)
    elif paths.is_warc(path) or containers.holds_warc(path):
        yield partial(warc_outcomes, path, generic)
    elif path.suffix == ".jsonl":
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            rows = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        for start in range(0, len(rows), _BATCH):
            yield partial(list_outcomes, path, rows[start : start + _BATCH], generic)
    elif url is None:
        raise UsageError(f"{path}: an HTML file needs --url, the http(s) address it was fetched from")
    elif not urls.is_http(url):
        raise UsageError(f"--url {url!r} is no http(s) address")
    else:
        yield partial(_page_outcomes, path, url, fetched_at, None, generic)


def list_outcomes(path: Path, rows: list[tuple[int, str]], generic: bool) -> Iterator[Outcome]:
    """Read rows of a page list: objects with `url`, `file` (relative to the list), `fetched_at`, `content_type`."""
    for number, line in rows:
        try:
            row = _row(json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            yield Outcome(None, "bad_row", f"{path} line {number}: {error}"[:400], broken=True)
            continue
        yield from _page_outcomes(path.parent / row.file, row.url, row.fetched_at, row.content_type, generic)


class _Row(NamedTuple):
    """A row of a page list."""

    url: str
    file: str
    fetched_at: datetime | None
    content_type: str | None


def _row(row: Any) -> _Row:
    """A checked row. Raise TypeError or ValueError for what is none."""
    if not isinstance(row, dict):
        raise TypeError("it is no JSON object")
    for name in ("url", "file"):
        if name not in row:
            raise ValueError(f"it has no {name!r}")
    url, file, content_type, stamp = row["url"], row["file"], row.get("content_type"), row.get("fetched_at")
    if not isinstance(url, str) or not urls.is_http(url):
        raise ValueError(f"url {url!r} is no http(s) URL"[:200])
    if not isinstance(file, str) or "\0" in file:
        raise ValueError(f"file {file!r} is no file name"[:200])
    if content_type is not None and not isinstance(content_type, str):
        raise TypeError("content_type is no text")
    return _Row(url, file, instant(stamp) if stamp else None, content_type)


def instant(text: str) -> datetime:
    """An ISO 8601 instant as an aware datetime, UTC where it names no zone. Raise ValueError."""
    try:
        given = datetime.fromisoformat(text)
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, TypeError) as error:
        raise ValueError(f"{text!r} is no instant") from error


def _page_outcomes(
    file: Path, url: str, fetched_at: datetime | None, content_type: str | None, generic: bool
) -> Iterator[Outcome]:
    try:
        size = file.stat().st_size
        if size > _MAX_PAGE:
            yield Outcome(None, "too_large", f"{file}: {size} bytes", broken=True)
            return
        body = file.read_bytes()
    except (OSError, ValueError) as error:
        yield Outcome(None, "unreadable_file", f"{file}: {error}", broken=True)
        return
    try:
        page = Page(body, url, content_type=content_type, fetched_at=fetched_at)
        article = read_article(page, source_of(url), generic=generic)
    except ReadError as error:
        yield Outcome(None, error.reason, f"{url} ({file}): {error}")
        return
    stamp = dates.utc(fetched_at) if fetched_at else None
    yield Outcome(dataclasses.replace(article, fetched_at=stamp).to_json())


def warc_outcomes(path: Path, generic: bool) -> Iterator[Outcome]:
    """Read every page that can be an article: status 200, HTML, and of a known source an article's URL.

    Of revisits only those of a payload that was sent once more hold a page: after a 304 nothing was read. Pages in
    `resource` records came without HTTP. Damaged places are told and passed over.
    """
    try:
        for item in salvage.records(path):
            if isinstance(item, salvage.Skipped):
                yield Outcome(None, "broken_record", str(item), broken=True, skipped=item.length)
            elif item.type in _PAGE_TYPES and (outcome := article_outcome(path, item, generic)) is not None:
                yield outcome
    except OSError as error:
        yield Outcome(None, "unreadable_file", f"{path}: {error}", broken=True)


def article_outcome(path: Path, record: reader.Record, generic: bool) -> Outcome | None:
    """What a response or revisit of a file gives; None where it can be no article."""
    where = f"{record.uri} ({path.name} at {record.offset})"
    try:
        if not _may_be_page(record):
            return None
        pattern = source_of(record.uri or "").article_url
        if pattern is not None and not urls.search(pattern, record.uri or ""):
            return None
        original = _originals(paths.source_folder(path)).of(record) if record.type == "revisit" else None
        if record.type == "revisit" and original is None:
            return Outcome(None, "revisit_unresolved", where)
        if not _may_be_page(record, original):
            return None
        article = article_of(record, original, generic=generic)
    except (ReadError, CodingError) as error:
        return Outcome(None, error.reason, where)
    except BrokenRecord as error:
        return Outcome(None, "broken_record", f"{where}: {error.reason}", broken=True)
    return Outcome(dataclasses.replace(article, warc=pointer(record, original)).to_json())


@lru_cache(maxsize=4)
def _originals(folder: Path) -> Originals:
    """Each process has its own: the files of one folder are read one after another."""
    return Originals(folder, _given[0] if _given else None)


def _may_be_page(record: reader.Record, original: reader.Record | None = None) -> bool:
    """Whether the HTTP head says that it is a page; where a revisit has none its original must be known to say."""
    if record.type == "resource":
        return urls.is_http(record.uri or "") and "html" in (record.content_type or "").lower()
    if record.type == "revisit" and not record.repeats_payload:
        return False
    http = reader.http_head(record, original)
    if http is None or not http.status:
        return record.type == "revisit" and original is None
    return http.status == 200 and "html" in (http.content_type or "text/html").lower()


def pointer(record: reader.Record, original: reader.Record | None) -> Capture:
    """What a line says of the record, and of a revisit's original, that it was read from."""
    refers_to = None
    if original is not None:
        refers_to = Reference(paths.relative_name(original.path), original.offset, original.length, original.id)
    file, digest = paths.relative_name(record.path), record.payload_digest
    if digest is None:  # Heritrix and wget can be told to leave it out
        digest = digests.sha1((original or record).payload)
    return Capture(file, record.offset, record.length, record.id, digest, refers_to)


def article_of(
    record: reader.Record, original: reader.Record | None = None, *, source: str | None = None, generic: bool = False
) -> Article:
    """Read the article of a response, or of a revisit and its `original`, as the spider read it.

    Target-URI, WARC-Date, Content-Type, WARC-Truncated and payload decide alone. `source` names the source that read
    it, else its host does. Raise ReadError or CodingError.
    """
    given = reader.page_input(record, original)
    page = Page(
        given.body, given.url, content_type=given.content_type, fetched_at=given.fetched_at, truncated=given.truncated
    )
    article = read_article(page, source_named(source, given.url), generic=generic)
    return dataclasses.replace(article, fetched_at=given.date)
