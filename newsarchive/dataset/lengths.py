"""Holds the files of a source against its frontier, which keeps the length of each pair: a cut between two records or
two lines leaves nothing inside the file that tells of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from newsarchive.archive import paths
from newsarchive.dataset.problem import Problem
from newsarchive.errors import ArchiveError
from newsarchive.frontier.lengths import Pair, committed
from newsarchive.frontier.store import NAME


def length_problems(folder: Path, files: Collection[Path], *, whole: bool) -> Iterator[Problem]:
    """What is shorter, longer or not there; of `files` alone (absolute) unless the `whole` source is looked at."""
    try:
        pairs = committed(folder, check=whole)  # before any file is looked at: those of a running crawl grow
    except ArchiveError as error:
        yield Problem(str(folder / NAME), f"can't be read: {error}")
        return
    for pair in pairs:
        table = pair.file.removesuffix(paths.WARC) + paths.JSONL
        for name, size in ((pair.file, pair.warc_bytes), (table, pair.jsonl_bytes)):
            path = paths.resolve(folder, name)
            if path is None:
                if whole and size:
                    yield Problem(str(folder / name), f"{NAME} knows {size} bytes of it, and it is not there")
            elif whole or path in files:
                yield from _length_problems(path, size, pair)


def _length_problems(path: Path, size: int, pair: Pair) -> Iterator[Problem]:
    found = path.stat().st_size
    if found < size:
        yield Problem(str(path), f"{found} bytes, where {NAME} says {size}: its end is missing")
    elif found > size and pair.closed:
        yield Problem(str(path), f"{found} bytes, where {NAME} says {size}: something was added after it was closed")
