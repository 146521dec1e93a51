"""Verse: where an article of short lines stands, such as a poem, which has no prose to be found by."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsarchive.extraction.boxes import place

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page

_LINES = etree.XPath(
    "//body//text()[string-length(normalize-space()) > 11]"
    "[not(ancestor::a or ancestor::nav or ancestor::footer or ancestor::li or ancestor::form"
    " or parent::script or parent::style or parent::noscript or parent::template or parent::option)]"
)
_BESIDE: Final = frozenset({"p", "span", "br", "em", "i", "strong", "b", "font", "center"})
_LEAST = 4  # lines
_MOST = 2000  # text nodes that are looked at


def find_verse(page: Page, title: Element | None) -> Element | None:
    """The element behind the title that holds the most short lines outside links."""
    homes: Counter[Element] = Counter()
    start = place(title) if title is not None else []
    for node in _LINES(page.root)[:_MOST]:
        home: Element | None = node.getparent()
        if home is None or home is title or (home.tag == "br" and home.getparent() is title):
            continue
        while home is not None and (home.tag in _BESIDE or (home.tag == "div" and len(home) < 2)):
            home = home.getparent()
        if home is not None and home is not title:
            homes[home] += 1
    for home, count in homes.most_common(5):
        if count >= _LEAST and place(home) > start:
            return home
    return None
