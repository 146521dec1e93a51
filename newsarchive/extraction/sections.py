"""Sections: the breadcrumb, from what the page displays first and from its head second."""

from __future__ import annotations

import html
import re
from itertools import chain, islice, takewhile
from typing import TYPE_CHECKING, Any, Final

from newsarchive.extraction import boilerplate
from newsarchive.extraction.boxes import ClassedBoxes, Named, named_boxes
from newsarchive.extraction.rules import displayed, types_of
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page


_TRAIL_NAME: Final = re.compile(r"crumb", re.IGNORECASE)
_ARROWS: Final = frozenset("←→")  # to the article before and the next one
_MOST = 200  # names that are looked at
_NEAR = 8  # names beside a title, if no menu is among them
_MENU = 6  # items of a list that is no trail
_LABELLED: Final = re.compile(r"(?:su kien|chu de|tu khoa|tags?|nhan vat|xem them|doc them|nguon)\b[^:]{0,12}:")
_NO_SECTION: Final = re.compile(
    r"\d{5,}|-\d{4}\.|-c\d{1,4}[ae]\d|-post\d|tac-gia|author|nguoi-dung|/(?:members?|profile|users?)/|/tag|search|topic|event|su-kien"
)
_HOME: Final = frozenset(
    {"chuyen muc", "danh muc", "menu", "trang chu", "home", "homepage", "trang nhat", "trang dau", "newsarchive", ""}
)


def section(page: Page, boxes: ClassedBoxes, back: list[Block], ahead: list[Block], title: str) -> Named | None:
    """The breadcrumb, widest first: displayed as such, in JSON-LD, as links beside the title, in meta
    article:section.
    """
    listed = _listed_trail(page, title)
    head = list(takewhile(_heads, ahead))
    for box in chain(named_boxes([*back, *head], _TRAIL_NAME, 4), boxes.of("crumb")):
        shown = _trail(page, [clean(displayed(link)) for link in box.iter("a")], title)
        if listed and len(shown) > 4:
            shown = [name for name in shown if fold(name) in {fold(other) for other in listed}]
        if listed[: len(shown)] == shown:
            shown = listed
        if shown and len(shown) <= 4 and box.tag not in ("body", "html"):
            return Named(shown, "generic")
    for box in boxes.of("path", "duongdan", "duong-dan", "navigat"):
        shown = [clean(displayed(link)) for link in islice(box.iter("a"), _MENU)]
        if 1 < len(shown) < _MENU and fold(shown[0]) in _HOME and (trail := _trail(page, shown, title)):
            return Named(trail, "generic")
    beside = _beside_title(page, [*back, *head], title)
    if listed:
        wanted = {fold(name) for name in beside}
        kept = [name for name in listed if fold(name) in wanted]
        return Named(kept or listed, "json_ld:BreadcrumbList")
    if beside:
        return Named(beside, "generic")
    said = page.meta("article:section")
    return Named(said[:1], "meta:article:section") if said and _trail(page, said[:1], title) else None


def _heads(block: Block) -> bool:
    """A short line before the text that announces no other articles."""
    return len(block.text) <= 120 and not block.inside and not boilerplate.related_heading(block.text)


def trail(page: Page, named: Named | None, title: str) -> Named | None:
    """What a layout's rule gave, without home and the article itself."""
    values = _trail(page, named.values, title) if named else []
    return named._replace(values=values) if named and values else None


def _listed_trail(page: Page, title: str) -> list[str]:
    for thing in page.json_ld:
        if "BreadcrumbList" in types_of(thing) and isinstance(items := thing.get("itemListElement"), list):
            names = [_item_name(item) for item in items if isinstance(item, dict)]
            trail = _trail(page, names, title)
            if trail:
                return trail
    return []


def _item_name(item: dict[str, Any]) -> str:
    name = item.get("name")
    inner = item.get("item")
    if not isinstance(name, str) and isinstance(inner, dict):
        name = inner.get("name")
    return clean(html.unescape(name)) if isinstance(name, str) else ""


def _trail(page: Page, names: list[str], title: str) -> list[str]:
    """Names of sections: without home, the article itself, doubles and the outlet."""
    host = (
        re.sub(r"[\W_]+", "", page.url.split("/")[2].removeprefix("www.").split(".")[0])
        if page.url.count("/") > 2
        else ""
    )
    found: dict[str, str] = {}
    for raw in names[:_MOST]:
        name = raw.strip(" ›»>/|:•-")
        folded = fold(name)
        letters = re.sub(r"[\W_]+", "", folded)
        if (
            folded in _HOME
            or len(name) > 50
            or letters in (host, "bao" + host)
            or folded == fold(title)
            or (len(folded) * 5 > len(title) * 3 and folded in fold(title))
            or not letters
            or letters.isdigit()
        ):
            continue
        found.setdefault(folded, name)
    return list(found.values())


def _beside_title(page: Page, near: list[Block], title: str) -> list[str]:
    """Short links next to the title that lead to section pages of the same site."""
    boxes: dict[Element | None, list[str]] = {}  # names by the element around their lines
    for block in near:
        if (
            len(block.text) > 120
            or _in_menu(block)
            or boilerplate.noise(block.text)
            or _LABELLED.match(fold(block.text))
        ):
            continue
        if len(block.links) > 1 and fold(clean(block.links[0][0])) in _HOME:  # a trail by itself, in one line
            return _trail(page, [clean(text) for text, _ in block.links], title)[:4]
        for text, href in block.links:
            name = clean(text)
            if name[:1] in _ARROWS or name[-1:] in _ARROWS:
                continue
            target = page.resolve(href) if 1 < len(name) <= 40 and not boilerplate.noise(name) else None
            if target and section_url(page.url, target):
                boxes.setdefault(block.element.getparent(), []).append(name)
    names = [name for held in boxes.values() for name in held]
    if len(names) > _NEAR:  # a menu is among them: the last box with few names is nearest to the title
        names = next((held for held in reversed(boxes.values()) if len(held) <= 3), [])
    return _trail(page, names, title)[:3]


def _in_menu(block: Block) -> bool:
    """An item of a list with many."""
    item = block.element if block.element.tag == "li" else block.element.getparent()
    around = item.getparent() if item is not None and item.tag == "li" else None
    return around is not None and len(around) > _MENU


def section_url(url: str, target: str) -> bool:
    """Whether a link leads to what looks like a section page of the same site."""
    if target.split("/")[2].removeprefix("www.") != url.split("/")[2].removeprefix("www."):
        return False
    path = "/" + "/".join(target.split("/")[3:])
    return 1 < len(path) <= 60 and not _NO_SECTION.search(path)
