"""What today's rules would read otherwise than the lines on disk say: field by field, articles lost, articles new.

Lines are followed to their captures and these are read again; captures that no line points at count as new where no
line of the source has their article. Nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from newsarchive.archive import jsonl, paths, reader
from newsarchive.archive.jsonl import Line
from newsarchive.dataset.reread import article_of, article_outcome
from newsarchive.errors import ArchiveError, BrokenLine, BrokenRecord, CodingError, ReadError, UsageError
from newsarchive.items import Article, article_from_dict

# Of the place in the chain only the key is read from the page; reader and content_digest follow from the rest.
_NOT_READ = frozenset(
    {"id", "source", "fetched_at", "revision", "previous", "content_digest", "warc", "reader", "schema"}
)


class Difference(NamedTuple):
    """One thing that would change. `field` is `key`, a field of the record, or empty where all of it comes or goes."""

    kind: Literal["changed", "lost", "new", "unreadable"]
    id: str
    url: str
    layout: str  # that reads it now; of what is lost, that read it
    field: str = ""
    before: Any = None
    after: Any = None  # of what is lost or unreadable, the reason


class Compared(NamedTuple):
    """What was compared of one pair of files."""

    lines: int
    differences: list[Difference]


def compare(table: Path, *, generic: bool = False) -> Compared:
    """Hold a segment's lines, and what else its WARC holds, against today's rules. Raise BrokenLine, OSError."""
    folder = paths.source_folder(table)
    found: list[Difference] = []
    pointed: set[tuple[str, int]] = set()
    count = 0
    for line in _complete(table):
        count += 1
        try:
            article = article_from_dict(line.record)
            if article.warc is not None:
                pointed.add((article.warc.file, int(article.warc.offset)))
        except (TypeError, ValueError, AttributeError) as error:
            raise BrokenLine(table, line.number, f"no record of an article: {error}"[:200]) from error
        found += _line_differences(folder, line.record, generic)
    warc = paths.resolve(table.parent, f"{paths.stem(table)}{paths.WARC}")
    if warc is not None:
        found += _new(folder, warc, pointed, generic)
    return Compared(count, found)


def compare_all(tables: list[Path], *, generic: bool = False, jobs: int = 1) -> Iterator[Compared]:
    """Compare segment by segment, in order, over `jobs` processes."""
    _keys.cache_clear()  # what an earlier run knew of a folder may be no longer so
    if jobs <= 1:
        yield from (compare(table, generic=generic) for table in tables)
        return
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        yield from pool.map(partial(compare, generic=generic), tables)


def tables_of(inputs: list[Path]) -> list[Path]:
    """The JSON Lines of the segments that WARC files, folders or lines' files mean, in order. Raise UsageError."""
    for path in inputs:
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        if not path.is_dir() and not path.is_file():
            raise UsageError(f"{path} is no regular file")
    return list(dict.fromkeys(table.absolute() for path in inputs for table in paths.jsonl_files(path)))


def _complete(table: Path) -> Iterator[Line]:
    """The lines of a table; of an open one without what is being written."""
    try:
        yield from jsonl.lines(table)
    except ArchiveError:
        if not paths.is_open(table):
            raise


def _line_differences(folder: Path, line: dict[str, Any], generic: bool) -> Iterator[Difference]:
    about = partial(Difference, id=line["id"], url=line["url"])
    try:
        again = _read_again(folder, line, generic)
    except (ReadError, CodingError) as error:
        yield about("lost", layout=line["layout"], after=error.reason)
        return
    except (ArchiveError, OSError, LookupError, TypeError, ValueError) as error:
        yield about("unreadable", layout=line["layout"], after=str(error)[:300])
        return
    before, after = line["id"].rpartition(":")[0], again.key
    if before != after:
        yield about("changed", layout=again.layout, field="key", before=before, after=after)
    values: dict[str, Any] = json.loads(again.to_json())
    for name, value in values.items():
        if name not in _NOT_READ and value != line.get(name):
            yield about("changed", layout=again.layout, field=name, before=line.get(name), after=value)


def _read_again(folder: Path, line: dict[str, Any], generic: bool) -> Article:
    said = line["warc"]
    record = _record(folder, said)
    original = _record(folder, said["refers_to"]) if said["refers_to"] else None
    return article_of(record, original, source=line["source"], generic=generic)


def _record(folder: Path, said: dict[str, Any]) -> reader.Record:
    path = paths.resolve(folder, said["file"])
    if path is None:
        raise ArchiveError(f"{said['file'][:200]} is not there")
    return reader.record_at(path, said["offset"])


def _new(folder: Path, warc: Path, pointed: set[tuple[str, int]], generic: bool) -> Iterator[Difference]:
    """Articles among the captures that no line points at, of which no line of the source tells."""
    known, name = _keys(folder), paths.relative_name(warc)
    try:
        for record in reader.records(warc):
            if record.type not in ("response", "revisit") or (name, record.offset) in pointed:
                continue
            outcome = article_outcome(warc, record, generic)
            if outcome is None or outcome.line is None:
                continue
            values = json.loads(outcome.line)
            if values["id"].rpartition(":")[0] not in known:
                yield Difference("new", values["id"], values["url"], values["layout"], after=values["title"])
    except BrokenRecord as error:
        yield Difference("unreadable", "", name, "", after=str(error))


@lru_cache(maxsize=2)
def _keys(folder: Path) -> frozenset[str]:
    """The keys of all articles that the lines of a source tell of."""
    return frozenset(jsonl.latest_revisions(folder))
