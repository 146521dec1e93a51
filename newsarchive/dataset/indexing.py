"""Indexes of a source: one beside each closed WARC, where there is none yet, and `index.cdxj` over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import cdxj, paths
from newsarchive.errors import BrokenRecord


class Indexed(NamedTuple):
    """What was done for one source: the merged index, its lines' files, how many were made anew, what could not be."""

    merged: Path
    files: int
    made: int
    broken: list[BrokenRecord]


def source_folders(roots: Iterable[Path]) -> list[Path]:
    """The folders of sources that hold WARC files at or below the roots."""
    return sorted({paths.source_folder(file) for root in roots for file in paths.warc_files(root)})


def index(folder: Path, *, rebuild: bool = False) -> Indexed:
    """Index what is closed in a source's folder and merge it into `index.cdxj`. Raise OSError."""
    made, broken, found = 0, [], []
    for warc in closed_warcs(folder):
        beside = cdxj.beside(warc)
        if rebuild or not beside.exists():
            try:
                cdxj.build(warc)
                made += 1
            except BrokenRecord as error:
                broken.append(error)
                continue
        found.append(beside)
    cdxj.merge(folder, found, folder / cdxj.INDEX)
    return Indexed(folder / cdxj.INDEX, len(found), made, broken)


def closed_warcs(folder: Path) -> Iterator[Path]:
    """The closed WARC files of a source, in order of their paths."""
    return (path for path in paths.warc_files(folder) if not paths.is_open(path))
