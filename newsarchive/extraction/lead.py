"""Lead: the sapo, where the page marks one - by place, element, weight or the description in its head."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.extraction import boilerplate, lines
from newsarchive.extraction.boxes import holds_little, names_of, place
from newsarchive.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.extraction.rules import Rule
    from newsarchive.extraction.signing import Reading
    from newsarchive.page import Page

_NAMED: Final = re.compile(
    r"sapo|lead|\bdesc|desc\b|description|summary|intro|chapeau|\bhead\b|head$|excerpt|standfirst|teaser"
    r"|tom-?tat|short|init|abstract",
    re.IGNORECASE,
)
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_STAMP: Final = re.compile(r"\d{1,2}:\d{2}")  # of the line that dates the article
_SHORTEST: Final = 25  # characters of a lead that the markup names and that is a sentence
_PHOTO_STORY: Final = 3  # pictures
_DESCRIPTIONS: Final = ("og:description", "description", "twitter:description")


class Lead(NamedTuple):
    """The lead as displayed and the rule that gave it."""

    text: str
    rule: str


class Declared(NamedTuple):
    """A lead by a layout's rule and the element that displays it, if any does."""

    lead: Lead
    element: Element | None


def declared_lead(page: Page, rule: Rule | None, title: Element | None, container: Element) -> Declared | None:
    """What a layout's rule calls the lead: behind the title, not behind the text, and no picture's caption."""
    found = rule.find(page) if rule else None
    if not found:
        return None
    if not found.elements:
        return Declared(Lead(found.values[0], found.rule), None)
    first, last = (place(title) if title is not None else []), place(container)
    for text, element in zip(found.values[:20], found.elements[:20], strict=True):
        here = place(element)
        behind = here > last and here[: len(last)] != last
        if here >= first and not behind and not _describes_picture(element, text):
            return Declared(Lead(text, found.rule), element)
    return None


def _describes_picture(element: Element, text: str) -> bool:
    """Inside a figure, or in a wrapper around a picture and little else."""
    near = [element, *islice(element.iterancestors(), 2)]
    if any(around.tag in ("figure", "figcaption", "table") for around in near):
        return True
    for around in near:
        if not holds_little(around, len(text) * 1.15 + 40):
            return False
        if next(around.iter("img", "video", "iframe"), None) is not None:
            return True
    return False


def take_lead(page: Page, reading: Reading) -> Lead | None:
    """Find the lead between title and text, or at the head of the text, from where it is taken off the paragraphs."""
    claims = dict.fromkeys(value for name in _DESCRIPTIONS for value in page.meta(name)[:1] if len(value) >= 30)
    described = [_letters(value) for value in claims]
    blocks = [block for block in reading.before if len(block.text) >= _SHORTEST and block.linked < 0.6]
    for block in blocks:
        if _is_described(block.text, described):
            return _joined(block, reading)
    head = reading.paragraphs[:3]
    for at, block in enumerate(head):
        described_here = _is_described(block.text, described)
        alone = len(reading.paragraphs) == 1 and len(reading.pictures) >= _PHOTO_STORY
        if at == 0 and len(block.text) >= 40 and described_here and (alone or _apart(block, reading)):
            return _first_paragraphs(reading, at)
        if (
            len(block.text) >= (_SHORTEST if _sapo(block) else 40)
            and _marked(block, reading, at)
            and (at == 0 or described_here or _named(block))
        ):
            return _first_paragraphs(reading, at)
    for block in blocks:
        if _named(block) and len(block.text) >= (40 if block.text[-1] not in ".!?…" else _SHORTEST):
            return _joined(block, reading)
    apart = [
        block
        for block in blocks
        if len(block.text) >= 60
        and not boilerplate.related_heading(block.text)
        and not _list_item(block)
        and not (len(block.text) <= 120 and _STAMP.search(block.text))
    ]
    return _joined(apart[-1], reading) if len(apart) == 1 else None


def _first_paragraphs(reading: Reading, at: int) -> Lead | None:
    """Take the marked paragraph, and what stands before it as its dateline, out of the text."""
    if len(reading.paragraphs) < 2 and not reading.pictures:
        return None
    block = reading.paragraphs.pop(at)
    text = block.text
    if at == 1 and lines.only_dateline(reading.paragraphs[0].text):
        text = f"{reading.paragraphs.pop(0).text} {text}"
    element = block.element
    while (
        reading.paragraphs
        and reading.paragraphs[at:]
        and reading.paragraphs[at].element is element
        and reading.paragraphs[at].broken
        and reading.paragraphs[at].all_bold == block.all_bold
    ):
        text = f"{text} {reading.paragraphs.pop(at).text}"
    return Lead(text, "generic")


def _joined(block: Block, reading: Reading) -> Lead:
    """The lead with the dateline that stands in an element of its own before it, and its other lines."""
    at = reading.before.index(block)
    text = block.text
    if at and lines.only_dateline(reading.before[at - 1].text):
        text = f"{reading.before[at - 1].text} {text}"
    first = reading.paragraphs[0] if reading.paragraphs else None
    if first is not None and _letters(first.text) == _letters(text):
        reading.paragraphs.pop(0)
    return Lead(text, "generic")


def _marked(block: Block, reading: Reading, at: int) -> bool:
    """Whether the page sets this paragraph apart from those behind it."""
    rest = [other for other in reading.paragraphs[at + 1 : at + 7] if len(other.text) >= 60]
    if _named(block) and (not all(_named(other) for other in rest[:2]) or _before_pictures(block, reading)):
        return True
    if block.heading:
        return len(block.text) >= 80 and not any(other.element.tag == block.element.tag for other in rest[:3])
    if block.all_bold and block.text.endswith("?") and any(_asks(other) for other in reading.paragraphs[at + 1 :]):
        return False
    if block.all_bold and len(block.text) >= 60:
        return not rest or sum(other.all_bold for other in rest) * 3 <= len(rest)
    return False


def _asks(block: Block) -> bool:
    return block.all_bold and block.text.endswith("?")


def _before_pictures(block: Block, reading: Reading) -> bool:
    """All the text of a photo story."""
    return reading.paragraphs == [block] and len(reading.pictures) >= _PHOTO_STORY


def _apart(block: Block, reading: Reading) -> bool:
    """Whether the paragraphs behind it stand together in another element than this one."""
    home = block.element.getparent()
    rest = [other.element.getparent() for other in reading.paragraphs[1:6] if len(other.text) >= 60]
    return len(rest) >= 2 and all(other is rest[0] for other in rest) and rest[0] is not home


def _sapo(block: Block) -> bool:
    """Named in the word that Vietnamese papers have for it."""
    return "sapo" in names_of(block.element, "data-role").lower()


def _named(block: Block) -> bool:
    element = block.element
    for _ in range(3):
        names = names_of(element, "data-role", "itemprop")
        if len(names) > 3 and _NAMED.search(names):
            return True
        parent = element.getparent()
        if parent is None or sum(1 for child in parent if child.tag in ("p", "div", "h2")) > 1:
            return False
        element = parent
    return False


def _is_described(text: str, described: list[str]) -> bool:
    """The head's description says the same, cut short or with a dateline more or less."""
    claims = [claim for claim in described if len(claim) >= 30]
    if not claims:
        return False
    said = _letters(text)
    if any(_says(said, claim) or (len(said) >= 60 and said[-50:] in claim) for claim in claims):
        return True
    bare = _letters(re.sub(r"^\(?[^()\-–]{2,20}\)?\s*[-–]\s*", "", text, count=1))
    return any(_says(bare, claim) or (len(said) >= 40 and claim.startswith(bare)) for claim in claims)


def _says(said: str, claim: str) -> bool:
    """Whether a text begins as the claim does, or is its beginning."""
    return said.startswith(claim[: max(30, int(len(claim) * 0.85))]) or (len(said) >= 40 and claim.startswith(said))


def _list_item(block: Block) -> bool:
    return block.element.tag == "li"


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text))
