"""Files of an export: one for each closed segment, named by where it came from and by what was in it.

`source=<source>/month=<YYYY-MM>/<stem>-<12 hex digits of the input's sha256>.parquet`: the month of capture, which
never changes. A file under such a name is whole, and holds exactly that input: nothing else has to be remembered. The
same input gives the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple

from newsarchive.archive import paths
from newsarchive.archive.whole import PART, whole
from newsarchive.dataset.statistics import Statistics
from newsarchive.errors import BrokenLine
from newsarchive.items import Article, article_from_dict

Format = Literal["parquet", "jsonl.gz"]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl.gz")
_DIGITS = 12
_GROUP = 2000  # records of a row group: some 20 MB


class Partition(NamedTuple):
    """A file to be: the segment's JSON Lines, and its name below the export's folder."""

    segment: Path
    name: str

    @property
    def stem(self) -> str:
        """The name without the digest: what the files of one segment share."""
        return self.name.rpartition("-")[0]


def partition(segment: Path, form: Format) -> Partition:
    """Where a closed segment's records go. Raise OSError."""
    name = paths.parse(segment)
    if name is None:
        raise ValueError(f"{segment} is no segment")
    with segment.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:_DIGITS]
    folder = f"source={name.source}/month={name.started:%Y-%m}"
    return Partition(segment, f"{folder}/{paths.stem(segment)}-{digest}.{form}")


def write(part: Partition, target: Path, form: Format) -> Statistics:
    """Write a partition's file, which appears under its name when it is whole. Raise BrokenLine, OSError."""
    counted = Statistics()
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as stream:
        if form == "parquet":
            _parquet(_counted(part.segment, counted), stream)
        else:
            _jsonl_gz(_counted(part.segment, counted), stream)
    return counted


def count(part: Partition) -> Statistics:
    """What a file that stands already holds. Raise BrokenLine, OSError."""
    counted = Statistics()
    for _ in _counted(part.segment, counted):
        pass
    return counted


def _counted(segment: Path, counted: Statistics) -> Iterator[tuple[bytes, Article]]:
    with segment.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            try:
                article = article_from_dict(json.loads(raw))
                counted.add(article)
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                raise BrokenLine(segment, number, f"no record of an article: {error}"[:200]) from error
            yield raw, article


def _jsonl_gz(lines: Iterator[tuple[bytes, Article]], stream: BinaryIO) -> None:
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as packed:
        for raw, _ in lines:
            packed.write(raw)


def _parquet(lines: Iterator[tuple[bytes, Article]], stream: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from newsarchive.dataset import arrow

    with pq.ParquetWriter(stream, arrow.schema(), compression="zstd") as writer:
        for batch in arrow.batches((article for _, article in lines), _GROUP):
            writer.write_table(pa.Table.from_batches([batch]))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other exports out of a folder. Raise BlockingIOError where one is at work."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def left_over(folder: Path) -> Iterator[Path]:
    """Files that an interrupted export left half-made."""
    for pattern in (f".*{PART}", f"source=*/month=*/.*{PART}"):
        yield from (path for path in folder.glob(pattern) if path.is_file())
