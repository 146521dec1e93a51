"""Downloader middlewares: no secrets in URLs, no private addresses, content-codings undone by the one decoder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from newsarchive import codings
from newsarchive.crawling.hosts import is_private, names_this_network, without_userinfo
from newsarchive.errors import CodingError, PrivateHostRefused

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class RefusedHost(PrivateHostRefused, IgnoreRequest):
    """A request to a private address, ended without a connection."""


class UndecodableBody(IgnoreRequest):
    """A body whose content-coding can't be undone within DOWNLOAD_MAXSIZE; its capture is kept."""


class Credentials:
    """Drops the user and password of a URL: HTTPAUTH_USER and HTTPAUTH_PASS are the place for them."""

    def process_request(self, request: Request) -> Request | None:
        """Send the request anew without them."""
        url = without_userinfo(request.url)
        return None if url == request.url else request.replace(url=url)


class PrivateHosts:
    """Refuses URLs whose host is a private address or a name for this machine.

    A public name that resolves to a private address is refused by `wire`, at the connection. A proxy is the operator's
    choice and stays usable: what counts is the host that the URL names.
    """

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.getbool("ALLOW_PRIVATE_HOSTS") or crawler.settings.get("REPLAY"):
            raise NotConfigured
        self.stats = crawler.stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PrivateHosts:
        """Build the middleware, unless private hosts are allowed or nothing is fetched."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise RefusedHost for a private host."""
        host = (urlsplit(request.url).hostname or "").rstrip(".")
        if names_this_network(host) or is_private(host):
            if self.stats is not None:
                self.stats.inc_value("capture/refused/private_host")
            raise RefusedHost(f"{host} is a private host (setting ALLOW_PRIVATE_HOSTS permits it)")


class Decompression:
    """Undoes Content-Encoding as `verify` and `extract` will undo it again, in Scrapy's own middleware's place."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("COMPRESSION_ENABLED"):
            raise NotConfigured
        self.stats = crawler.stats
        self.limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Decompression:
        """Build the middleware, unless COMPRESSION_ENABLED is off."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Forget the capture that a redirected, retried or cached request carries over from its predecessor."""
        request.meta.pop("capture", None)

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with a plain body; flag `cut` where the coded body ended early."""
        captured = request.meta.get("capture")
        coding = captured.content_encoding if captured else _declared(response)
        if request.method == "HEAD" or not coding or not response.body:
            return response
        limit = request.meta.get("download_maxsize", self.limit) or 1 << 30
        try:
            decoded = codings.decode(response.body, coding, limit=limit)
        except CodingError as error:
            if self.stats is not None:
                self.stats.inc_value(f"capture/undecodable/{error.reason}")
            raise UndecodableBody(f"{response.url}: {error}") from error
        headers = response.headers.copy()
        headers.pop("Content-Encoding", None)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=decoded.body)
        flags = [*response.flags, "cut"] if decoded.cut else response.flags
        return response.replace(cls=kind, headers=headers, body=decoded.body, flags=flags)


def _declared(response: Response) -> str | None:
    values = response.headers.getlist("Content-Encoding")
    return b",".join(values).decode("latin-1") or None
