"""HTTP/1 messages as bytes: head and body split as on the wire, header lines found by whole name, chunks undone.

Nothing here normalises: what a server sent stays as it is until somebody asks for a value.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})(?: ([^\r\n]*))?\r?\n")
# As archives have it: of HTTP/2, or what a tool made up. What is on the wire is matched by the stricter one.
_STORED_STATUS = re.compile(rb"(?:HTTP/\d(?:\.\d)?[ \t]+)?(\d{3})(?:[ \t]+([^\r\n]*))?[ \t]*\r?(?:\n|\Z)")
_REQUEST_LINE = re.compile(rb"([A-Z]+) \S+ HTTP/1\.[01]\r?\n")
_SIZE_LINE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_CUT_SIZE_LINE = re.compile(rb"[ \t]*[0-9a-fA-F]{1,16}[ \t]*(?:;[^\n]*)?\r?")
_NO_BODY = frozenset({204, 304})


class Message:
    """An HTTP/1 request or response: `head` with its blank line, `body` as on the wire (transfer-coding included)."""

    def __init__(self, head: bytes, body: bytes) -> None:
        self.head, self.body = head, body

    @property
    def status(self) -> int:
        """Status code; 0 for a request, and where none is said."""
        found = _STORED_STATUS.match(self.head)
        return int(found[1]) if found else 0

    @property
    def reason(self) -> bytes | None:
        """Reason phrase as sent; None where the status line has none."""
        found = _STATUS_LINE.match(self.head)
        return found[2] or None if found else None

    @property
    def method(self) -> str | None:
        """Method of a request; None for a response."""
        found = _REQUEST_LINE.match(self.head)
        return found[1].decode("ascii") if found else None

    @cached_property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """Header names and values in order, folded lines joined; lines without a colon are left out."""
        pairs: list[tuple[bytes, bytes]] = []
        for line in self.head.split(b"\n")[1:]:
            text = line.rstrip(b"\r")
            if text[:1] in (b" ", b"\t"):
                if pairs:
                    name, value = pairs[-1]
                    pairs[-1] = (name, (value + b" " + text.strip()).strip())
                continue
            name, colon, value = text.partition(b":")
            if colon:
                pairs.append((name.strip(), value.strip()))
        return pairs

    def get_all(self, name: str) -> list[str]:
        """Values of every header line of that name (any case), in order, as Latin-1."""
        wanted = name.lower().encode("latin-1")
        return [value.decode("latin-1") for key, value in self.headers if key.lower() == wanted]

    @property
    def content_type(self) -> str | None:
        """The last Content-Type line, which is the one that browsers and Scrapy obey."""
        return next((value for value in reversed(self.get_all("Content-Type")) if value), None)

    @property
    def content_encoding(self) -> str | None:
        """All content-codings, in the order in which they were applied."""
        return ", ".join(value for value in self.get_all("Content-Encoding") if value) or None

    @property
    def declared_length(self) -> int | None:
        """Content-Length of the first such line; None where it is missing or no number."""
        value = next(iter(self.get_all("Content-Length")), "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None

    @property
    def is_chunked(self) -> bool:
        """Tell whether the only transfer-coding is chunked."""
        codings = {c.strip().lower() for value in self.get_all("Transfer-Encoding") for c in value.split(",")}
        return codings - {"", "identity"} == {"chunked"}

    @property
    def has_body(self) -> bool:
        """Tell whether a response of this status can have a body."""
        return self.status >= 200 and self.status not in _NO_BODY

    @cached_property
    def payload(self) -> bytes:
        """Entity body: transfer-coding removed, content-coding kept."""
        return dechunk(self.body).payload if self.is_chunked else self.body


def split(data: bytes) -> Message | None:
    """Split a message at its first blank line; None while the head is not complete."""
    blank = _BLANK_LINE.search(data)
    return Message(data[: blank.end()], data[blank.end() :]) if blank else None


def response(data: bytes) -> Message | None:
    """The final response in `data`, interim (1xx) heads dropped; None where there is no complete HTTP/1 head."""
    message = split(data)
    while message is not None and _STATUS_LINE.match(message.head):
        if message.status >= 200 or message.status == 101:
            return message
        message = split(message.body)
    return None


def request(data: bytes) -> Message | None:
    """The request in `data`; None where there is no complete HTTP/1 head."""
    message = split(data)
    return message if message is not None and _REQUEST_LINE.match(message.head) else None


class Dechunked(NamedTuple):
    """A body without its chunk framing.

    `complete` says that the last chunk came. Bytes that are no chunk framing where framing must stand are kept at the
    end of `payload`, with `broken` set. `surplus` is what followed the last chunk and its trailers.
    """

    payload: bytes
    complete: bool
    broken: bool
    surplus: bytes


def dechunk(body: bytes) -> Dechunked:
    """Remove chunk sizes, extensions and trailers; whatever is there of a cut chunk is kept. Never raises."""
    out = bytearray()  # not a list: a hostile body is millions of chunks of one byte
    at, end = 0, len(body)
    while size := _SIZE_LINE.match(body, at):
        at, length = size.end(), int(size[1], 16)
        if length == 0:
            return Dechunked(bytes(out), True, False, _after_trailers(body, at))
        out += body[at : at + length]
        at += length
        if body.startswith(b"\r\n", at):
            at += 2
        elif body.startswith(b"\n", at):
            at += 1
        elif at >= end or body[at:] == b"\r":
            return Dechunked(bytes(out), False, False, b"")
        else:
            break
    # A size line cut short is framing; before the first chunk it may as well be a body that was never framed.
    lost = at < end and not (out and _CUT_SIZE_LINE.fullmatch(body, at))
    return Dechunked(bytes(out + body[at:] if lost else out), False, lost, b"")


def _after_trailers(body: bytes, at: int) -> bytes:
    while (line_end := body.find(b"\n", at)) >= 0:
        blank = not body[at:line_end].rstrip(b"\r")
        at = line_end + 1
        if blank:
            return body[at:]
    return b""


def rename(head: bytes, name: str, new: str) -> bytes:
    """Rename every header line called `name` (whole name, any case); the rest of the line stays."""
    pattern = rb"(?im)^" + re.escape(name.encode("ascii")) + rb"(?=[ \t]*:)"
    return re.sub(pattern, new.encode("ascii"), head)


def without(head: bytes, name: str) -> bytes:
    """Cut every header line called `name` (whole name, any case), with its continuation lines."""
    pattern = rb"(?im)^" + re.escape(name.encode("ascii")) + rb"[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*\n?"
    return re.sub(pattern, b"", head)
