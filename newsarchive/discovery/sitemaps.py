"""Sitemaps (sitemaps.org 0.9): URL sets, indexes, Google News entries and plain lists of URLs; gzip too."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from newsarchive import dates, urls
from newsarchive.discovery import Found
from newsarchive.discovery.xml import MAX_BYTES, MAX_ELEMENTS, elements, local_name, text_of
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
            is_index = local_name(element) == "sitemap"
            yield Found(target, _moment(element), "sitemap" if is_index else "article")


def _moment(element: etree._Element) -> datetime | None:
    stamp = text_of(element, "lastmod")
    moment = dates.parse(stamp) if stamp else None
    return moment.when if moment else None


def _plain(body: bytes) -> Iterator[Found]:
    """A text sitemap: one absolute URL a line."""
    lines = filter(None, map(bytes.strip, body[:MAX_BYTES].splitlines()))
    found = False
    for line in islice(lines, MAX_ELEMENTS):
        url = line.decode("utf-8", "replace")
        if urls.is_http(url) and " " not in url:
            found = True
            yield Found(url)
    if not found:
        raise UnreadablePage("no_sitemap", "neither XML nor a list of URLs")
    if next(lines, None) is not None:
        raise UnreadablePage("too_many", f"more than {MAX_ELEMENTS} lines: the rest is not read")
