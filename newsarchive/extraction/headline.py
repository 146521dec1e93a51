"""Headline: the title as displayed, told from the site's name, the breadcrumb and other headings by what the head
says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from lxml import etree

from newsarchive.extraction import boilerplate
from newsarchive.extraction.boxes import holds_little
from newsarchive.extraction.refusal import says_article
from newsarchive.extraction.rules import displayed, json_ld
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page

_SUFFIX: Final = re.compile(r"\s+[|\-–—»:·]+\s+")
_SAME_TEXT = etree.XPath("//body//text()[contains(., $text)]")
_MOST = 100  # places of the same text that are looked at
_LONGEST = 500  # characters of a title; what is longer is no title
_ELSEWHERE: Final = frozenset({"a", "li", "nav", "footer", "aside", "header", "script"})
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


# What portals call themselves on every page.
_SITE: Final = re.compile(
    r"(?:cong|trang|website|he thong) (?:thong tin|dien tu|giao tiep|tin)|trang chu|home\b|website|bao dien tu|chi tiet"
    r"|bao .{2,40} (?:dien tu|online)$"
)


_PAPER: Final = re.compile(r"(?:Báo|BÁO|Tạp chí|TẠP CHÍ)(?: (?:điện tử|ĐIỆN TỬ))?(?: [A-ZÀ-Ỹ]\w*){1,3}")


class Headline(NamedTuple):
    """The title, the element that displays it (if any does), and the rule that gave it."""

    text: str
    element: Element | None
    rule: str


def find_headline(page: Page) -> Headline | None:
    """The headline, told from a site's own name."""
    found = _find(page)
    if found is not None and says_article(page):
        return found
    logo = found is not None and found.element is not None and _leads_home(page, found.element)
    paper = found is not None and _PAPER.fullmatch(found.text) is not None
    if found is None or logo or paper or _SITE.match(fold(found.text)):
        return _named_title(page, plain=logo or paper) or found
    return found


def _find(page: Page) -> Headline | None:
    """The displayed heading that the head of the page agrees with, else the heading before the text, else the head's
    word.
    """
    claims = _claims(page)
    headings = [(element, clean(displayed(element))) for element in page.all("h1")[:50]]
    headings = [(element, text) for element, text in headings if 0 < len(text) <= _LONGEST]
    best: tuple[float, Element, str, str] | None = None
    for element, text in headings:
        for claim, _ in claims:
            value = agreement(text, claim)
            if value >= 0.75 and (best is None or value > best[0] + 0.01):
                best = (value, element, text, claim)
        if best is not None and best[0] >= 0.999:
            break
    if best is not None:
        return Headline(_spaced(best[2], best[3]), best[1], "generic")
    for claim, rule in claims:
        for text in (claim, *_without_suffix(claim)):
            shown = _shown(page, text)
            if shown is not None:
                return Headline(text, shown, rule)
    if (named := _agreeing(page, claims)) is not None:
        return named
    likely = _likely_heading(page, headings, bool(claims))
    if likely is not None:
        return Headline(likely[1], likely[0], "generic")
    if claims:
        text, rule = claims[0]
        if rule == "title":
            text = next(iter(_without_suffix(text)), text)
        return Headline(text, None, rule)
    return None


def _agreeing(page: Page, claims: list[tuple[str, str]]) -> Headline | None:
    """The line that is called a title and says what the head claims, in capitals or broken otherwise."""
    for element in page.css("[class*=itle], [id*=itle], [class*=tieude], [class*=tieu-de], h2, h3") if claims else ():
        text = clean(displayed(element)) if element.tag not in _ELSEWHERE else ""
        if 12 <= len(text) <= _LONGEST and any(agreement(text, claim) >= 0.95 for claim, _ in claims):
            return Headline(text, element, "generic")
    return None


def _named_title(page: Page, *, plain: bool) -> Headline | None:
    """Where head and headings only name the site: the first line outside links, lists and menus whose class or id says
    that it is a title; a `plain` h2 too, where the h1 is a logo.
    """
    named = "[class*=itle], [id*=itle], [class*=tieude], [class*=tieu-de], [id*=tieude]"
    for element in page.css(f"{named}, h2" if plain else named):
        if element.tag not in ("span", "div", "p", "h2", "h3", "h4", "strong", "b", "td", "font"):
            continue
        text = clean(displayed(element))
        if (
            not 20 <= len(text) <= 300
            or _SITE.match(fold(text))
            or boilerplate.related_heading(text)
            or next(element.iter("img", "input", "table"), None) is not None
        ):
            continue
        link = next(element.iter("a"), None)
        if link is not None or any(parent.tag in _ELSEWHERE for parent in element.iterancestors()):
            continue
        return Headline(text, element, "generic")
    return None


def spaced(page: Page, shown: str) -> str:
    """A displayed title with the spaces that the head of the page has in it: parts in blocks of their own are glued."""
    return next((_spaced(shown, claim) for claim, _ in _claims(page) if agreement(shown, claim) >= 1.0), shown)


def agreement(shown: str, claim: str) -> float:
    """How well a displayed heading and a claimed title agree, 0 to 1: letters only, suffixes and cuts forgiven."""
    ours, theirs = _letters(shown), _letters(claim)
    if not ours or not theirs:
        return 0.0
    if ours == theirs:
        return 1.0
    if len(ours) >= 12 and theirs.startswith(ours):
        return 0.95
    if len(ours) >= 12 and ours in theirs:
        return 0.9
    if len(theirs) >= 20 and ours.startswith(theirs):
        return 0.9 if len(theirs) * 1.6 >= len(ours) else 0.8
    mine, other = set(fold(shown).split()), set(fold(claim).split())
    return len(mine & other) / max(len(mine), len(other), 1) if len(mine) >= 4 else 0.0


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text))


def _claims(page: Page) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in ("og:title", "twitter:title"):
        found.extend((value[:_LONGEST], f"meta:{name}") for value in page.meta(name)[:1])
    headline = json_ld("headline").find(page)
    if headline:
        found.append((headline.values[0][:_LONGEST], headline.rule))
    for element in page.all("title"):
        if value := clean(element.text):
            found.append((value[:_LONGEST], "title"))
            break
    return found


def _without_suffix(claim: str) -> list[str]:
    """The claim without the site's name and section behind it, longest first; last without what stands before it."""
    found = list(_SUFFIX.finditer(claim))[-6:]
    cut = [claim[: match.start()].strip() for match in reversed(found) if match.start() >= 15]
    return cut + [claim[match.end() :].strip() for match in found[:3] if match.end() <= min(60, len(claim) * 0.6)]


def _shown(page: Page, text: str) -> Element | None:
    """The first element outside links' own boxes that displays exactly this text."""
    if len(text) < 8:
        return None
    wanted = _letters(text)
    for node in _SAME_TEXT(page.root, text=text)[:_MOST]:
        parent = node.getparent()
        home: Element | None = parent.getparent() if node.is_tail else parent
        shown: Element | None = None
        while home is not None and home.tag not in ("script", "style", "noscript"):
            if not holds_little(home, len(text) * 2 + 40):
                break
            if home.tag != "a" and _letters(displayed(home)) == wanted:
                shown = home
            if home.tag not in ("span", "strong", "b", "font", "em", "a"):
                break
            home = home.getparent()
        if shown is not None:
            return shown
    return None


def _likely_heading(page: Page, headings: list[tuple[Element, str]], claimed: bool) -> tuple[Element, str] | None:
    """The longest heading of a headline's length that is not the site's name; against a claim it must be the only
    one.
    """
    names = [*page.meta("og:site_name")]
    names += [part for element in page.all("title")[:1] for part in _SUFFIX.split(clean(element.text))[1:]]
    sites = "".join(map(_letters, names))
    fit = [
        (element, text)
        for element, text in headings
        if 12 <= len(text) <= 300
        and len(text.split()) >= 3
        and _letters(text) not in sites
        and not _leads_home(page, element)
    ]
    if not fit or (claimed and len(fit) > 1):
        return None
    return max(fit, key=lambda pair: len(pair[1]))


def _leads_home(page: Page, heading: Element) -> bool:
    """Whether the heading is a logo, that is a link to the front page, or stands in a menu."""
    if any(parent.tag in ("nav", "footer", "aside") for parent in heading.iterancestors()):
        return True
    links = (page.resolve(link.get("href", "")) for link in heading.iter("a"))
    return any(link is not None and link.rstrip("/").count("/") == 2 for link in links)


def _spaced(shown: str, claim: str) -> str:
    """The displayed text, with the claim's spacing where the page glues its parts; without what else stands in the
    heading.
    """
    ours, theirs = shown.replace(" ", ""), claim.replace(" ", "")
    if ours == theirs or ours.lower() == theirs.lower():
        return shown if shown.count(" ") >= claim.count(" ") or ours != theirs else claim
    return shown
