"""Where the article stands: the element that holds most of the prose after the title, found by density, not by
names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsarchive.extraction.boxes import names_of
from newsarchive.extraction.elements import HEADINGS, INLINE, LINE
from newsarchive.extraction.obfuscation import coded_line

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page

# Text nodes long enough to be prose, found in one C-speed pass.
_PROSE = etree.XPath("descendant::text()[string-length() > 45]")
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "textarea", "option"})
_NOT_PROSE: Final = frozenset({"a", "button", "nav", "footer", "select", "svg", "noscript", "template"})
_LIKELY = re.compile(r"article|content|body|detail|entry|post|story|fck|news|main|text", re.IGNORECASE)
_UNLIKELY = re.compile(
    r"comment|binh-?luan|sidebar|footer|related|lien-?quan|relate|popup|modal|menu|copyright|widget|box-?tin"
    r"|other|others|cung-?chuyen|more|aside|share|login|cookie|weather|vote|poll",
    re.IGNORECASE,
)
# What a publisher says of itself at the foot of its pages.
_IMPRINT: Final = (
    "giấy phép", "trụ sở", "tòa soạn", "toà soạn", "tổng biên tập", "giám đốc phụ trách", "chịu trách nhiệm",
    "cơ quan chủ quản", "ghi rõ nguồn", "bản quyền", "điện thoại:", "email:", "e-mail:", "đường dây nóng", "hotline",
    "fax:", "copyright", "all rights reserved", "©", "®", "thiết kế bởi",
)  # fmt: skip
_ARTICLE = 260  # characters: title, sapo and a few lines
_WALL_LIMIT = 900  # characters: a longer box of that name holds the article itself
_WORDS_LIMIT = 45  # characters, as in _PROSE
_DECAY: Final = (1.0, 0.78, 0.55, 0.4, 0.28, 0.2)
_CUES: Final = '.,:;!?…”"'


@dataclass(slots=True, eq=False)
class Mass:
    """Prose within an element: characters in all, the score that falls off with depth, prose between title and its
    start.
    """

    chars: int = 0
    score: float = 0.0
    skipped: int = 0


@dataclass(slots=True)
class Prose:
    """The page's long text nodes and what each element holds of them."""

    masses: dict[Element, Mass] = field(default_factory=dict)
    chars: int = 0
    standing: dict[Element, float] = field(default_factory=dict)
    coded: list[tuple[Element, str]] = field(default_factory=list)  # text nodes of base64 lines and where they stand

    def of(self, element: Element) -> int:
        """Characters of prose within an element."""
        mass = self.masses.get(element)
        return mass.chars if mass else 0


def coded_lines(element: Element) -> list[tuple[Element, str]]:
    """Text nodes of base64 lines within an element and where they stand."""
    found: list[tuple[Element, str]] = []
    for node in _PROSE(element):
        words = node[:120].split(None, 1)
        home = node.getparent()
        home = home.getparent() if home is not None and node.is_tail else home
        if words and len(words[0]) >= 60 and home is not None and home.tag not in _UNSEEN and coded_line(node):
            found.append((home, str(node)))
    return found


def other_articles(title: Element | None) -> list[Element]:
    """Siblings of what is around title and text, behind it, with the same tag and class and a heading like the title: a
    page that goes on with the next article when it is scrolled.
    """
    if title is None or title.tag not in HEADINGS:
        return []
    for around in [*title.iterancestors()][:6]:
        kind, names = str(around.tag), around.get("class")
        others = [
            sibling
            for sibling in around.itersiblings(kind)
            if sibling.get("class") == names and _headed_like(sibling, title)
        ]
        if others:  # a heading alone in its element has its text in the next ones
            return others if sum(map(len, around.itertext())) >= _ARTICLE else []
    return []


def _headed_like(element: Element, title: Element) -> bool:
    return any(heading.get("class") == title.get("class") for heading in element.iterdescendants(str(title.tag)))


def prose(page: Page, title: Element | None) -> Prose:
    """Weigh every element that holds prose; little before the title, the imprint not at all."""
    weighed = Prose()
    behind = title is None
    weighed.standing.update(dict.fromkeys(other_articles(title), 0.0))
    marks = set(title.iterancestors()) if title is not None else set()
    title_line = _order_of(title) if title is not None else 0
    for node in _PROSE(page.body) if page.body is not None else ():
        parent = node.getparent()
        home = parent.getparent() if node.is_tail else parent
        if home is None or home.tag in _UNSEEN:
            continue
        if not behind and home.sourceline is not None and _follows(home, title, marks, title_line):
            behind = True
        size = len(node)
        if (size < 400 and (size := len(node.strip())) < 45) or not (words := node.split(None, 1)):
            continue
        if len(words[0]) >= 60 and coded_line(node):
            weighed.coded.append((home, str(node)))
            continue
        if _weigh(weighed, home, min(size, 2000) if behind else size // 5, node):
            weighed.chars += size
    if weighed.chars < _ARTICLE:
        _weigh_words(page, weighed)
    return weighed


def _weigh_words(page: Page, weighed: Prose) -> None:
    """Weigh paragraphs whose text is cut into words, each in an element of its own, to be read aloud."""
    for element in islice(page.body.iter("p") if page.body is not None else (), 500):
        text = "".join(element.itertext()).strip()
        if len(text) > _WORDS_LIMIT and len(element) * 12 > len(text) and _weigh(weighed, element, len(text), text):
            weighed.chars += len(text)


def _order_of(element: Element) -> int:
    return element.sourceline or 0


def _follows(home: Element, title: Element | None, ancestors: set[Element], title_line: int) -> bool:
    """Whether `home` comes after the title; the first common ancestor's children tell where lines do not."""
    line = home.sourceline or 0
    if line != title_line:
        return line > title_line
    mine: Element | None = home
    chain: list[Element | None] = [home]
    while mine is not None and mine not in ancestors:
        mine = mine.getparent()
        chain.append(mine)
    if mine is None or title is None or len(chain) < 2:
        return True
    other: Element | None = title
    while other is not None and other.getparent() is not mine:
        other = other.getparent()
    first, last = other, chain[-2]
    return first is None or last is None or mine.index(last) >= mine.index(first)


def _weigh(weighed: Prose, home: Element, size: int, text: str) -> bool:
    """Give the text's weight to its block and the elements around it; nothing where it is link text."""
    element: Element | None = home
    while element is not None and element.tag in INLINE:
        if element.tag == "a" and element.get("href") is not None:
            return False
        element = element.getparent()
    while element is not None and element.tag in LINE and element.tag not in ("td", "blockquote"):
        element = element.getparent()
    if element is None:
        return False
    if size < 600 and _imprint(text):
        return False
    weight = size * (1.0 if sum(map(text.count, _CUES)) * 120 >= size else 0.4)
    factor = _standing(element, weighed) * (0.3 if _teaser(home) else 1.0)
    if not factor:
        return False
    size, weight = int(size * factor), weight * factor
    level = 0
    while element is not None and element.tag != "html":
        mass = weighed.masses.get(element)
        if mass is None:
            mass = weighed.masses[element] = Mass(skipped=weighed.chars)
        mass.chars += size
        if level < len(_DECAY):
            mass.score += weight * _DECAY[level]
        level += 1
        element = element.getparent()
    return True


def _imprint(text: str) -> bool:
    if ":" not in text and "©" not in text and "®" not in text:
        return False
    low = text.lower()
    return low.lstrip()[:1] in ("©", "®") or sum([word in low for word in _IMPRINT]) > 1


def _teaser(home: Element) -> bool:
    """Whether the text stands right behind a linked heading: the summary of another article."""
    before = home.getprevious()
    if before is None:
        return False
    return before.tag == "a" or (before.tag in HEADINGS and len(before) > 0 and before[0].tag == "a")


def _standing(element: Element, weighed: Prose) -> float:
    """How far text in this element can be the article's: 0 in a footer or menu, little in a box named comments,
    links, pop-up.
    """
    chain: list[Element] = []
    current: Element | None = element
    factor = 1.0
    while current is not None and current.tag not in ("body", "html"):
        known = weighed.standing.get(current)
        if known is not None:
            factor = known
            break
        chain.append(current)
        current = current.getparent()
    for inner in reversed(chain):
        names = names_of(inner)
        if inner.tag in _NOT_PROSE or ("paywall" in names and len("".join(inner.itertext())) < _WALL_LIMIT):
            factor = 0.0
        elif factor == 1.0 and (inner.tag == "aside" or (names and _kind(names) < 0)):
            factor = 0.2
        weighed.standing[inner] = factor
    return factor


def find_container(page: Page, weighed: Prose, title: Element | None) -> Element | None:
    """The element with the densest prose after the title, widened to its siblings where the text goes on there."""
    around = set(title.iterancestors()) if title is not None else set()
    best: Element | None = None
    top = 0.0
    for element, mass in weighed.masses.items():
        score = mass.score * _name_factor(element) / (1.0 + max(0, mass.skipped - 800) / 1500)
        if element in around:
            score *= 0.8
        if score > top:
            best, top = element, score
    return _widen(best, weighed, around) if best is not None else None


@lru_cache(maxsize=8192)
def _kind(names: str) -> int:
    """Tell by an element's names: 1 likely holds an article, -1 unlikely, 0 either."""
    if _LIKELY.search(names):
        return 1
    return -1 if _UNLIKELY.search(names) else 0


def _name_factor(element: Element) -> float:
    if "articlebody" in (element.get("itemprop") or "").lower():
        return 2.0
    names = names_of(element)
    if element.tag == "body":
        return 0.6
    if not names:
        return 1.1 if element.tag in ("article", "main") else 1.0
    kind = _kind(names)
    if kind < 0:
        return 0.3
    return 1.2 if kind > 0 or element.tag == "article" else 1.0


def _widen(best: Element, weighed: Prose, around: set[Element]) -> Element:
    """Climb while a parent adds prose of the article's kind and does not reach the title or the page's frame."""
    current = best
    parent = current.getparent()
    while parent is not None and parent.tag not in ("body", "html") and parent not in around:
        extra = weighed.of(parent) - weighed.of(current)
        if extra:
            before = weighed.masses[current].skipped - weighed.masses[parent].skipped
            if (extra - before) * 8 < weighed.of(current) and before * 3 < weighed.of(current):
                break
            if _strangers(parent, current, weighed):
                break
            current = parent
        parent = parent.getparent()
    return current


def _strangers(parent: Element, current: Element, weighed: Prose) -> bool:
    """Whether the parent's other prose stands in boxes that are named as no part of an article."""
    line = {current, *current.iterancestors()}
    others = [child for child in parent if child not in line and weighed.of(child)]
    return any(_UNLIKELY.search(names_of(child)) for child in others)
