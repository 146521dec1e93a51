"""What a WARC record must keep to count as proven: its digests, its pair, its file's warcinfo, an id of its own.

Of files that newsarchive wrote more is asked, since more is known of them: that each capture has its metadata record,
which is the last of its event, and that no gzip header says anything (`_header_fault`).
"""

from __future__ import annotations

from collections.abc import Iterator

from newsarchive.archive.digests import fits
from newsarchive.archive.reader import Record
from newsarchive.dataset.ledger import Ledger

_HTTP = "application/http"
_OURS = "newsarchive/"  # how our `software` begins
_BLANK = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # deflate; no flags, no time
_UNKNOWN_SYSTEM = 255  # isal's
_EFFORTS = (0, 2, 4)  # zlib's word on its level: middling, best, fastest
_FASTEST = 4


class RecordCheck:
    """Checks the records of one WARC file in order; `seen` holds the ids of all files of the source."""

    def __init__(self, name: str, seen: Ledger) -> None:
        self._name = name.removesuffix(".open")
        self._seen = seen
        self._warcinfo: str | None = None
        self._captures: dict[
            str, tuple[str | None, str]
        ] = {}  # record id -> (URI, date) of what a request may belong to
        self._responses: dict[str, list[str]] = {}  # those without a request so far, and the records they name
        self._sent: set[str] = set()  # requests
        self._requests: list[tuple[str, str, str | None, str]] = []
        self._untold: dict[str, None] = {}  # captures without a metadata record so far
        self._last = ""  # capture
        self._ours = False
        self._header = b""  # of the first member
        self._count = 0

    def record(self, record: Record) -> Iterator[str]:
        """What is wrong with `record`, seen by itself and with those before it."""
        self._count += 1
        where = f"{self._name} at {record.offset}"
        earlier = self._seen.get(record.id)
        if earlier is not None:
            yield f"record id {record.id} stands also in {earlier}"
        self._seen.put(record.id, where)
        yield from self.content(record)
        yield from self._place(record)
        self._note(record, where)
        if self._ours and record.gzip_header and (fault := _header_fault(record.gzip_header, self._header)):
            yield fault

    def _note(self, record: Record, where: str) -> None:
        """Keep what the records of one event must find in each other."""
        if record.type in ("response", "revisit", "metadata"):
            self._captures[record.id] = (record.uri, record.date)
        if record.type in ("response", "revisit") and (record.content_type or "").startswith(_HTTP):
            self._responses[record.id] = record.get_all("WARC-Concurrent-To")
            self._untold[record.id], self._last = None, record.id
        if record.type == "request":
            for target in record.get_all("WARC-Concurrent-To"):
                self._requests.append((where, target, record.uri, record.date))
                self._responses.pop(target, None)
            self._sent.add(record.id)
        if record.type == "metadata":
            # What others archived without its request has none to pass on.
            replayed = any(name == "replayed-from" for name, _ in record.fields)
            for target in record.get_all("WARC-Concurrent-To"):
                self._untold.pop(target, None)
                if replayed:
                    self._responses.pop(target, None)

    @property
    def torn(self) -> str | None:
        """The capture that the file ends in the middle of, if it does: its metadata record, the last, is missing."""
        return self._last if self._ours and self._last in self._untold else None

    def end(self) -> Iterator[str]:
        """What is missing once the file has ended."""
        if not self._count:
            yield "no record"
        for where, target, uri, date in self._requests:
            if self._captures.get(target) != (uri, date):
                yield f"the request at {where} has no response of the same URI and date ({target})"
        bare = (name for name, to in self._responses.items() if not self._sent.intersection(to))
        for record_id in sorted(name for name in bare if name != self.torn):
            yield f"the response {record_id} has no request"
        for record_id in sorted(name for name in self._untold if self._ours and name != self.torn):
            yield f"the response {record_id} has no metadata record"

    @staticmethod
    def content(record: Record) -> Iterator[str]:
        """Digests that don't fit the bytes."""
        for name, said, data in (
            ("WARC-Block-Digest", record.block_digest, record.block),
            ("WARC-Payload-Digest", record.payload_digest if record.type == "response" else None, record.payload),
        ):
            if said is not None and not fits(said, data):
                yield f"{name} {said} does not fit the bytes"

    def _place(self, record: Record) -> Iterator[str]:
        if self._count == 1 and record.type != "warcinfo":
            yield f"the first record is a {record.type}, not a warcinfo"
        if record.type == "warcinfo":
            self._warcinfo, self._header = record.id, self._header or record.gzip_header
            self._ours = dict(record.fields).get("software", "").startswith(_OURS)
            filename = record.get("WARC-Filename")
            if filename is not None and filename != self._name:
                yield f"WARC-Filename is {filename}"
        elif (said := record.get("WARC-Warcinfo-ID")) is not None and said != self._warcinfo:
            yield f"WARC-Warcinfo-ID {said} is not that of this file"


def _header_fault(header: bytes, first: bytes) -> str | None:
    """What a gzip header says, where ours say nothing: no checksum covers it.

    isal writes all members alike. zlib names the level, of which a file of ours has two at most: its own, and the
    fastest for what is compressed already.
    """
    if not header.startswith(_BLANK):
        return f"its gzip header is {header.hex()}: newsarchive writes none with flags or a time"
    effort, system = header[8:10]
    alike = (first[8], _FASTEST) if system != _UNKNOWN_SYSTEM else (0,)
    if system != first[9] or effort not in alike or effort not in _EFFORTS:
        return f"its gzip header is {header.hex()}, that of the file's first record {first.hex()}"
    return None
