"""One exchange on the wire: a request as it was sent and what came back, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive.archive import message
from newsarchive.archive.message import Message
from newsarchive.archive.revisit import Original

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["Exchange", "Message", "Original"]


@dataclass(slots=True)
class Exchange:
    """A request and its final response, byte for byte; each attempt on the wire is an exchange of its own.

    `started` is aware: when the fetch began. `response` is b"" where nothing came; chunk framing is still in it,
    interim (1xx) heads are not. `truncated` is a WARC-Truncated word: length, time, disconnect or unspecified. `error`
    is the name of what ended the attempt. `ip` is the peer's address, None through a proxy. `hops` is the path from the
    seed in Heritrix's letters: L link, E embedded, R redirect, P prerequisite; empty for a seed. `not_modified` is, for
    a 304, the earlier capture of the URL whose ETag or Last-Modified was asked about, where it is known.
    """

    url: str
    method: str
    started: datetime
    request: bytes
    response: bytes
    ip: str | None
    protocols: tuple[str, ...]
    cipher: str | None
    truncated: str | None
    error: str | None
    seconds: float
    via: str | None
    hops: str | None = None
    reconstructed: bool = False
    replayed_from: str | None = None
    not_modified: Original | None = None

    @property
    def message(self) -> Message:
        """The final response, parsed; an empty Message (status 0) where no complete head came."""
        return message.response(self.response) or Message(b"", b"")
