"""Refusal: pages that were read and are no article - listings, error pages, challenges, walls, empty shells - and why.

What a page says in its headings is held against what shows it to be an article: structured data that calls it one, a
printed date. A story about captchas or the error 404 is a story.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsarchive.errors import NotAnArticle
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from newsarchive.page import Page

# Scripts that set a cookie and load the page again, and those of known guards.
_CHALLENGE_CODE: Final = re.compile(
    r"document\.cookie\s*=|location\.reload|cf-browser-verification|cf_chl_|challenge-platform|_Incapsula_|g-recaptcha"
    r"|h-captcha|captcha-delivery",
    re.IGNORECASE,
)
_CHALLENGE: Final = re.compile(
    r"captcha|checking your browser|just a moment|ddos|access (?:denied|to this page)|request (?:blocked|unsuccessful)"
    r"|(?:have been|are|been) blocked|attention required|security check"
    r"|xac (?:minh|thuc) (?:ban|khong phai|nguoi dung).{0,24}|^xac (?:minh|thuc)$"
    r"|ban (?:co phai|khong phai) (?:la )?(?:nguoi|robot)"
    r"|truy cap bi (?:tu choi|chan)|kiem tra trinh duyet"
)
_ERROR: Final = re.compile(
    r"\b(?:404|403|500|502|503)\b.{0,40}(?:error|loi|not found|khong tim thay|forbidden|khong ton tai|page)"
    r"|\b40[34]\b.{0,20}trang|(?:error|loi)\s*:?\s*(?:404|403|500|502|503)\b|page not found|not found$|^not found"
    r"|(?:trang|bai viet|noi dung|duong dan|tin)(?: (?:nay|web|ban|quy vi|vua|yeu cau|tim|kiem|dang|can|truy cap|da"
    r"|hien|cua|duoc|co|the|muon|nhap|la|url|tren)){0,8} (?:khong ton tai|khong tim thay|(?:da )?bi (?:xoa|go)(?: bo)?"
    r"|khong con (?:ton tai|hoat dong|kha dung))(?! bo| khoi)"
    r"|khong tim thay (?:trang|noi dung|bai viet|ket qua|duong dan)"
    r"|server error|runtime error|internal server|bad gateway|service unavailable|bao tri(?: he thong)?$"
    r"|(?:dang|tam ngung de) bao tri|under maintenance|[\w.-]+ is for sale$|domain (?:for sale|parking)"
    r"|^(?:dang )?chuyen trang$|too many requests|^oops\b|tam dung truy cap|^thong bao$"
)
_MESSAGE: Final = re.compile(
    r"(?:bai viet|trang|noi dung|duong dan|tin)(?: (?:nay|web|ban|quy vi|vua|yeu cau|tim|kiem|dang|can|truy cap|da|hien"
    r"|cua|duoc|co|the|muon|nhap|la|url|tren)){0,8} (?:khong ton tai|khong tim thay|da bi (?:xoa|go)|bi go bo)"
    r"(?! bo| khoi)"
    r"|mysql_connect|could not connect to (?:the )?database|error establishing a database|khong tim thay ket qua"
    r"|an application error occurred"
)
# One of them is in whatever _ERROR or _CHALLENGE finds: most titles need no further look.
_MESSAGE_WORDS: Final = (
    "404", "403", "500", "502", "503", "not found", "internal", "khong", "da bi", "go bo", "error", "gateway",
    "unavailable", "bao tri", "maintenance", "for sale", "parking", "chuyen trang", "captcha", "browser",
    "just a moment", "ddos", "denied", "access to", "request", "blocked", "attention", "security", "xac ", "ban co",
    "truy cap", "kiem tra", "xac ", "too many", "oops", "thong bao",
)  # fmt: skip
_SEARCH: Final = re.compile(
    r"ket qua tim kiem\b|tim kiem(?:\W|$)(?!\s*\w+ \w+ \w+ \w+)"
    r"|search results?\b|tu khoa\s*:|tag\s*:|the\s*:|tac gia\s*:"
)
_LOGIN: Final = re.compile(r"dang nhap|dang ky|thanh vien|log ?in|sign in|subscri|member")
_WALL: Final = re.compile(
    r"paywall|subscri(?:be|ption)-(?:wall|box|gate)|login-wall|premium-(?:lock|wall|gate)", re.IGNORECASE
)
_SHORTEST = 80  # characters; less than one sentence is no article
_NOTE = 500  # characters; a message of a server is no longer
_STORY = 1500
_MOST = 5000  # links that are counted
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
        if size < 600 and _CHALLENGE_CODE.search(page.text) and not says_article(page):
            raise NotAnArticle("challenge", "a script page that asks for a cookie or a proof of being human")
        if size == 0:
            raise NotAnArticle("empty_shell", "the page displays no text without its scripts")


def why_not(
    page: Page, title: str | None, prose: int, paragraphs: int, captions: int, dated: Callable[[], bool]
) -> NotAnArticle | None:
    """The reason why a page with this title, prose, paragraphs and captions is no article; None if it is one."""
    headings = [line for line in (fold(title or ""), fold(_title_of(page))) if line]
    for reason, words in (("error_page", _ERROR), ("challenge", _CHALLENGE)):
        if prose < _STORY and any(_nothing_but(words, line) for line in headings) and not (prose >= 250 and dated()):
            return NotAnArticle(reason, f"the title says so: {headings[0][:80]}")
    told = None if prose >= _STORY or says_article(page) or dated() else _told(page, headings, prose)
    if told is not None:
        return told
    if prose < _NOTE and walled(page) and not paragraphs:
        return NotAnArticle("wall", "the text is for those who log in or pay")
    if not title:
        return NotAnArticle("no_title", "no heading and no title in the head")
    if captions or (paragraphs and prose >= _SHORTEST):
        return None
    return _why_empty(page)


def _nothing_but(words: re.Pattern[str], heading: str) -> bool:
    """Whether a heading, the site's name aside, is a message of these words and no sentence in which one occurs."""
    if not any(word in heading for word in _MESSAGE_WORDS):
        return False
    match = words.search(heading)
    said = re.split(r"\s+[|–—-]\s+", heading)[0]
    return match is not None and len(match[0]) >= 0.6 * len(said)


def _told(page: Page, headings: list[str], prose: int) -> NotAnArticle | None:
    """What the page says of itself: an error, a guard, a search, a login."""
    first = headings[0][:80] if headings else ""
    for line in headings:
        if _nothing_but(_ERROR, line):
            return NotAnArticle("error_page", f"the title says so: {first}")
        if _nothing_but(_CHALLENGE, line):
            return NotAnArticle("challenge", f"the title says so: {first}")
        if _SEARCH.match(line):
            return NotAnArticle("listing", f"the title says so: {first}")
    if prose < _NOTE and _MESSAGE.search(fold(" ".join(_TEXT(page.root))[:20_000])):
        return NotAnArticle("error_page", "a message in the place of the text")
    if prose >= _NOTE:
        return None
    if _CHALLENGE.search(fold(" ".join(_TEXT(page.root))[:2000])):
        return NotAnArticle("challenge", "the page asks for a proof of being human")
    asked = any(field.get("type") == "password" for field in page.all("input"))
    if asked and any(map(_LOGIN.search, headings)):
        return NotAnArticle("wall", "a form to log in with, and next to no text")
    if _leads_elsewhere(page):
        return NotAnArticle("redirected", "the page sends its reader on to another")
    return None


def _leads_elsewhere(page: Page) -> bool:
    """A meta refresh to another address, within seconds: news pages reload themselves after minutes."""
    for element in page.all("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            wait, _, target = (element.get("content") or "").partition(";")
            address = page.resolve(target.partition("=")[2].strip("'\" ")) if target else None
            if address and wait.strip().isdigit() and int(wait) <= 30:
                return address.partition("#")[0].rstrip("/") != page.url.partition("#")[0].rstrip("/")
    return False


def walled(page: Page) -> bool:
    """Whether the page closes its text off: a box named so, or structured data that says that it is not free."""
    if any(str(thing.get("isAccessibleForFree")).lower() == "false" for thing in page.json_ld):
        return True
    names = page.index.names
    return ("wall" in names or "premium-" in names or "subscri" in names) and bool(_WALL.search(names))


def listing_like(page: Page, chosen: int, *, shown: bool, dated: Callable[[], bool]) -> bool:
    """Many links to pages of the site and, against them, little prose; a page that displays no title and no date
    needs more.
    """
    home = page.url.split("?")[0].count("/") < 3 or page.url.split("?")[0].rstrip("/").count("/") < 3
    if chosen >= (900 if shown or (chosen < 4000 and dated()) else 4000) and not home:
        return False
    count = 0
    linked = 0
    for link in page.all("a")[:_MOST]:
        size = len("".join(link.itertext()).strip())
        if size >= 25:
            count += 1
            linked += size
    if count < 12 or not (home or (linked * 2 > chosen and not says_article(page))):
        return False
    enough = (0.5, 1.5, 3.0)[shown + dated()]
    return home or linked > enough * chosen


def _why_empty(page: Page) -> NotAnArticle:
    size = sum(len(text.strip()) for text in _TEXT(page.root))
    if size < 300:
        return NotAnArticle("empty_shell", "the page displays next to no text without its scripts")
    return NotAnArticle("listing" if len(page.all("a")) > 25 else "no_text", "no paragraphs and no captions")


def says_article(page: Page) -> bool:
    """Whether the head calls the page an article; og:type says so of section pages too."""
    if page.meta("article:published_time"):
        return True
    return any("Article" in str(thing.get("@type")) for thing in page.json_ld)


def _title_of(page: Page) -> str:
    return clean(next((element.text for element in page.all("title")), None))
