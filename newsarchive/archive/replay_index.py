"""Which captures of a URL some WARC files hold, and the exchange of each: what replay answers from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive import dates, urls
from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.errors import BrokenRecord


class _Place(NamedTuple):
    path: Path
    response: int
    request: int | None


class ReplayIndex:
    """Responses by method and URL, in the order of their WARC-Date; only offsets are kept in memory."""

    def __init__(self, path: Path) -> None:
        self.broken: list[BrokenRecord] = []
        self._places: dict[tuple[str, str], list[tuple[str, _Place]]] = {}
        for file in paths.warc_files(path) if path.is_dir() else [path]:
            self._add(file)
        for places in self._places.values():
            places.sort(key=lambda dated: dated[0])
        self._count = sum(map(len, self._places.values()))

    def __len__(self) -> int:
        return self._count

    def exchange(self, url: str, method: str, number: int) -> Exchange | None:
        """Capture `number` (from 0) of the URL, the last one from then on; None where there is none."""
        places = self._places.get((method, urls.canonical(url))) or self._places.get((method, url))
        if not places:
            return None
        return _exchange(places[min(number, len(places) - 1)][1], method)
