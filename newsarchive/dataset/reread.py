"""Reads articles again from WARC files, anybody's. Streams; never the network."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from newsarchive import dates, urls
from newsarchive.archive import digests, paths, reader, salvage
from newsarchive.dataset.originals import Index, Originals
from newsarchive.dataset.outcome import Outcome
from newsarchive.discovery.addresses import on_hosts
from newsarchive.errors import BrokenRecord, CodingError, ReadError
from newsarchive.extraction import read_article
from newsarchive.items import INSTANT, Article, Capture, Reference
from newsarchive.page import Page
from newsarchive.sources import source_named, source_of

_PAGE_TYPES = frozenset({"response", "revisit", "resource"})
_given: list[Index] = []  # over all WARC files of this run, one a process: revisits may refer from one to the other


def begin(given: list[Path]) -> None:
    """Say which WARC files there are. What an earlier run knew of them, and of a folder, may be no longer so."""
    _originals.cache_clear()
    _given[:] = [Index(given)]


def warc_outcomes(path: Path, generic: bool, hosts: tuple[str, ...] = ()) -> Iterator[Outcome]:
    """Read every page that can be an article: status 200, HTML, and of a known source an article's URL.

    Of revisits only those of a payload that was sent once more hold a page: after a 304 nothing was read. Pages in
    `resource` records came without HTTP. Damaged places are told and passed over. `hosts`: only pages there or below.
    """
    try:
        for item in salvage.records(path):
            if isinstance(item, salvage.Skipped):
                yield Outcome(None, "broken_record", str(item), broken=True, skipped=item.length)
            elif item.type in _PAGE_TYPES and on_hosts(item.uri or "", hosts):
                outcome = article_outcome(path, item, generic)
                if outcome is not None:
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
    # As written; WARC/1.1 also allows the day alone, and some write local time.
    date = given.date if re.search(INSTANT, given.date) else dates.utc(given.fetched_at)
    return dataclasses.replace(article, fetched_at=date)
