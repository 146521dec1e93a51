"""What a WARC record must keep to count as proven: its digests, its pair, its file's warcinfo, an id of its own."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator

from newsarchive.archive.reader import Record

_HTTP = "application/http"
_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


class RecordCheck:
    """Checks the records of one WARC file in order; `seen` holds the ids of all files of the source."""

    def __init__(self, name: str, seen: dict[str, str]) -> None:
        self._name = name.removesuffix(".open")
        self._seen = seen
        self._warcinfo: str | None = None
        self._captures: dict[
            str, tuple[str | None, str]
        ] = {}  # record id -> (URI, date) of what a request may belong to
        self._responses: dict[str, list[str]] = {}  # those without a request so far, and the records they name
        self._sent: set[str] = set()  # requests
        self._requests: list[tuple[str, str, str | None, str]] = []
        self._count = 0

    def record(self, record: Record) -> Iterator[str]:
        """What is wrong with `record`, seen by itself and with those before it."""
        self._count += 1
        where = f"{self._name} at {record.offset}"
        if record.id in self._seen:
            yield f"record id {record.id} stands also in {self._seen[record.id]}"
        self._seen[record.id] = where
        yield from self.content(record)
        yield from self._place(record)
        if record.type in ("response", "revisit", "metadata"):
            self._captures[record.id] = (record.uri, record.date)
        if record.type in ("response", "revisit") and (record.content_type or "").startswith(_HTTP):
            self._responses[record.id] = record.get_all("WARC-Concurrent-To")
        if record.type == "request":
            for target in record.get_all("WARC-Concurrent-To"):
                self._requests.append((where, target, record.uri, record.date))
                self._responses.pop(target, None)
            self._sent.add(record.id)
        if record.type == "metadata" and any(name == "replayed-from" for name, _ in record.fields):
            # What others archived without its request has none to pass on.
            for target in record.get_all("WARC-Concurrent-To"):
                self._responses.pop(target, None)

    def end(self) -> Iterator[str]:
        """What is missing once the file has ended."""
        if not self._count:
            yield "no record"
        for where, target, uri, date in self._requests:
            if self._captures.get(target) != (uri, date):
                yield f"the request at {where} has no response of the same URI and date ({target})"
        for record_id in sorted(name for name, to in self._responses.items() if not self._sent.intersection(to)):
            yield f"the response {record_id} has no request"

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
            self._warcinfo = record.id
            filename = record.get("WARC-Filename")
            if filename is not None and filename != self._name:
                yield f"WARC-Filename is {filename}"
        elif (said := record.get("WARC-Warcinfo-ID")) is not None and said != self._warcinfo:
            yield f"WARC-Warcinfo-ID {said} is not that of this file"


def fits(said: str, data: bytes) -> bool:
    """Whether the labelled digest (Base32 or hex, any case) is that of `data`; False for a label nobody knows."""
    label, _, text = said.partition(":")
    algorithm = label.lower().replace("-", "")
    size = _ALGORITHMS.get(algorithm)
    if size is None:
        return False
    digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    try:
        given = bytes.fromhex(text) if len(text) == 2 * size else base64.b32decode(text.upper())
    except (ValueError, binascii.Error):
        return False
    return given == digest
