"""Authors: names beside the title, and those that the head of the page gives; the outlet itself is no author."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, Final

from newsarchive.extraction import boilerplate, bylines, lines
from newsarchive.extraction.boxes import ClassedBoxes, Named, named_boxes, names_of
from newsarchive.extraction.elements import INLINE
from newsarchive.extraction.rules import articles, displayed, types_of
from newsarchive.extraction.sections import section_url
from newsarchive.text import clean, fold

if TYPE_CHECKING:
    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page


_AUTHOR_NAME: Final = re.compile(r"author|tac-?gia|byline", re.IGNORECASE)
_DATE_BEHIND: Final = re.compile(r"\s*[-–—|•·,]?\s*(?:(?:thứ|chủ nhật)\b.*|\d{1,2}\s*[/:.-].*)$", re.IGNORECASE)
_SET_OFF: Final = re.compile(r"\s*[•|·–—-]\s*(?:\d|thứ|chủ)", re.IGNORECASE)
_AUTHOR_PAGE: Final = re.compile(r"/(?:authors?|tac-?gia|but-danh|journalist)/", re.IGNORECASE)
_ROLE_BEHIND: Final = re.compile(
    r"\s*[,–-]\s*(?:thông tín viên|phóng viên|biên tập viên|cộng tác viên|ký giả|nhà báo|PV|BTV|CTV)\b.*$",
    re.IGNORECASE,
)
_AVATAR: Final = re.compile(r"([B-XĐ]) (?=\1\w+ \w)")  # the first letter of a name, in the place of a picture
_WRITTEN_IN: Final = re.compile(r"(?<=\w) in [A-Z].{2,30}$")
_FAR: Final = re.compile(r"comment|binh-?luan|photo|image|related|lien-?quan|other|sidebar", re.IGNORECASE)


def declared(page: Page, named: Named | None) -> Named | None:
    """Names by a layout's rule: split as signed, each once, without the outlet's own."""
    names = [
        name
        for value in (named.values if named else ())
        for name in (bylines.byline(value) or bylines.split_names(_without_date(value)))
        if not outlet_of(page, name) and not boilerplate.noise(name)
    ]
    return named._replace(values=list(dict.fromkeys(names))) if named and names else None


def header_authors(page: Page, before: list[Block]) -> Named | None:
    """Names beside the title that the markup calls authors, or that the head names as such."""
    said = structured_authors(page)
    known = {fold(name) for name in (said.values if said else [])}
    for block in before:
        if named := bylines.labelled_person(block.text):
            return Named(named, "generic")
        text = _without_date(block.text)
        if fold(text) in known or _name_beside_date(page, block, text):
            return Named(bylines.split_names(text), "generic")
    for box, blocks in named_boxes(
        [block for block in before if len(block.text) <= 120 and block.frame is None], _AUTHOR_NAME, 3
    ).items():
        if _FAR.search(names_of(box)):
            continue
        for text in (
            text for block in blocks for text in (_without_date(block.text), *(clean(said) for said, _ in block.links))
        ):
            if names := _persons(page, text):
                return Named(names, "generic")
    return _inline_author(page, before) or said


def inline_source(page: Page, before: list[Block]) -> lines.SourceLine | None:
    """`Theo X` within a line beside the title, in an element of its own that the markup calls the source's."""
    homes = {block.element for block in before if len(block.text) <= 160 and block.frame is None}
    for element in ClassedBoxes(page).of("source", "nguon"):
        if homes.isdisjoint(element.iterancestors()) or element.tag not in INLINE:
            continue
        if found := lines.source_line(clean(displayed(element)).strip(" ,;|-–")):
            return found
    return None


def _persons(page: Page, text: str) -> list[str]:
    """The names that a line of a byline box gives, without a role behind them; none where one is the outlet's."""
    text = _WRITTEN_IN.sub("", _ROLE_BEHIND.sub("", text))
    names = bylines.byline(text) or (bylines.split_names(text) if bylines.names_only(text) else [])
    odd = any(outlet_of(page, name) or boilerplate.related_heading(name) or boilerplate.noise(name) for name in names)
    return [] if odd else names


def _inline_author(page: Page, before: list[Block]) -> Named | None:
    """A name within one of these lines in an element of its own that the markup calls the author's."""
    homes = {block.element for block in before if len(block.text) <= 160 and block.frame is None}
    for element in ClassedBoxes(page).of("author", "byline", "tacgia", "tac-gia"):
        if element.tag not in INLINE or homes.isdisjoint(element.iterancestors()) or _FAR.search(names_of(element)):
            continue
        if names := _persons(page, clean(displayed(element)).strip(" ,;|-–")):
            return Named(names, "generic")
    for block in before:
        for text, href in block.links if len(block.text) <= 160 else ():
            if _AUTHOR_PAGE.search(href) and not lines.outlet(text) and (names := _persons(page, clean(text))):
                return Named(names, "generic")
    return None


def _name_beside_date(page: Page, block: Block, text: str) -> bool:
    """A name of two words or more, set off from the date in the same line, that links to no section."""
    rest = block.text[len(text) :]
    if len(block.text) > 80 or not rest or not _SET_OFF.match(rest) or " " not in text or not bylines.names_only(text):
        return False
    return not any(outlet_of(page, name) for name in bylines.split_names(text)) and not any(
        (target := page.resolve(href)) and section_url(page.url, target) for _, href in block.links
    )


def _without_date(text: str) -> str:
    text = _DATE_BEHIND.sub("", text).strip(" -–|")
    return text[2:] if _AVATAR.match(text) else text


def structured_authors(page: Page) -> Named | None:
    """Persons that JSON-LD or meta author name; the outlet itself is none."""
    for thing in articles(page):
        names = [name for author in _listed(thing.get("author")) if (name := _person(page, author))]
        if names:
            return Named(names, "json_ld:author")
    for name in ("author", "article:author", "dable:author"):
        values = [value for value in page.meta(name) if _person(page, value)]
        if values:
            return Named(bylines.split_names(values[0]), f"meta:{name}")
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _person(page: Page, author: Any) -> str | None:
    if isinstance(author, dict):
        if "Organization" in types_of(author) or "NewsMediaOrganization" in types_of(author):
            return None
        author = author.get("name")
    name = clean(html.unescape(author)) if isinstance(author, str) else ""
    if not name or len(name) > 60 or name.startswith("http") or not bylines.names_only(name) or outlet_of(page, name):
        return None
    return name


def outlet_of(page: Page, name: str) -> bool:
    """Whether a name is the outlet's own, or shaped like an outlet."""
    return own_outlet(page, name) or lines.agency(name) or bool(re.match(r"(?:Báo|Tạp chí|Đài)\b", name))


def own_outlet(page: Page, name: str) -> bool:
    """Whether a name is the outlet's own: like its host, or its og:site_name."""
    letters = re.sub(r"[\W_]+", "", fold(name))
    host = re.sub(r"[\W_]+", "", page.url.split("/")[2] if page.url.count("/") > 2 else "")
    sites = {re.sub(r"[\W_]+", "", fold(value)) for value in page.meta("og:site_name")}
    bare = letters.removeprefix("bao")
    return letters in host or (len(bare) > 3 and bare in host) or any(letters in site for site in sites)
