"""Packing: a source, or some days of it, as one WACZ that replays by itself."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import cdxj, paths
from newsarchive.archive.wacz import Package
from newsarchive.dataset.companions import add_companions
from newsarchive.dataset.indexing import closed_warcs
from newsarchive.dataset.originals import Originals
from newsarchive.dataset.selecting import Days, Selection, add_originals, articles, select
from newsarchive.errors import BrokenRecord, UsageError

_HEADER = {"format": "json-pages-1.0", "id": "pages", "title": "Articles"}


class Packed(NamedTuple):
    """What a package holds."""

    files: int
    captures: int
    pages: int
    size: int  # bytes


class _Moved(NamedTuple):
    """Where a capture stands in the package: its file's name and its offset there."""

    name: str
    offset: int


def pack(
    folder: Path,
    target: Path,
    days: Days,
    *,
    created: datetime,
    self_contained: bool = True,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Packed:
    """Write the package `target` of a source's folder. `progress` is told the bytes copied, and of how many.

    Raise UsageError where there is nothing to pack or a file is still open, BrokenRecord, OSError.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".pack.") as held:
        scratch = Path(held)
        chosen = _chosen(folder, days, scratch, self_contained=self_contained)
        total = sum(selection.size for selection in chosen.values())
        package = Package(target, created)
        try:
            writer = _Writer(package, scratch, lambda done: progress(done, total))
            for selection in chosen.values():
                writer.warc(selection)
            package.index(writer.lines())
            pages, newest = _pages(package, folder, chosen)
            name = folder.name
            said = {"title": name, "description": f"Captures of {name} by newsarchive"}
            package.close(said | ({"mainPageUrl": newest["url"], "mainPageDate": newest["ts"]} if newest else {}))
        except BaseException:
            package.discard()
            raise
    captures = sum(selection.captures for selection in chosen.values())
    return Packed(len(chosen), captures, pages, target.stat().st_size)


def _chosen(folder: Path, days: Days, scratch: Path, *, self_contained: bool) -> dict[Path, Selection]:
    """What of each file is wanted; files of which nothing is are left out.

    With `self_contained` also what articles of these days need to look as they did, and the bytes of revisits.
    """
    names = [paths.stem(path) for path in paths.warc_files(folder)]
    if len(names) > len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"{folder} holds two WARC files named {twice}: a package can't tell them apart")
    still = [path for path in paths.warc_files(folder) if paths.is_open(path)]
    if still:
        raise UsageError(f"{still[0].name} is still open: wait for its crawl to end, or run newsarchive recover")
    warcs = list(closed_warcs(folder))
    for warc in warcs:
        index = cdxj.beside(warc)
        if not index.exists() or (not index.stat().st_size and warc.stat().st_size):
            cdxj.build(warc)
    chosen = select(warcs, days)
    if self_contained and not days.all:
        originals, near = Originals(folder), scratch / "near.cdxj"
        add_originals(chosen, originals)
        cdxj.merge(folder, [cdxj.beside(warc) for warc in warcs], near)
        add_companions(folder, chosen, near, originals)
        near.unlink()
    chosen = {warc: selection for warc, selection in chosen.items() if selection.captures}
    if not chosen:
        raise UsageError(f"{folder} has no capture" + ("" if days.all else " in these days"))
    return chosen


class _Writer:
    """Copies files into a package and keeps the lines of its index on disk, a sorted file for each."""

    def __init__(self, package: Package, scratch: Path, progress: Callable[[int], None]) -> None:
        self._package, self._scratch, self._progress = package, scratch, progress
        self._done = 0
        self._indexes: list[Path] = []

    def warc(self, selection: Selection) -> None:
        """Copy a file, or the ranges of it that are wanted."""
        name = selection.warc.name
        moved: dict[int, int] = {}
        with (
            selection.warc.open("rb") as source,
            self._package.member(
                f"archive/{name}", stored=name.endswith(".gz"), expected=selection.warc.stat().st_size
            ) as member,
        ):
            for start, length in selection.ranges():
                moved[start] = member.size
                for copied in member.copy(source, start, length):
                    self._done += copied
                    self._progress(self._done)
        with cdxj.beside(selection.warc).open("rb") as lines:
            kept = sorted(_moved(raw, selection, moved, name) for raw in lines if _wanted(raw, selection))
        index = self._scratch / f"{len(self._indexes)}.cdxj"
        cdxj.write(index, kept)
        self._indexes.append(index)

    def lines(self) -> Iterator[bytes]:
        """All lines of the index, sorted."""
        merged = self._scratch / "all.cdxj"
        cdxj.merge(self._scratch, self._indexes, merged)
        with merged.open("rb") as stream:
            yield from stream


def _wanted(raw: bytes, selection: Selection) -> bool:
    return selection.whole or selection.has(cdxj.parse(raw).offset)


def _moved(raw: bytes, selection: Selection, moved: dict[int, int], name: str) -> bytes:
    """A line of the index with the offset that its record has in the package."""
    if selection.whole:
        return raw
    key, stamp, shown = raw.decode().split(" ", 2)
    fields = json.loads(shown)
    if int(fields["offset"]) not in moved:
        raise BrokenRecord(selection.warc, int(fields["offset"]), "its index names a record there, and there is none")
    return f"{key} {stamp} {json.dumps(fields | {'offset': str(moved[int(fields['offset'])])})}\n".encode()


def _pages(package: Package, folder: Path, chosen: dict[Path, Selection]) -> tuple[int, dict[str, str] | None]:
    """Write the list of articles whose captures were packed; their number, and the newest one."""
    newest: dict[str, str] | None = None
    count = 0
    lines = sum(table.stat().st_size for table in paths.jsonl_files(folder))
    with package.member("pages/pages.jsonl", stored=False, expected=lines) as member:
        member.write(json.dumps(_HEADER).encode() + b"\n")
        for record in articles(folder, chosen):
            page = {
                "id": record["id"],
                "url": record["url"],
                "ts": record["fetched_at"],
                "title": record["title"],
                "text": "\n\n".join(filter(None, (record.get("lead"), record.get("body"), *record["captions"]))),
            }
            member.write(json.dumps(page, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            count += 1
            newest = page if newest is None or page["ts"] > newest["ts"] else newest
    return count, newest


__all__ = ["Days", "Packed", "pack"]
