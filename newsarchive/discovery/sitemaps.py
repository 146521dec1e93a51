"""Sitemaps (sitemaps.org 0.9): URL sets, indexes, Google News entries and plain lists of URLs; gzip too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from newsarchive import urls
from newsarchive.discovery import Found
from newsarchive.discovery.xml import MAX_BYTES, MAX_ELEMENTS, elements, local_name, moment_of, text_of
from newsarchive.errors import UnreadablePage

_LINE = re.compile(rb"\S[^\r\n]*")
_XML = (b"<", b"\x1f\x8b", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def parse(body: bytes, url: str) -> Iterator[Found]:
    """Give what the sitemap at `url` names, in order. Raise UnreadablePage where it is none."""
    begin = body.lstrip()[:3]
    if begin and not begin.startswith(_XML):
        yield from _plain(body)
        return
    for element in elements(body, "url", "sitemap"):
        location = text_of(element, "loc")
        target = urls.resolve(url, location) if location else None
        if target:
            is_index = local_name(element) == "sitemap"
            yield Found(target, moment_of(element, "lastmod"), "sitemap" if is_index else "article")


def _plain(body: bytes) -> Iterator[Found]:
    """A text sitemap: one absolute URL a line."""
    lines = _LINE.finditer(body, 0, MAX_BYTES)
    found = False
    for line in islice(lines, MAX_ELEMENTS):
        url = line[0].strip().decode("utf-8", "replace")
        if urls.is_http(url) and " " not in url:
            found = True
            yield Found(url)
    if not found:
        raise UnreadablePage("no_sitemap", "neither XML nor a list of URLs")
    if next(lines, None) is not None:
        raise UnreadablePage("too_many", f"more than {MAX_ELEMENTS} lines: the rest is not read")
