"""Which captures of a URL some WARC files hold, and the exchange of each: what replay answers from.

A revisit of a payload sent once more answers with its own head and that payload. The 304 of a `server-not-modified`
revisit is no answer: nothing asks conditionally again. Nor is a revisit whose original is in none of the files.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import message, paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.errors import BrokenRecord

_Names = tuple[str | None, str | None, str | None]  # of the record that a revisit refers to: id, URI, date


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
        self._revisits: list[tuple[tuple[str, str], _Place, _Names]] = []  # until all files are read
        for file in paths.warc_files(path) if path.is_dir() else [path]:
            try:
                for record in reader.records(file):
                    self._add(record)
            except BrokenRecord as error:
                self.broken.append(error)
        for key, place, (record_id, uri, date) in self._revisits:
            if self._full_record(record_id, uri, date) is not None:
                self._places.setdefault(key, []).append(place)
        self._revisits.clear()
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
        elif record.repeats_payload or (record.type == "response" and _holds_http(record)):
            key = (record.get("WARC-Request-Method") or "GET", _key(record.uri))
            if record.type == "revisit":
                self._revisits.append((key, place, record.refers_to))
            else:
                self._places.setdefault(key, []).append(place)
                self._full[record.uri, record.date] = self._ids[record.id] = place

    def _exchange(self, place: _Place, method: str) -> Exchange:
        record = reader.record_at(place.path, place.offset)
        # Which of the two names the other is the writer's choice: wget's responses name their requests.
        names = (record.id, *record.get_all("WARC-Concurrent-To"))
        request = next((self._requests[name] for name in names if name in self._requests), None)
        original = reader.resolve(record, self._find) or record
        protocols = record.get_all("WARC-Protocol")
        return Exchange(
            url=record.uri or "",
            method=method,
            started=record.instant,
            request=reader.record_at(request.path, request.offset).block if request else b"",
            response=record.block if original is record else _answer(record, original),
            ip=record.get("WARC-IP-Address"),
            protocols=tuple(protocols),
            cipher=record.get("WARC-Cipher-Suite"),
            truncated=original.truncated,
            error=None,
            seconds=0.0,
            via=None,
            replayed_from=f"{place.path.name} {record.id}",
        )

    def _find(self, record_id: str | None, uri: str | None, date: str | None) -> reader.Record | None:
        place = self._full_record(record_id, uri, date)
        return reader.record_at(place.path, place.offset) if place else None

    def _full_record(self, record_id: str | None, uri: str | None, date: str | None) -> _Place | None:
        return self._ids.get(record_id or "") or self._full.get((uri or "", date or ""))


def _key(url: str) -> str:
    return url.partition("#")[0]


def _holds_http(record: reader.Record) -> bool:
    return (record.content_type or "").startswith("application/http")


def _answer(revisit: reader.Record, original: reader.Record) -> bytes:
    """The response that a revisit stands for. How its payload was framed this time is not kept: it has no framing."""
    found = reader.http_head(revisit, original)
    head = found.head if found else b""
    if message.split(head) is None:  # others leave out the blank line that ends it
        head = head.rstrip(b"\r\n") + b"\r\n\r\n"
    if found is not None and found.is_chunked:
        head = message.rename(head, "Transfer-Encoding", "X-Orig-Transfer-Encoding")
    return head + original.payload
