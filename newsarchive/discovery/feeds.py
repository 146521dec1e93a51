"""Feeds: RSS 0.9 to 2.0, RDF and Atom (RFC 4287), as Vietnamese papers write them, charset lies included."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from newsarchive import urls
from newsarchive.discovery import Found
from newsarchive.discovery.xml import elements, local_name, moment_of, text_of


def parse(body: bytes, url: str) -> Iterator[Found]:
    """Give the entries of the feed at `url`, in order. Raise UnreadablePage where it is no XML."""
    for element in elements(body, "item", "entry"):
        link = _link(element)
        target = urls.resolve(url, link) if link else None
        if target:
            yield Found(target, moment_of(element, "pubDate", "published", "date", "updated"))


def _link(element: etree._Element) -> str | None:
    """RSS: the text of <link>, else a permalink <guid>. Atom: href of the alternate <link>."""
    for child in element:
        if local_name(child) == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            return child.get("href")
    link = text_of(element, "link")
    if link:
        return link
    guid = text_of(element, "guid", "id")
    return guid if guid and urls.is_http(guid) else None
