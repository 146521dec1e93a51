"""Names under archives/: segment files, their folders, and which of them a path means."""

from __future__ import annotations

import glob
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

OPEN = ".open"
TORN = ".torn"
WARC = ".warc.gz"
JSONL = ".jsonl"
CDXJ = ".cdxj"

_SUFFIX = re.compile(r"(?P<stem>.+?)(?P<kind>\.warc\.gz|\.warc\.zst|\.warc|\.jsonl)(?P<open>\.open)?", re.IGNORECASE)
_SEGMENT = re.compile(r"(?P<source>.+)-(?P<stamp>\d{8}T\d{6}Z)-(?P<serial>\d{5,})-(?P<random>[0-9a-z]{8})")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


class Name(NamedTuple):
    """What a segment's stem says: `<source>-<YYYYMMDDTHHMMSSZ>-<serial, 5 digits>-<8 random characters>`."""

    source: str
    started: datetime
    serial: int
    random: str


def new_stem(source: str, started: datetime, serial: int, random: str) -> str:
    """The stem of a new segment of `source`, begun at the aware instant `started`."""
    return f"{_NOT_IN_NAMES.sub('_', source)}-{started.astimezone(UTC):%Y%m%dT%H%M%SZ}-{serial:05d}-{random}"


def month_folder(folder: Path, started: datetime) -> Path:
    """Where under a source's folder a segment begun at `started` lies: YYYY/MM."""
    return folder / f"{started.astimezone(UTC):%Y}" / f"{started.astimezone(UTC):%m}"


def parse(path: Path) -> Name | None:
    """What the name of a segment's file says; None for any other file."""
    found = _SEGMENT.fullmatch(stem(path))
    if found is None:
        return None
    try:
        started = datetime.strptime(found["stamp"], "%Y%m%dT%H%M%S%z")
    except ValueError:
        return None
    return Name(found["source"], started, int(found["serial"]), found["random"])


def stem(path: Path) -> str:
    """What the files of one segment share: the name without .warc.gz, .warc.zst, .warc or .jsonl, and without .open."""
    found = _SUFFIX.fullmatch(path.name)
    return found["stem"] if found else path.name


def is_open(path: Path) -> bool:
    """Tell whether the name says that a crawl writes the file, or was killed while it did."""
    return path.name.endswith(OPEN)


def is_warc(path: Path) -> bool:
    """Tell whether the name is a WARC file's, closed or open."""
    found = _SUFFIX.fullmatch(path.name)
    return found is not None and found["kind"].lower() != JSONL


def is_jsonl(path: Path) -> bool:
    """Tell whether the name is that of a segment's JSON Lines, closed or open."""
    found = _SUFFIX.fullmatch(path.name)
    return found is not None and found["kind"].lower() == JSONL and parse(path) is not None


def final(path: Path) -> Path:
    """The path that a file has, or will have, once it is closed."""
    return path.with_name(path.name.removesuffix(OPEN))


def source_folder(path: Path) -> Path:
    """The folder of the source that a segment's file belongs to: two above YYYY/MM, else the file's own; absolute."""
    parent = path.absolute().parent
    if re.fullmatch(r"\d\d", parent.name) and re.fullmatch(r"\d{4}", parent.parent.name):
        return parent.parent.parent
    return parent


def relative_name(path: Path) -> str:
    """What a pointer's `file` says of it: the final name, relative to its source's folder, with forward slashes."""
    return final(path.absolute()).relative_to(source_folder(path)).as_posix()


def resolve(folder: Path, name: str) -> Path | None:
    """The file that a pointer's `file` means, closed or still open; None where there is none below `folder`."""
    relative = Path(name)
    if not relative.name or relative.is_absolute() or ".." in relative.parts:
        return None
    path = folder / relative
    for candidate in (path, path.with_name(path.name + OPEN)):
        if candidate.is_file():
            return candidate
    return None


def warc_files(path: Path) -> list[Path]:
    """Every WARC file a path means: itself, or all below a folder in order of their paths."""
    return [file for file in segment_files(path) if is_warc(file)]


def jsonl_files(path: Path) -> list[Path]:
    """Every JSON Lines file of segments a path means, in order of their paths."""
    return [file for file in segment_files(path) if not is_warc(file)]


def segment_files(path: Path) -> list[Path]:
    """WARC and JSON Lines files a path means: both of a pair for a file, all below a folder (one source's, or more)."""
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if (is_warc(file) or is_jsonl(file)) and file.is_file())
    if not path.exists():
        return []
    if parse(path) is None:
        return [path]
    return sorted(file for file in path.parent.glob(f"{glob.escape(stem(path))}.*") if is_warc(file) or is_jsonl(file))
