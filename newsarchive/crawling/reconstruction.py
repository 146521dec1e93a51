"""Rebuilds an exchange from Scrapy's Request and Response, for the day the private names of the tee are gone.

What is lost then: header case and order, dropped connection headers, the reason phrase, cut downloads. Hence the mark
`reconstructed` in the metadata record: such a capture must never pass for wire bytes.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newsarchive.archive.exchange import Exchange

if TYPE_CHECKING:
    from datetime import datetime

    from scrapy import Request
    from scrapy.http import Response

STOPPED = "download_stopped"  # Scrapy's flag on a response that a signal's StopDownload cut


def reconstruct(request: Request, response: Response, started: datetime, seconds: float) -> Exchange:
    """The exchange as far as Scrapy tells it."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = b"" if "Host" in request.headers else f"Host: {parts.netloc.rpartition('@')[2]}\r\n".encode()
    sent = f"{request.method} {target} HTTP/1.1\r\n".encode() + host + _lines(request.headers.to_string())
    phrase = HTTPStatus(response.status).phrase if response.status in set(HTTPStatus) else ""
    status = f"{response.protocol or 'HTTP/1.1'} {response.status} {phrase}\r\n".encode()
    return Exchange(
        url=request.url,
        method=request.method,
        started=started,
        request=sent + b"\r\n" + request.body,
        response=status + _lines(response.headers.to_string()) + b"\r\n" + response.body,
        ip=None if request.meta.get("proxy") or response.ip_address is None else str(response.ip_address),
        protocols=((response.protocol or "HTTP/1.1").lower(),),
        cipher=None,
        truncated="length" if STOPPED in response.flags else "disconnect" if "dataloss" in response.flags else None,
        error=None,
        seconds=seconds,
        via=None,
        reconstructed=True,
    )


def _lines(headers: bytes) -> bytes:
    return headers.rstrip(b"\r\n") + b"\r\n" if headers.strip() else b""
