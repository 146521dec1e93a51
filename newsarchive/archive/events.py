"""An exchange as the records of one capture event: response, request and metadata, each a gzip member, side by side.

What the records hold, where the wire leaves a choice:

- The response block is the head as received, with the final body. Chunk framing is undone (unless `verbatim`, which
  replayers read less well), and then the line
  `Transfer-Encoding` is called `X-Orig-Transfer-Encoding`; no other byte of the head changes. Bytes where framing
  should stand and does not are kept in the body (`transfer-coding: broken` in the metadata record).
- A Content-Length that a whole chunked message contradicts was void on the wire (RFC 9112, 6.3): it is then called
  `X-Orig-Content-Length`.
- Bytes after the end of the message, and a response or request whose head is not HTTP/1 or never came complete, stand
  in the metadata record as Base64 (`unparsed-response`, `unparsed-surplus`, `unparsed-request`): in any other record
  index tools would take them for a page.
- Proxy-Authorization and Authorization lines, and the user part of a URL, are cut out and named under `masked`.
- A response to another method than GET names it in `WARC-Request-Method`: after HEAD its Content-Length is no cut.
- Without a response the metadata record comes first, and the request is concurrent to it: a torn tail leaves no orphan.
- A whole response whose payload an earlier record holds is a revisit (`identical-payload-digest`): the same head, no
  body. Not in `verbatim` framing: whoever replays puts the head of the revisit before the body of the other record,
  whose framing need not be what that head announces.
- A 304 whose URL's earlier capture is known is a revisit, too (`server-not-modified`); its payload, and so its payload
  digest, is that of the earlier capture (6.7.3). It has no block: with the head of the 304 in it pywb plays an empty
  page. That head stands in the metadata record as Base64 (`not-modified-head`).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import NamedTuple

from newsarchive import dates
from newsarchive.archive import message, revisit, warc
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.message import Message
from newsarchive.archive.revisit import Original
from newsarchive.items import Reference

__all__ = ["Event", "Events", "Find", "Original", "Response"]

# Given a payload digest, the earlier full record with that payload. It is asked only about a payload that a revisit
# could stand for; what it does not know is then written in full, and later ones may refer to that record.
Find = Callable[[str], Original | None]

_ALWAYS_MASKED = ("Proxy-Authorization", "Authorization")
_COOKIES = ("Cookie",)
_TRUNCATIONS = ("length", "time", "disconnect", "unspecified")  # WARC 1.1, 5.12
_COMPRESSED_TYPES = ("image/", "video/", "audio/", "font/woff", "application/zip", "application/gzip")


class Response(NamedTuple):
    """Where and what the response or revisit of an event is: `length` bytes at the event's start.

    `truncated` is said of the payload: that a revisit holds none cuts nothing off the page. `status` is that of the
    head in the record, 0 where it has none.
    """

    kind: str  # response or revisit
    status: int
    id: str
    length: int
    payload_digest: str
    content_type: str | None
    content_encoding: str | None
    truncated: str | None
    refers_to: Reference | None


class Event(NamedTuple):
    """The members of one capture event; the response, where there is one, stands first."""

    data: bytes
    url: str
    date: str
    response: Response | None


class Events:
    """Makes the events of one WARC file."""

    def __init__(
        self, warcinfo_id: str, *, algorithm: str, level: int | None, mask_cookies: bool, verbatim: bool = False
    ) -> None:
        masked = _ALWAYS_MASKED + (_COOKIES if mask_cookies else ())
        self._settings = _Settings(warcinfo_id, algorithm, level, masked, verbatim)

    def event(self, exchange: Exchange, find: Find | None = None) -> Event:
        """The records of `exchange`; a revisit in place of its response where `find` knows the payload."""
        return _EventBuilder(exchange, self._settings, find).event()


class _Settings(NamedTuple):
    """What is the same for all records of a file."""

    warcinfo_id: str
    algorithm: str
    level: int | None
    masked: tuple[str, ...]
    verbatim: bool


class _Stored(NamedTuple):
    """A response as it is stored: `body` is `payload`, or, verbatim, `payload` in its chunk framing.

    `broken`: there are bytes where chunk framing should be. `whole`: the last chunk came.
    """

    head: bytes
    body: bytes
    payload: bytes
    truncated: str | None
    surplus: bytes
    broken: bool
    whole: bool = True


class _Revisit(NamedTuple):
    """What stands in place of a response."""

    profile: str
    original: Original
    truncated: str | None  # WARC-Truncated of the record


class _EventBuilder:
    """The records of one exchange; `settings` are those of the file."""

    def __init__(self, exchange: Exchange, settings: _Settings, find: Find | None) -> None:
        self.exchange, self.settings, self.find = exchange, settings, find
        self.algorithm, self.level = settings.algorithm, settings.level
        self.url = warc.target_uri(exchange.url)
        self.date = dates.utc(exchange.started)
        self.masked = ["userinfo"] if warc.has_userinfo(exchange.url) else []
        self.unparsed: list[tuple[str, bytes]] = []  # what, and its bytes that fit no HTTP record
        self.not_modified = b""  # the head of a 304 whose record has no block

    def event(self) -> Event:
        exchange = self.exchange
        final = message.response(exchange.response)
        request = self._request()
        anchor = warc.new_id()  # the record that the others are concurrent to
        if final is None:
            self._keep("response", exchange.response)
            members = [self._metadata(anchor, None, broken=False), *self._request_member(request, anchor)]
            return Event(b"".join(members), self.url, self.date, None)
        stored = _stored(final, exchange, verbatim=self.settings.verbatim)
        self._keep("surplus", stored.surplus)
        response, first = self._response(anchor, final, stored)
        metadata = self._metadata(warc.new_id(), anchor, broken=stored.broken)
        members = [first, *self._request_member(request, anchor), metadata]
        return Event(b"".join(members), self.url, self.date, response)

    def _response(self, record_id: str, final: Message, stored: _Stored) -> tuple[Response, bytes]:
        digest = warc.digest(self.algorithm, [stored.payload])
        content_type, coding = final.content_type, final.content_encoding
        seen = self._revisit(final, stored, digest)
        block = [stored.head, stored.body]
        truncated, coded = stored.truncated, bool(coding) or _is_compressed(content_type)
        if seen is not None:
            block, digest, truncated, coded = [stored.head], seen.original.payload_digest, seen.truncated, False
            if seen.profile == revisit.NOT_MODIFIED:
                block, self.not_modified = [], stored.head
        kind = "revisit" if seen else "response"
        fields = [
            *self._fields(kind, record_id),
            *self._wire_fields(),
            ("WARC-Request-Method", self.exchange.method if self.exchange.method != "GET" else None),
            *(revisit.fields(seen.profile, seen.original) if seen else ()),
            ("WARC-Truncated", truncated),
            ("WARC-Payload-Digest", digest),
            ("WARC-Block-Digest", warc.digest(self.algorithm, block)),
            ("Content-Type", "application/http;msgtype=response"),
        ]
        made = warc.member(fields, block, level=self.level, coded=coded)
        reference = seen.original.reference if seen else None
        status = final.status if block else 0
        told = Response(kind, status, record_id, len(made), digest, content_type, coding, stored.truncated, reference)
        return told, made

    def _revisit(self, final: Message, stored: _Stored, digest: str) -> _Revisit | None:
        """What is written in place of the response; None where it is written in full."""
        if stored.truncated is not None:
            return None
        if final.status == 304:
            earlier = self.exchange.not_modified
            return _Revisit(revisit.NOT_MODIFIED, earlier, None) if earlier and not stored.body else None
        if self.find is None or self.settings.verbatim or stored.broken or not stored.whole:
            return None
        original = self.find(digest) if len(stored.payload) >= revisit.MIN_PAYLOAD else None
        return _Revisit(revisit.IDENTICAL, original, "length") if original else None

    def _request(self) -> bytes:
        """The request as it is stored: secrets cut out; b"" where none was sent whole."""
        sent = message.request(self.exchange.request)
        head = sent.head if sent else self.exchange.request
        for name in self.settings.masked:
            kept = message.without(head, name)
            if kept != head:
                self.masked.append(name.lower())
            head = kept
        if sent is None:
            self._keep("request", head)
            return b""
        return head + sent.body

    def _request_member(self, block: bytes, anchor: str) -> list[bytes]:
        if not block:
            return []
        fields = [
            *self._fields("request", warc.new_id()),
            ("WARC-Concurrent-To", anchor),
            *self._wire_fields(),
            ("WARC-Block-Digest", warc.digest(self.algorithm, [block])),
            ("Content-Type", "application/http;msgtype=request"),
        ]
        return [warc.member(fields, [block], level=self.level)]

    def _metadata(self, record_id: str, concurrent_to: str | None, *, broken: bool) -> bytes:
        exchange = self.exchange
        block = warc.fields_block(
            [
                ("via", exchange.via),
                ("hopsFromSeed", exchange.hops),
                ("fetchTimeMs", str(round(exchange.seconds * 1000))),
                ("error", exchange.error),
                ("transfer-coding", "broken" if broken else None),
                ("masked", ", ".join(self.masked)),
                ("reconstructed", "true" if exchange.reconstructed else None),
                ("replayed-from", exchange.replayed_from),
                ("not-modified-head", b64encode(self.not_modified).decode("ascii")),
                *((f"unparsed-{what}", b64encode(data).decode("ascii")) for what, data in self.unparsed),
            ]
        )
        fields = [
            *self._fields("metadata", record_id),
            ("WARC-Concurrent-To", concurrent_to),
            ("WARC-Block-Digest", warc.digest(self.algorithm, [block])),
            ("Content-Type", warc.FIELDS_TYPE),
        ]
        return warc.member(fields, [block], level=self.level)

    def _keep(self, what: str, data: bytes) -> None:
        if data:
            self.unparsed.append((what, data))

    def _fields(self, kind: str, record_id: str) -> list[warc.Field]:
        return [
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", self.date),
            ("WARC-Target-URI", self.url),
            ("WARC-Warcinfo-ID", self.settings.warcinfo_id),
        ]

    def _wire_fields(self) -> list[warc.Field]:
        exchange = self.exchange
        return [
            ("WARC-IP-Address", warc.plain_ip(exchange.ip)),
            *(("WARC-Protocol", protocol) for protocol in exchange.protocols),
            ("WARC-Cipher-Suite", exchange.cipher),
        ]


def _stored(final: Message, exchange: Exchange, *, verbatim: bool) -> _Stored:
    """What of a response is stored as its record, and what beside it."""
    head, declared = final.head, final.declared_length
    truncated = exchange.truncated if exchange.truncated in _TRUNCATIONS else exchange.truncated and "unspecified"
    if final.is_chunked:
        payload, whole, broken, surplus = message.dechunk(final.body)
        if verbatim:
            framed = final.body[: len(final.body) - len(surplus)]
            return _Stored(head, framed, payload, truncated, surplus, broken, whole)
        head = message.rename(head, "Transfer-Encoding", "X-Orig-Transfer-Encoding")
        if declared is not None and declared != len(payload) and truncated is None:
            head = message.rename(head, "Content-Length", "X-Orig-Content-Length")
        return _Stored(head, payload, payload, truncated, surplus, broken, whole)
    if declared is None or len(final.body) <= declared:
        expected = declared is not None and final.has_body and exchange.method != "HEAD"
        if expected and truncated is None and len(final.body) < (declared or 0):
            truncated = "unspecified"
        return _Stored(head, final.body, final.body, truncated, b"", broken=False)
    body = final.body[:declared]
    return _Stored(head, body, body, truncated, final.body[declared:], broken=False)


def _is_compressed(content_type: str | None) -> bool:
    kind = (content_type or "").lower()
    return kind.startswith(_COMPRESSED_TYPES) and "svg" not in kind
