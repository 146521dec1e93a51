"""Sitemaps (sitemaps.org 0.9): URL sets, indexes, Google News entries and plain lists of URLs; gzip too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from newsarchive import dates, urls
from newsarchive.discovery import Found
from newsarchive.discovery.xml import elements, text_of
from newsarchive.errors import UnreadablePage

if TYPE_CHECKING:
    from datetime import datetime


def parse(body: bytes, url: str) -> Iterator[Found]:
    """Give what the sitemap at `url` names, in order. Raise UnreadablePage where it is none."""
    if body.strip() and not body.lstrip().startswith((b"<", b"\x1f\x8b", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        yield from _plain(body)
        return
    for element in elements(body, "url", "sitemap"):
        location = text_of(element, "loc")
        target = urls.resolve(url, location) if location else None
        if target:
            is_index = etree.QName(element).localname == "sitemap"
            yield Found(target, _moment(element), "sitemap" if is_index else "article")


def _moment(element: etree._Element) -> datetime | None:
    stamp = text_of(element, "lastmod")
    moment = dates.parse(stamp) if stamp else None
    return moment.when if moment else None


def _plain(body: bytes) -> Iterator[Found]:
    """A text sitemap: one absolute URL a line."""
    found = False
    for line in body[: 64 * 1024 * 1024].splitlines():
        url = line.decode("utf-8", "replace").strip()
        if urls.is_http(url) and " " not in url:
            found = True
            yield Found(url)
    if not found:
        raise UnreadablePage("no_sitemap", "neither XML nor a list of URLs")
