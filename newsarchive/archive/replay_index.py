"""Which captures of a URL some WARC files hold, and the exchange of each: what replay answers from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.errors import BrokenRecord


class _Place(NamedTuple):
    date: str
    path: Path
    offset: int
    record_id: str


class ReplayIndex:
    """Responses by method and URL, in the order of their WARC-Date; memory holds offsets only."""

    def __init__(self, path: Path) -> None:
        self.broken: list[BrokenRecord] = []
        self._places: dict[tuple[str, str], list[_Place]] = {}
        self._full: dict[tuple[str, str], _Place] = {}  # (URI, date) of full responses, which revisits refer to
        self._ids: dict[str, _Place] = {}
        self._requests: dict[str, _Place] = {}  # by their own id, and by that of the response they are concurrent to
        for file in paths.warc_files(path) if path.is_dir() else [path]:
            try:
                for record in reader.records(file):
                    self._add(record)
            except BrokenRecord as error:
                self.broken.append(error)
        for places in self._places.values():
            places.sort()

    def __len__(self) -> int:
        return sum(map(len, self._places.values()))

    def exchange(self, url: str, method: str, number: int) -> Exchange | None:
        """Capture `number` (from 0) of the URL, the last one from then on; None where there is none."""
        places = self._places.get((method, _key(url)))
        if not places:
            return None
        return self._exchange(places[min(number, len(places) - 1)], method)

    def _add(self, record: reader.Record) -> None:
        if record.uri is None:
            return
        place = _Place(record.date, record.path, record.offset, record.id)
        if record.type == "request":
            for name in (record.id, *record.get_all("WARC-Concurrent-To")):
                self._requests[name] = place
        elif record.type in ("response", "revisit") and (record.content_type or "").startswith("application/http"):
            method = record.get("WARC-Request-Method") or "GET"
            self._places.setdefault((method, _key(record.uri)), []).append(place)
            if record.type == "response":
                self._full[record.uri, record.date] = self._ids[record.id] = place

    def _exchange(self, place: _Place, method: str) -> Exchange:
        record = reader.record_at(place.path, place.offset)
        # Which of the two names the other is the writer's choice: wget's responses name their requests.
        names = (record.id, *record.get_all("WARC-Concurrent-To"))
        request = next((self._requests[name] for name in names if name in self._requests), None)
        original = reader.resolve(record, self._find)
        block = record.block
        if original is not None and original is not record and original.http is not None:
            block = block + original.http.body
        protocols = record.get_all("WARC-Protocol")
        return Exchange(
            url=record.uri or "",
            method=method,
            started=record.instant,
            request=reader.record_at(request.path, request.offset).block if request else b"",
            response=block,
            ip=record.get("WARC-IP-Address"),
            protocols=tuple(protocols),
            cipher=record.get("WARC-Cipher-Suite"),
            truncated=record.truncated if record.type == "response" else None,
            error=None,
            seconds=0.0,
            via=None,
            replayed_from=f"{place.path.name} {record.id}",
        )

    def _find(self, record_id: str | None, uri: str | None, date: str | None) -> reader.Record | None:
        place = self._ids.get(record_id or "") or self._full.get((uri or "", date or ""))
        return reader.record_at(place.path, place.offset) if place else None


def _key(url: str) -> str:
    return url.partition("#")[0]
