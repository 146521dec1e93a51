"""The JSON Lines files that a path means, plain or gzip: whose they are, and which can hold what is asked for."""

from __future__ import annotations

import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from newsarchive.archive import paths
from newsarchive.dates import VIETNAM
from newsarchive.errors import BrokenLine, UsageError

_GZ = ".gz"
_AHEAD = timedelta(days=3)  # a record's date lies at most two days after its fetch; one more for zones


class JsonlFile(NamedTuple):
    """A file of records: of a segment, or any that was named. `ends` is the day after which it holds no fetch."""

    path: Path
    source: str | None = None
    ends: date | None = None

    def may_reach(self, since: date | None) -> bool:
        """Whether it can hold an article that was published on `since` or later."""
        return since is None or self.ends is None or self.ends + _AHEAD >= since

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """(number, bytes) of each line; what an open segment's last line lacks is no line. Raise OSError,
        BrokenLine for damaged gzip.
        """
        with ExitStack() as stack:
            stream: BinaryIO = stack.enter_context(self._path.open("rb"))
            if self.path.name.endswith(_GZ):
                stream = cast("BinaryIO", stack.enter_context(gzip.open(stream)))
            number = 0
            try:
                for number, raw in enumerate(stream, start=1):
                    if not raw.endswith(b"\n") and paths.is_open(self.path):
                        return
                    yield number, raw
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise BrokenLine(self.path, number + 1, f"damaged gzip: {error}") from error

    @property
    def _path(self) -> Path:
        """Where it is now: a segment that was open may have been closed."""
        return self.path if self.path.exists() else paths.final(self.path)


def jsonl_files(given: Path | str | Iterable[Path | str], sources: frozenset[str] | None = None) -> list[JsonlFile]:
    """The files that a path means (a file, a source's folder, the archives folder), or several; in order of sources
    and time. A segment that stands both plain and compressed counts once. Raise UsageError where there is none.
    """
    roots = [Path(given)] if isinstance(given, str | Path) else [Path(each) for each in given]
    found: dict[Path, JsonlFile] = {}
    for root in roots:
        if root.is_file():
            found.setdefault(_plain(root), JsonlFile(root))
        elif root.is_dir():
            for file in _below(root):
                found.setdefault(_plain(file.path), file)
        else:
            raise UsageError(f"{root} does not exist")
    if not found:
        raise UsageError(f"no JSON Lines of articles below {', '.join(map(str, roots))}")
    known = {file.source for file in found.values() if file.source is not None}
    unknown = sorted((sources or frozenset()) - known)
    if unknown and known:
        raise UsageError(f"source={unknown[0]!r}: there are {', '.join(sorted(known))}")
    return [file for file in found.values() if not sources or file.source is None or file.source in sources]


def _below(root: Path) -> Iterator[JsonlFile]:
    """The segments' files below a folder, each with the day on which the segment after it begins."""
    by_source: dict[Path, dict[Path, Path]] = defaultdict(dict)
    for path in sorted(root.rglob("*.jsonl*")):
        plain = _plain(path)
        if paths.is_jsonl(plain) and path.is_file():
            by_source[paths.source_folder(path)].setdefault(paths.final(plain), path)
    for folder in sorted(by_source):
        files = sorted(by_source[folder].values(), key=_begun)
        # Crawls of a source never overlap, and a segment is written to until the one after its successor begins.
        ends = [_begun(path)[0] for path in files[2:]]
        for number, path in enumerate(files):
            name = paths.parse(_plain(path))
            yield JsonlFile(path, name.source if name else None, ends[number] if number < len(ends) else None)


def _begun(path: Path) -> tuple[date, str]:
    """What segments are sorted by: the day in Vietnam, and the name, which tells instant and serial."""
    name = paths.parse(_plain(path))
    return (name.started.astimezone(VIETNAM).date() if name else date.min), path.name


def _plain(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(_GZ))
