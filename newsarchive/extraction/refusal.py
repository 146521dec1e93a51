"""Refusal: pages that were read and are no article - listings, error pages, challenges, empty shells - and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.text import fold

if TYPE_CHECKING:
    from newsarchive.page import Page

_CHALLENGE: Final = re.compile(
    r"document\.cookie\s*=|location\.reload|cf-browser-verification|cf_chl_|challenge-platform|_Incapsula_"
    r"|captcha|checking your browser|just a moment|ddos|access denied|request blocked",
    re.IGNORECASE,
)
_ERROR: Final = re.compile(
    r"\b(?:404|403|500|502|503)\b.{0,40}(?:error|loi|not found|khong tim thay|forbidden|khong ton tai|page"
    r"|trang)|(?:error|loi)\s*:?\s*(?:404|403|500|502|503)\b|page not found|not found$|^not found"
    r"|(?:trang|bai viet|noi dung|duong dan|tin)(?: \w+){0,6} (?:khong ton tai|khong tim thay|da bi xoa"
    r"|da bi go|khong con)|khong tim thay (?:trang|noi dung|bai viet|ket qua|duong dan)"
)
_SHORTEST = 80  # characters; less than one sentence is no article
_TEXT = etree.XPath(
    "//body//text()[normalize-space()][not(parent::script or parent::style or parent::noscript or parent::template)]"
)


def refuse_early(page: Page) -> None:
    """Raise NotAnArticle for what is no page of text at all: a frameset, a challenge, an empty shell."""
    if page.body is None:
        reason = "frameset" if next(page.root.iter("frameset"), None) is not None else "no_body"
        raise NotAnArticle(reason, "the page has no body element")
    if len(page.text) < 20_000:
        size = sum(len(text.strip()) for text in _TEXT(page.root))
        if size < 600 and _CHALLENGE.search(page.text):
            raise NotAnArticle("challenge", "a script page that asks for a cookie or a proof of being human")
        if size == 0:
            raise NotAnArticle("empty_shell", "the page displays no text without its scripts")


def why_not(page: Page, title: str | None, prose: int, paragraphs: int, captions: int) -> NotAnArticle | None:
    """The reason why a page with this title, prose, paragraphs and captions is no article; None if it is one."""
    heading = fold(f"{title or ''} {_title_of(page)}")
    if _ERROR.search(heading.strip()) and prose < 1500:
        return NotAnArticle("error_page", f"the title says so: {heading.strip()[:80]}")
    if not title:
        return NotAnArticle("no_title", "no heading and no title in the head")
    if captions or (paragraphs and prose >= _SHORTEST):
        return None
    return _why_empty(page)


def listing_like(page: Page, chosen: int, *, shown: bool, dated: Callable[[], bool]) -> bool:
    """Many links to pages of the site and, against them, little prose; a page that displays no title and no date
    needs more.
    """
    home = page.url.split("?")[0].count("/") < 3 or page.url.split("?")[0].rstrip("/").count("/") < 3
    if chosen >= (900 if shown or (chosen < 4000 and dated()) else 4000) and not home:
        return False
    count = 0
    linked = 0
    for link in page.root.iter("a"):
        size = len("".join(link.itertext()).strip())
        if size >= 25:
            count += 1
            linked += size
    if count < 12 or not (home or (linked * 2 > chosen and not _says_article(page))):
        return False
    enough = (0.5, 1.5, 3.0)[shown + dated()]
    return home or linked > enough * chosen


def _why_empty(page: Page) -> NotAnArticle:
    size = sum(len(text.strip()) for text in _TEXT(page.root))
    if size < 300:
        return NotAnArticle("empty_shell", "the page displays next to no text without its scripts")
    links = sum(1 for _ in page.root.iter("a"))
    return NotAnArticle("listing" if links > 25 else "no_text", "no paragraphs and no captions")


def _says_article(page: Page) -> bool:
    kinds = [value.lower() for value in page.meta("og:type")]
    if "article" in kinds or page.meta("article:published_time"):
        return True
    return any("Article" in str(thing.get("@type")) for thing in page.json_ld)


def _title_of(page: Page) -> str:
    found = next((element.text for element in page.all("title")), None)
    return found or ""
