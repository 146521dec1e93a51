"""Feeds: RSS 0.9 to 2.0, RDF and Atom (RFC 4287), as Vietnamese papers write them, charset lies included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from newsarchive import dates, urls
from newsarchive.discovery import Found
from newsarchive.discovery.xml import elements, local_name, text_of

if TYPE_CHECKING:
    from datetime import datetime


def parse(body: bytes, url: str) -> Iterator[Found]:
    """Give the entries of the feed at `url`, in order. Raise UnreadablePage where it is no XML."""
    for element in elements(body, "item", "entry"):
        link = _link(element)
        target = urls.resolve(url, link) if link else None
        if target:
            yield Found(target, _moment(element))


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


def _moment(element: etree._Element) -> datetime | None:
    stamp = text_of(element, "pubDate", "published", "date", "updated")
    moment = dates.parse(stamp) if stamp else None
    return moment.when if moment else None
