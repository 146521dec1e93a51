"""The tee on the wire: Scrapy's HTTP/1.1 handler with a protocol that keeps every byte it sends and receives.

It stands on private names of Scrapy 2.19 and Twisted (`_pool._factory`, `_LenientHTTP11ClientFactory`, `_ScrapyAgent`,
`_finishResponse_WAITING`, the parser's `_buffer`): tests/crawling/test_canary.py pins them, and `capture` falls back
to rebuilding where they are gone. The tee sits above TLS and below HTTP parsing, so it sees header case, order,
duplicates, chunk framing, hidden retries of pooled connections and whatever arrived before a cut.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers import http11
from scrapy.exceptions import DownloadCancelledError
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import fail
from twisted.python.failure import Failure
from twisted.web.http_headers import Headers

from newsarchive.crawling.hosts import is_private, plain_ip
from newsarchive.crawling.verdicts import PutBack
from newsarchive.errors import PrivateHostRefused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

# Names of classes that are not ours. One that is gone must be found before the first request, not by wrong records.
NEEDED: dict[type, tuple[str, ...]] = {
    http11._LenientHTTPClientParser: ("lineReceived", "headerReceived", "allHeadersReceived", "_buffer"),
    http11._LenientHTTP11ClientProtocol: (
        "request",
        "dataReceived",
        "_state",
        "_parser",
        "_giveUp",
        "_finishResponse_WAITING",
        "_finishResponse_TRANSMITTING",
    ),
    http11._LenientHTTP11ClientFactory: ("buildProtocol",),
    http11._ScrapyAgent: ("_get_agent", "download_request"),
}
_HEAD_ROOM = 1 << 20  # bytes of head and chunk framing that a response may add to DOWNLOAD_MAXSIZE


@dataclass(slots=True)
class Attempt:
    """One request on the wire and what came back: `response` is the final response, 1xx heads cut off."""

    started: datetime
    ip: str | None
    protocols: tuple[str, ...]
    cipher: str | None
    request: bytearray = field(default_factory=bytearray)
    response: bytearray = field(default_factory=bytearray)
    complete: bool = False
    overflow: bool = False


@dataclass(slots=True)
class Sink:
    """Where the attempts of one download gather, and what that download may do."""

    limit: int
    proxied: bool
    allow_private: bool
    attempts: list[Attempt] = field(default_factory=list)


class SinkHeaders(Headers):
    """Request headers that carry their download's sink through Twisted's agent, which copies them to add Host."""

    sink: Sink | None = None

    def copy(self) -> SinkHeaders:
        """Copy the headers and keep the sink."""
        copied = SinkHeaders(dict(self.getAllRawHeaders()))
        copied.sink = self.sink
        return copied


class _TeeTransport:
    """A transport that notes what is written through it."""

    def __init__(self, transport: Any, attempt: Attempt) -> None:
        self._transport = transport
        self._attempt = attempt

    def write(self, data: bytes) -> None:
        self._attempt.request += data
        self._transport.write(data)

    def writeSequence(self, pieces: Any) -> None:
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class WireParser(http11._LenientHTTPClientParser):
    """The lenient parser, which also forgives bad header names, and cuts a 1xx head off the attempt: it is no part of
    the final response.
    """

    attempt: Attempt | None = None

    def headerReceived(self, name: bytes, value: bytes) -> None:
        """Take a header; one whose name Twisted refuses (`X Y: z`) must not cost the page. Its bytes are kept."""
        # White space before the colon is no part of the name (RFC 9112, 5.1).
        with suppress(ValueError):
            super().headerReceived(name.rstrip(b" \t"), value)  # type: ignore[no-untyped-call]

    def allHeadersReceived(self) -> None:
        """Drop the bytes of an interim head; what the line parser has not consumed belongs to the next one."""
        if self.attempt is not None and 100 <= self.response.code < 200:
            del self.attempt.response[: len(self.attempt.response) - len(self._buffer)]
        super().allHeadersReceived()  # type: ignore[no-untyped-call]


class WireProtocol(http11._LenientHTTP11ClientProtocol):
    """An HTTP/1.1 client connection that keeps the bytes of each exchange in the sink of its request."""

    _attempt: Attempt | None = None
    _limit = 0

    def request(self, request: Any) -> Any:
        """Send `request` and note it; refuse a private peer before a byte is sent."""
        sink: Sink | None = getattr(request.headers, "sink", None)
        if sink is None or self._state != "QUIESCENT":
            return super().request(request)
        transport: Any = self.transport
        peer = transport.getPeer().host
        if not sink.proxied and not sink.allow_private and is_private(peer):
            transport.loseConnection()
            return fail(PrivateHostRefused(f"{peer} is a private address (setting ALLOW_PRIVATE_HOSTS permits it)"))
        attempt = Attempt(datetime.now(UTC), None if sink.proxied else plain_ip(peer), *_protocols(transport))
        sink.attempts.append(attempt)
        self._attempt, self._limit = attempt, sink.limit
        # A pooled connection that died makes Twisted send the same request object again: wrap the class's method.
        request.writeTo = lambda through: type(request).writeTo(request, _TeeTransport(through, attempt))
        finished = super().request(request)
        if isinstance(self._parser, http11._LenientHTTPClientParser):
            self._parser.__class__ = WireParser
            self._parser.attempt = attempt  # type: ignore[attr-defined]
        return finished

    def dataReceived(self, data: bytes) -> None:
        """Keep `data`, then parse it; give up on a response that outgrows its limit by framing or headers."""
        attempt = self._attempt
        if attempt is not None:
            if not attempt.response:
                # The request was handed over before the TLS handshake: only now is it known what was agreed on.
                attempt.protocols, attempt.cipher = _protocols(self.transport)
            attempt.response += data
            if self._limit and len(attempt.response) > self._limit:
                attempt.overflow, self._attempt = True, None
                self._giveUp(Failure(DownloadCancelledError()))  # type: ignore[no-untyped-call]
                self.transport.abortConnection()  # type: ignore[union-attr]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _finishResponse_WAITING(self, rest: bytes) -> None:
        attempt = self._attempt
        if attempt is not None:
            if rest:
                del attempt.response[len(attempt.response) - len(rest) :]
            attempt.complete, self._attempt = True, None
        super()._finishResponse_WAITING(rest)

    _finishResponse_TRANSMITTING = _finishResponse_WAITING


class WireFactory(http11._LenientHTTP11ClientFactory):
    """Builds connections with the tee."""

    def buildProtocol(self, addr: Any) -> WireProtocol:
        """Build one connection for the pool."""
        return WireProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class WireAgent(http11._ScrapyAgent):
    """Scrapy's agent, whose requests carry a sink."""

    sink: Sink

    def _get_agent(self, request: Request, timeout: float) -> Any:
        agent: Any = super()._get_agent(request, timeout)
        send, sink = agent.request, self.sink

        def request_with_sink(method: bytes, uri: bytes, headers: Headers, producer: Any = None) -> Any:
            carrying = SinkHeaders(dict(headers.getAllRawHeaders()))
            carrying.sink = sink
            return send(method, uri, carrying, producer)

        agent.request = request_with_sink
        return agent


class WireHandler(http11.HTTP11DownloadHandler):
    """Scrapy's HTTP/1.1 download handler with the tee in its connection pool."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._allow_private = crawler.settings.getbool("ALLOW_PRIVATE_HOSTS")
        self._check_names()
        self._pool._factory = WireFactory
        self._running: set[Deferred[Response]] = set()
        self._aborted = False

    def _check_names(self) -> None:
        """Raise AttributeError or TypeError where the private names are gone or take other arguments."""
        for owner, names in NEEDED.items():
            for name in names:
                getattr(owner, name)
        if not callable(self._pool._factory):
            raise TypeError("the connection pool's _factory is no factory")
        WireFactory(lambda _: None, "").buildProtocol(None)  # type: ignore[no-untyped-call]
        self._agent([], proxied=False, limit=0)

    async def fetch(self, request: Request, attempts: list[Attempt]) -> Response:
        """Download `request`; `attempts` fills with what crossed the wire, also when this raises."""
        if self._aborted:
            raise PutBack("not begun, since the crawl stops")
        maxsize = request.meta.get("download_maxsize", self._default_maxsize)
        limit = 2 * maxsize + _HEAD_ROOM if maxsize else 0
        agent = self._agent(attempts, proxied=bool(request.meta.get("proxy")), limit=limit)
        fetching = agent.download_request(request)
        self._running.add(fetching)
        try:
            with wrap_twisted_exceptions():
                return await maybe_deferred_to_future(fetching)
        finally:
            self._running.discard(fetching)
            if self._aborted:
                raise PutBack("given up on the wire, since the crawl stops")
            # Twisted makes a data loss of it, which Scrapy would fetch again and again.
            if attempts and attempts[-1].overflow:
                raise DownloadCancelledError(f"{request.url}: the response outgrew DOWNLOAD_MAXSIZE on the wire")

    def abort(self) -> int:
        """Give up what is on the wire; return how many downloads those are."""
        running = list(self._running)
        self._aborted = True
        for fetching in running:
            fetching.cancel()
        return len(running)

    def _agent(self, attempts: list[Attempt], *, proxied: bool, limit: int) -> WireAgent:
        agent = WireAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        agent.sink = Sink(limit, proxied, self._allow_private, attempts)
        return agent


def _protocols(transport: Any) -> tuple[tuple[str, ...], str | None]:
    """WARC-Protocol values of a connection (iipc/warc-specifications #42) and its IANA cipher suite name.

    Before the TLS handshake has ended only `http/1.1` is known.
    """
    try:
        connection = transport.getHandle()
        version, cipher = connection.get_protocol_version_name(), connection.get_cipher_name()
    except AttributeError:
        return ("http/1.1",), None
    if cipher is None:
        return ("http/1.1",), None
    tls = version.lower().replace("tlsv", "tls/")
    if tls == "tls/1":
        tls = "tls/1.0"
    return ("http/1.1", tls), cipher if str(cipher).startswith("TLS_") else None
