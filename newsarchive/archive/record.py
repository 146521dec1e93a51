"""A WARC record as it was read: header fields, block, and what both say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newsarchive import codings
from newsarchive.archive import message
from newsarchive.archive.members import Damage
from newsarchive.archive.message import Message
from newsarchive.errors import BrokenRecord

DECODE_LIMIT = 256 * 1024 * 1024  # bytes that undoing a content-coding may give
_MANDATORY = ("warc-date", "warc-record-id", "warc-type")
_HTTP_TYPES = frozenset({"request", "response", "revisit"})


def parse_fields(text: str, line_end: str = "\r\n") -> Iterator[tuple[str, str]]:
    """Named fields in order, of a record's header or of warc-fields; lines that continue a field are joined to it."""
    for line in re.sub(rf"{line_end}[ \t]+", " ", text).split(line_end):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip(), value.strip()


class Record:
    """A complete WARC record. `offset` and `length` are those of its bytes in the file (of its gzip member).

    `gzip_header`: the first ten bytes of that member; empty in a plain file.
    """

    def __init__(self, path: Path, offset: int, version: str, headers: tuple[tuple[str, str], ...], size: int) -> None:
        self.path, self.offset, self.version, self.headers, self.size = path, offset, version, headers, size
        self.length = 0
        self.gzip_header = b""
        self._block: bytes | None = None
        self._http: Message | None = None
        self.type: str = (self.get("WARC-Type") or "").lower()
        self.id: str = self.get("WARC-Record-ID") or ""
        self.date: str = self.get("WARC-Date") or ""
        # wget and other writers of WARC/1.0 put the URI in angle brackets, as the grammar of 1.0 had it.
        self.uri: str | None = _bare(self.get("WARC-Target-URI"))

    def __repr__(self) -> str:
        return f"<Record {self.type} {self.uri or ''} {self.path.name}@{self.offset}>"

    def complete(self, length: int, block: bytes | None) -> Record:
        """Set what is known at the record's end; `block` None says that it is over the reader's limit."""
        self.length, self._block = length, block
        return self

    def get(self, name: str) -> str | None:
        """The first header field of that name (any case); None where there is none or it is empty."""
        wanted = name.lower()
        for key, value in self.headers:
            if key.lower() == wanted:
                return value or None
        return None

    def get_all(self, name: str) -> list[str]:
        """Every header field of that name, in order."""
        wanted = name.lower()
        return [value for key, value in self.headers if key.lower() == wanted]

    @property
    def block(self) -> bytes:
        """The record's block. Raise BrokenRecord `too_large` where it is over the limit it was read with."""
        if self._block is None:
            raise BrokenRecord(self.path, self.offset, "too_large")
        return self._block

    @property
    def is_held(self) -> bool:
        """Tell whether the block is in memory."""
        return self._block is not None

    @property
    def content_type(self) -> str | None:
        """Content-Type of the block."""
        return self.get("Content-Type")

    @property
    def payload_digest(self) -> str | None:
        """WARC-Payload-Digest, as written."""
        return self.get("WARC-Payload-Digest")

    @property
    def block_digest(self) -> str | None:
        """WARC-Block-Digest, as written."""
        return self.get("WARC-Block-Digest")

    @property
    def truncated(self) -> str | None:
        """WARC-Truncated: length, time, disconnect, unspecified."""
        return self.get("WARC-Truncated")

    @property
    def refers_to(self) -> tuple[str | None, str | None, str | None]:
        """Id, URI and date of the record that a revisit refers to, as far as it says them."""
        uri = _bare(self.get("WARC-Refers-To-Target-URI"))
        return self.get("WARC-Refers-To"), uri, self.get("WARC-Refers-To-Date")

    @property
    def repeats_payload(self) -> bool:
        """Tell whether this is a revisit of a payload that the server sent once more: no 304, no unknown profile."""
        if self.type != "revisit" or not (self.get("WARC-Profile") or "").endswith("identical-payload-digest"):
            return False
        return self.http is None or self.http.status != 304

    @property
    def instant(self) -> datetime:
        """WARC-Date as an aware datetime. Raise BrokenRecord where it is none."""
        try:
            when = datetime.fromisoformat(self.date)
        except ValueError as error:
            raise BrokenRecord(self.path, self.offset, f"WARC-Date is {self.date!r}") from error
        return when if when.tzinfo else when.replace(tzinfo=UTC)

    @property
    def http(self) -> Message | None:
        """The HTTP message in the block; None in records that hold none."""
        if self._http is None and self.type in _HTTP_TYPES and self._says_http():
            found = message.split(self.block)
            # The block of a revisit may be the head alone, without the blank line that ends it.
            self._http = found or (Message(self.block, b"") if self.type == "revisit" and self.block else None)
        return self._http

    def _says_http(self) -> bool:
        """Some tools leave the Content-Type out."""
        if self.content_type is not None:
            return self.content_type.lower().startswith("application/http")
        return self.is_held and self.block.startswith(b"HTTP/")

    @property
    def payload(self) -> bytes:
        """What WARC-Payload-Digest is of: the entity body of an HTTP message (content-coding kept), else the block."""
        http = self.http
        return http.payload if http is not None else self.block

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The fields of an application/warc-fields block, in order; empty for other blocks."""
        if (self.content_type or "").partition(";")[0].strip() != "application/warc-fields":
            return []
        return list(parse_fields(self.block.decode("utf-8", "replace").replace("\r\n", "\n"), "\n"))


def _bare(uri: str | None) -> str | None:
    return (uri or "").removeprefix("<").removesuffix(">") or None


def parse_header(path: Path, offset: int, data: bytes) -> Record:
    """The record whose header, up to its blank line, is `data`. Raise Damage where it does not say how long it is."""
    version, _, text = data.decode("utf-8", "replace").replace("\r\n", "\n").partition("\n")
    headers = tuple(parse_fields(text, "\n"))
    size = next((value for name, value in headers if name.lower() == "content-length"), None)
    if size is None:
        raise Damage("no content-length")
    if not (size.isascii() and size.isdigit() and len(size) < 19):
        raise Damage("bad content-length")
    return Record(path, offset, version, headers, int(size))


def missing(record: Record) -> str | None:
    """The name of a field that each record must have and this one has not."""
    names = {name.lower() for name, _ in record.headers}
    return next((name for name in _MANDATORY if name not in names), None)


def http_head(record: Record, original: Record | None = None) -> Message | None:
    """The HTTP message under whose head a page came: the record's own; that of `original` for a revisit without one.

    The head of a 304 says nothing of the page.
    """
    own = record.http
    if original is None or original is record or (record.repeats_payload and own is not None and own.status):
        return own
    return original.http


class PageInput(NamedTuple):
    """What a Page is made of, as the record tells it."""

    body: bytes  # content-coding undone
    url: str
    content_type: str | None
    fetched_at: datetime
    date: str  # WARC-Date as written
    truncated: bool


def page_input(record: Record, original: Record | None = None, *, limit: int = DECODE_LIMIT) -> PageInput:
    """The page in a response or resource record, or in a revisit whose bytes stand in the record `original`.

    Type and coding of a payload sent once more are those it came with this time: so the spider read it. Of a revisit
    WARC-Truncated is said of the record, of its original of the page.

    Raise BrokenRecord for a record that holds no page, CodingError for a content-coding that can't be undone.
    """
    bytes_of = record if record.type != "revisit" else original
    if bytes_of is None or bytes_of.type not in ("response", "resource"):
        raise BrokenRecord(record.path, record.offset, f"a {record.type} record holds no page")
    if bytes_of.type == "response" and bytes_of.http is None:
        raise BrokenRecord(record.path, record.offset, "no HTTP response in the block")
    head = http_head(record, bytes_of)
    coding = head.content_encoding if head else None
    content_type = head.content_type if head else bytes_of.content_type
    decoded = codings.decode(bytes_of.payload, coding, limit=limit)
    truncated = bytes_of.truncated is not None or decoded.cut
    return PageInput(decoded.body, record.uri or "", content_type, record.instant, record.date, truncated)
