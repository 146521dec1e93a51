"""Reading: from a page and a layout's hints to one Article: title, container, blocks, lead, or the reason why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from newsarchive.errors import NotAnArticle
from newsarchive.extraction import headline, moments, obfuscation, record, refusal
from newsarchive.extraction.body import read_body
from newsarchive.extraction.container import coded_lines, find_container, other_articles, prose
from newsarchive.extraction.headline import Headline
from newsarchive.extraction.language import language
from newsarchive.extraction.lead import Lead, declared_lead, take_lead
from newsarchive.extraction.signing import Reading
from newsarchive.extraction.verse import find_verse
from newsarchive.extraction.walking import read_blocks
from newsarchive.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.extraction.rules import Paragraphs, Rule
    from newsarchive.extraction.source import Source
    from newsarchive.items import Article
    from newsarchive.page import Page


@dataclass(frozen=True)
class Hints:
    """A layout's rules; without any the page is read by the generic reader."""

    name: str = "generic"
    title: Rule | None = None
    lead: Rule | None = None
    dateline: Rule | None = None
    date: Rule | None = None
    date_modified: Rule | None = None
    authors: Rule | None = None
    section: Rule | None = None
    tags: Rule | None = None
    source_line: Rule | None = None
    body: Paragraphs | None = None


@dataclass(slots=True)
class Text:
    """Where the text stands and what was read there."""

    reading: Reading
    ahead: list[Block]  # behind the title, up to the first lines of the text
    back: list[Block]  # before the title, nearest last
    rule: str
    scrambled: bool
    declared: Lead | None  # the lead by the layout's rule

    @property
    def bare(self) -> bool:
        """Neither paragraphs nor captions were found."""
        return not (self.scrambled or self.reading.paragraphs or self.reading.pictures)


def read(page: Page, source: Source, hints: Hints) -> Article:
    """Read one page. Raise NotAnArticle with its reason."""
    refusal.refuse_early(page)
    title = _title(page, hints)
    text = _text(page, hints, title, source)
    if (text is None or text.bare) and title is not None and (home := find_verse(page, title.element)) is not None:
        text = _text(page, hints, title, source, home)
    if text is None or title is None:
        chars = prose(page, title.element if title else None).chars
        why = refusal.why_not(page, title.text if title else None, chars, 0, 0, lambda: False)
        raise why or NotAnArticle("no_text")
    lead = _lead(page, text.reading, text.declared)
    if text.scrambled:
        text.reading.paragraphs.clear()
    elif (refused := _refused(page, source, title, text, lead)) is not None:
        raise refused
    return record.article(page, source, hints, title, lead, text)


def _refused(page: Page, source: Source, title: Headline, text: Text, lead: Lead | None) -> NotAnArticle | None:
    """Why what was read is no article, if so."""
    reading = text.reading
    chosen = sum(len(block.text) for block in reading.paragraphs) + (len(lead.text) if lead else 0)
    described = sum(len(picture.caption or "") for picture in reading.pictures)

    def dated() -> bool:
        return moments.printed(page, moments.beside(title.element, text.ahead, text.back)) is not None

    refused = refusal.why_not(page, title.text, chosen, len(reading.paragraphs), described, dated)
    if refused is None and not _known(page, source, title, text, chosen):
        shown = title.element is not None
        if refusal.listing_like(page, chosen + described, shown=shown, dated=dated):
            return NotAnArticle("listing", "many links and next to no text")
    return refused


def _known(page: Page, source: Source, title: Headline, text: Text, chosen: int) -> bool:
    """Whether the layout's own container was found, or the address is one that only articles have."""
    return text.rule != "generic" or (title.element is not None and chosen >= 200 and source.names_article(page.url))


def _title(page: Page, hints: Hints) -> Headline | None:
    found = hints.title.find(page) if hints.title else None
    if found:
        shown = found.elements[0] if found.elements else None
        glued = shown is not None and len(shown) > 1
        return Headline(headline.spaced(page, found.values[0]) if glued else found.values[0], shown, found.rule)
    return headline.find_headline(page)


class _Home(NamedTuple):
    """The element that holds the text, the rule that found it, what in it is none, whether its letters are coded."""

    element: Element
    rule: str
    drop: frozenset[Element]
    coded: bool = False


def _home(page: Page, hints: Hints, title: Headline | None, verse: Element | None) -> _Home | None:
    """By the layout's rule, else where coded lines are, else the verse, else by density; never another than the coded
    one.
    """
    place = hints.body.find(page) if hints.body else None
    if place is not None:
        return _Home(*place, obfuscation.coded_element(coded_lines(place.element)) is not None)
    weighed = prose(page, title.element if title else None)
    coded = obfuscation.coded_element(weighed.coded)
    if coded is not None:
        return _Home(coded, "generic", frozenset(), coded=True)
    found = verse if verse is not None else find_container(page, weighed, title.element if title else None)
    return _Home(found, "generic", frozenset()) if found is not None else None


def _text(
    page: Page, hints: Hints, title: Headline | None, source: Source, verse: Element | None = None
) -> Text | None:
    """Find the container and read it; a scrambled one is never replaced by another."""
    home = _home(page, hints, title, verse)
    if home is None:
        return None
    container, drop = home.element, home.drop
    scope = _scope(title.element if title else None, container)
    declared = declared_lead(page, hints.lead, title.element if title else None, container)
    if declared and declared.element is not None:
        drop |= {declared.element}
    others = frozenset(other_articles(title.element if title else None))
    blocks = read_blocks(scope, container=container, title=title.element if title else None, drop=drop, skip=others)
    back, ahead, rest = _around_title(blocks, title)
    reading = read_body(rest, page, container, title.text if title else "")
    scrambled = home.coded or (
        obfuscation.scrambled_text(" ".join(block.text for block in reading.paragraphs if len(block.text) >= 80))
        and _vietnamese_page(page, source, title)
    )
    return Text(reading, ahead, back, home.rule, scrambled, declared.lead if declared else None)


def _scope(title: Element | None, container: Element) -> Element:
    """The smallest element around title and text, and the next one out: date, breadcrumb and tags stand just
    outside.
    """
    scope = container
    if title is not None:
        around = set(title.iterancestors())
        while scope not in around:
            parent = scope.getparent()
            if parent is None:
                break
            scope = parent
    parent = scope.getparent()
    return parent if parent is not None and parent.tag != "html" else scope


def _around_title(blocks: list[Block], title: Headline | None) -> tuple[list[Block], list[Block], list[Block]]:
    """Lines before the title and behind it, where date, section and author stand, and everything that follows the
    title.
    """
    at = _title_at(blocks, title)
    first = next((index for index, block in enumerate(blocks) if block.inside), len(blocks))
    if at is None:
        start = max(0, first - 12)
        return [], [block for block in blocks[start : first + 6] if block.text], blocks[start:]
    ahead = [block for block in blocks[at + 1 : max(first, at + 1) + 8] if block.text]
    back = [block for block in blocks[max(0, at - 14) : at] if block.text]
    return back, ahead, blocks[at + 1 :]


def _title_at(blocks: list[Block], title: Headline | None) -> int | None:
    if title is None:
        return None
    wanted = fold(title.text)
    last_inside = max((index for index, block in enumerate(blocks) if block.inside), default=len(blocks))
    if title.element is not None:
        for index, block in enumerate(blocks):
            if (
                block.element is title.element
                or title.element in block.element.iterancestors()
                or (len(block.text) == len(title.text) and fold(block.text) == wanted and not block.linked)
            ):
                following = blocks[index + 1 : index + 2]
                inner = following and title.element in [following[0].element, *following[0].element.iterancestors()]
                if not inner:
                    return index if index < last_inside else None
    return None


def _lead(page: Page, reading: Reading, declared: Lead | None) -> Lead | None:
    if declared is None:
        return take_lead(page, reading)
    said = fold(declared.text)
    reading.paragraphs[:3] = [block for block in reading.paragraphs[:3] if fold(block.text) != said]
    return declared


def _vietnamese_page(page: Page, source: Source, title: Headline | None) -> bool:
    """Whether the text ought to be Vietnamese: what its title and head say."""
    said = language(page, f"{title.text if title else ''} {' '.join(page.meta('description')[:1])}", source.language)
    return said is not None and said.values[0].startswith("vi")
