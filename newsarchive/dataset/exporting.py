"""Exporting: an archive's articles as Parquet or compressed JSON Lines that describe themselves.

Only closed segments are exported, each once; a second export adds what is new. It may be interrupted at any moment: the
next one goes on, and ends with the same bytes.
"""

from __future__ import annotations

import glob
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from newsarchive.archive import paths
from newsarchive.archive.appending import sync_folder
from newsarchive.archive.whole import whole
from newsarchive.dataset import describing, partitions
from newsarchive.dataset.partitions import FORMATS, Format, Partition
from newsarchive.dataset.statistics import Statistics
from newsarchive.errors import UsageError

DESCRIPTION = "datapackage.json"
CARD = "README.md"


class Exported(NamedTuple):
    """What was done: files written now, files in all, records in all, segments that are still open."""

    written: int
    files: int
    records: int
    still_open: int


def export(
    inputs: Iterable[Path],
    target: Path,
    form: Format,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Exported:
    """Write the articles of archives' folders below `target`. `progress` is told the bytes read, and of how many.

    Raise UsageError where there is nothing to export or `target` is no place for it, BrokenLine, OSError.
    """
    segments = [file for path in inputs for file in _segments(path)]
    closed = sorted({file for file in segments if not paths.is_open(file)})
    if not closed:
        still = " but segments that are still open" if segments else ""
        raise UsageError(f"no articles to export{still}: {', '.join(map(str, inputs))}")
    known = _prepared(target, form, closed)
    try:
        with partitions.alone(target):
            for half in partitions.left_over(target):
                half.unlink(missing_ok=True)
            return _export(closed, target, form, known, progress, len(segments) - len(closed))
    except BlockingIOError:
        raise UsageError(f"another export writes to {target}") from None


def _segments(path: Path) -> list[Path]:
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    found = [file.absolute() for file in paths.jsonl_files(path) if paths.is_jsonl(file)]
    packed = sorted(path.rglob(f"*{paths.JSONL}.gz")) if path.is_dir() else []
    alone = [file for file in packed if paths.parse(plain := file.with_name(file.name[:-3])) and not plain.exists()]
    if alone:
        raise UsageError(f"{alone[0]} is compressed: gunzip it, a segment is exported as it was written")
    return found


def _prepared(target: Path, form: Format, closed: list[Path]) -> dict[str, dict[str, Any]]:
    """Make the folder, or look at what an earlier export left there: its resources by path."""
    inside = next((file for file in closed if paths.source_folder(file) in (target, *target.parents)), None)
    if inside is not None:
        raise UsageError(f"{target} lies inside the archive, below {paths.source_folder(inside)}")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{target} can be no folder: {error.strerror}") from error
    described = target / DESCRIPTION
    if not described.exists():
        others = [
            path.name
            for path in target.iterdir()
            if not path.name.startswith(("source=", f".{CARD}", f".{DESCRIPTION}"))
        ]
        if others:
            raise UsageError(f"{target} holds {others[0]}, which no export wrote: choose another folder")
        return {}
    try:
        package = json.loads(described.read_bytes())
        found = package[describing.OURS]["format"]
        known = {each["path"]: each for each in package["resources"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"{described} is not that of an export: choose another folder") from None
    if found != form:
        raise UsageError(f"{target} holds an export as {found}: choose another folder for {form}")
    return known


def _export(
    closed: list[Path],
    target: Path,
    form: Format,
    known: dict[str, dict[str, Any]],
    progress: Callable[[int, int], None],
    still_open: int,
) -> Exported:
    sizes = {segment: segment.stat().st_size for segment in closed}
    done = written = 0
    described = {name: entry for name, entry in known.items() if (target / name).is_file()}
    for segment in closed:
        part = partitions.partition(segment, form)
        path = target / part.name
        fresh = not path.exists()
        if fresh:
            counted = partitions.write(part, path, form)
            sync_folder(path.parent)
        if fresh or part.name not in described:
            counted = counted if fresh else partitions.count(part)
            described[part.name] = describing.resource(path, part.name, form, counted)
        written += fresh
        _drop_older(part, target, described)
        done += sizes[segment]
        progress(done, sum(sizes.values()))
    _describe(target, form, described)
    records = sum(entry[describing.OURS]["records"] for entry in described.values())
    return Exported(written, len(described), records, still_open)


def _drop_older(part: Partition, target: Path, described: dict[str, dict[str, Any]]) -> None:
    """Remove what the same segment held before it was mended."""
    own = target / part.name
    for path in own.parent.glob(f"{glob.escape(Path(part.stem).name)}-*"):
        if path != own:
            path.unlink(missing_ok=True)
    for name in [name for name in described if name != part.name and name.rpartition("-")[0] == part.stem]:
        del described[name]


def _describe(target: Path, form: Format, described: dict[str, dict[str, Any]]) -> None:
    resources = [described[name] for name in sorted(described)]
    by_source: dict[str, Statistics] = defaultdict(Statistics)
    for entry in resources:
        source = entry["path"].partition("/")[0].removeprefix("source=")
        by_source[source].merge(Statistics.from_dict(entry[describing.OURS]))
    _replace(target / DESCRIPTION, describing.dumped(describing.datapackage(resources, form)))
    _replace(target / CARD, describing.card(by_source, form, len(resources)).encode())
    sync_folder(target)


def _replace(target: Path, data: bytes) -> None:
    with whole(target) as stream:
        stream.write(data)


__all__ = ["FORMATS", "Exported", "Format", "export"]  # what the command needs
