"""WARC files read with warcio alone, so that our writer is not held against our own reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator


@dataclass(frozen=True)
class Stored:
    """One record: its fields in order and its block."""

    file: Path
    fields: tuple[tuple[str, str], ...]
    block: bytes

    def get(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)

    def get_all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key.lower() == name.lower()]

    @property
    def type(self) -> str:
        return self.get("WARC-Type") or ""

    @property
    def url(self) -> str:
        return self.get("WARC-Target-URI") or ""

    @property
    def id(self) -> str:
        return self.get("WARC-Record-ID") or ""

    @property
    def told(self) -> dict[str, str]:
        """The fields of an application/warc-fields block."""
        pairs = (line.partition(": ") for line in self.block.decode().split("\r\n") if line)
        return {name: value for name, _, value in pairs}


def stored(path: Path) -> list[Stored]:
    """Every record of the WARC files below `path`, by file name, in order."""
    files = [path] if path.is_file() else sorted(path.rglob("*.warc.gz*"))
    records: list[Stored] = []
    for file in files:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream, no_record_parse=True):
                fields = tuple((str(name), str(value)) for name, value in record.rec_headers.headers)
                records.append(Stored(file, fields, record.raw_stream.read()))
    return records


def responses(records: list[Stored], url: str) -> list[Stored]:
    return [r for r in records if r.type == "response" and r.url == url]


def beside(records: list[Stored], anchor: Stored, kind: str) -> list[Stored]:
    """The records of one type that are concurrent to `anchor`."""
    return [r for r in records if r.type == kind and anchor.id in r.get_all("WARC-Concurrent-To")]
