"""Cards: boxes of links to other articles, recognised by what they hold; a layout's names are only a second opinion."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from newsarchive.extraction import boilerplate, bylines, lines
from newsarchive.extraction.boxes import holds_little, names_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block

_JUNK_NAME: Final = re.compile(
    r"related|relate-|relation|lien-?quan|tin-?khac|comment|binh-?luan|share|social|sharing|\bads?\b|advert"
    r"|banner|sponsor|qc-|quang-?cao|print|toolbar|box-?tag|tag-?box|\btags?\b|keyword|popup|modal|newsletter"
    r"|subscribe"
    r"|readmore|read-more|xem-?them|suggest|recommend|rating|vote|copy-?link|mobile-app|app-?download"
    r"|google-?news|player|audio|podcast|tts|paywall",
    re.IGNORECASE,
)
# Enough by itself; a box of the other names must hold something to press, to play or to follow, too.
_SURE_NAME: Final = re.compile(
    r"related|relate-|lien-?quan|tin-?khac|star-?rating|comment|binh-?luan|\bads?\b|advert|sponsor|quang-?cao|newsletter|subscribe"
    r"|paywall|social|keyword|xem-?them|read-?more|app-?download",
    re.IGNORECASE,
)
_PRESSED: Final = (
    "a", "button", "input", "select", "textarea", "form", "iframe", "audio", "video", "svg", "img", "label", "i",
)  # fmt: skip
_WALL: Final = re.compile(r"paywall|subscribe-box|premium-(?:box|lock)", re.IGNORECASE)
_CONTROLS = 300  # more than any article is beset with
_WALL_LIMIT = 900  # characters of what a box says to those who have not paid
_NEXT: Final = re.compile(r"next-?(?:post|article|news|story)|(?:post|article|news)-?next|infinite", re.IGNORECASE)
_PHOTO_HREF: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)(?:$|\?)|^#|^javascript:", re.IGNORECASE)


@dataclass(slots=True)
class _Sum:
    size: int = 0
    link: int = 0
    lines: int = 0


def drop_cards(blocks: list[Block], container: Element) -> list[Block]:
    """The blocks without link lines, teaser cards, boxes under a heading of related links, and boxes named as junk."""
    sums = _sums(blocks, container)
    junk: set[Element] = set()
    for block in blocks:
        if block.text and _link_line(block):
            card = _card_around(block, sums, container)
            if card is not None:
                junk.add(card)
        elif block.media is not None and _teaser_picture(block):
            junk.add(block.element)
    junk.update(_forms(sums, container))
    named = {element for element, held in sums.items() if _named_junk(element, held)}
    kept = [
        block
        for block in blocks
        if not (junk and _inside_any(block.element, junk, container))
        and not (named and block.frame is None and _inside_any(block.element, named, container))
    ]
    kept = [block for block in kept if not _link_line(block)]
    return _drop_under_headings(_without_last_box(blocks, kept), container)


def _without_last_box(blocks: list[Block], kept: list[Block]) -> list[Block]:
    """Without the text in a box of its own behind the cards that close the article: the publisher speaks of itself
    there.
    """
    homes = Counter(block.element.getparent() for block in kept if len(block.text) >= 80)
    if len(kept) == len(blocks) or not homes:
        return kept
    home, count = homes.most_common(1)[0]
    if count < 4:
        return kept
    last = max(at for at, block in enumerate(blocks) if block.element.getparent() is home and len(block.text) >= 40)
    held = set(map(id, kept))
    cards = next(
        (at for at in range(last + 1, len(blocks)) if id(blocks[at]) not in held and blocks[at].text), len(blocks)
    )
    behind = set(map(id, blocks[cards:]))
    return [block for block in kept if id(block) not in behind or len(block.text) < 80]


def _forms(sums: dict[Element, _Sum], container: Element) -> list[Element]:
    """Small boxes around something to fill in or press: newsletters, polls, comments."""
    found: list[Element] = []
    rooms: dict[Element, int] = {}  # characters that a box around controls of this element may hold
    for control in islice(container.iter("input", "button", "textarea", "select"), _CONTROLS):
        if control.get("type") == "hidden":
            continue
        box: Element | None = None
        element = control.getparent()
        if element is not None and element not in rooms:
            rooms[element] = 600 if holds_little(element, 600) and _of_cookies(element) else 200
        room = rooms[element] if element is not None else 0
        while (
            element is not None
            and element is not container
            and (held := sums.get(element, _Sum())).size < room
            and held.lines <= 4
        ):
            box = element if element.tag not in ("p", "figure", "li", "td") else None
            element = element.getparent()
        if box is not None:
            found.append(box)
    return found


def _of_cookies(element: Element) -> bool:
    return "cookie" in "".join(element.itertext()).lower()


def _sums(blocks: list[Block], container: Element) -> dict[Element, _Sum]:
    sums: dict[Element, _Sum] = {}
    for block in blocks:
        element: Element | None = block.element
        while element is not None and element is not container:
            held = sums.setdefault(element, _Sum())
            held.size += len(block.text)
            held.link += int(len(block.text) * block.linked)
            held.lines += 1 if block.text else 0
            element = element.getparent()
    return sums


def _link_line(block: Block) -> bool:
    """A line that is one link, or links only, to somewhere else."""
    if not block.text or block.captioned or block.frame is not None:
        return False
    if block.linked >= 0.9 and len(block.text) > 3 and not lines.source_line(block.text, block.href):
        return not (block.href or "").startswith(("mailto:", "tel:")) and not bylines.names_only(block.text)
    return block.linked >= 0.4 and boilerplate.see_also(block.text)


def leads_to_page(href: str | None) -> bool:
    """Whether a picture's link leads elsewhere, and not only to the picture in large."""
    return bool(href) and not _PHOTO_HREF.search(href or "")


def _teaser_picture(block: Block) -> bool:
    """A picture inside a link to a page (a link to a picture only enlarges it)."""
    return (
        leads_to_page(block.href)
        and block.frame is None
        and block.element.tag in ("li", "article", "div")
        and not block.text
        and _lone_link(block)
    )


def _lone_link(block: Block) -> bool:
    parent = block.media.getparent() if block.media is not None else None
    return parent is not None and "news" in (parent.get("class") or "").lower()


def _card_around(block: Block, sums: dict[Element, _Sum], container: Element) -> Element | None:
    """The largest small element around a link line in which links still weigh much: title, picture and teaser of one
    card.
    """
    best: Element | None = None
    element: Element | None = block.element
    while element is not None and element is not container:
        held = sums.get(element)
        if held is None or held.link * 5 < held.size or held.size - held.link > 450 * max(1, held.lines // 3):
            break
        best = element
        element = element.getparent()
    return best


def _inside_any(element: Element, junk: set[Element], container: Element) -> bool:
    current: Element | None = element
    while current is not None and current is not container:
        if current in junk:
            return True
        current = current.getparent()
    return False


def _named_junk(element: Element, held: _Sum) -> bool:
    """A box whose name says share, tags, ads, comments ..., unless it holds real text."""
    if _NEXT.search(element.get("class") or "") and next(element.iter("h1", "h2", "h3"), None) is not None:
        return True
    if held.size < _WALL_LIMIT and _WALL.search(names_of(element)):
        return True
    if element.tag in ("p", "h2", "h3") or not (held.size < 350 or held.link * 3 > held.size):
        return False
    said = [text for text in (element.get("class"), element.get("id"), element.get("type")) if text]
    if any(_is_sure_name(text) for text in said):
        return True
    return any(map(_is_junk_name, said)) and next(element.iter(*_PRESSED), None) is not None


@lru_cache(maxsize=4096)
def _is_sure_name(text: str) -> bool:
    return bool(_SURE_NAME.search(text))


@lru_cache(maxsize=4096)
def _is_junk_name(text: str) -> bool:
    return bool(_JUNK_NAME.search(text))


def _drop_under_headings(blocks: list[Block], container: Element) -> list[Block]:
    """Drop headings of related links and what stands under them, until prose goes on outside their box."""
    kept: list[Block] = []
    box: Element | None = None
    dropping = False
    for at, block in enumerate(blocks):
        if block.text and boilerplate.related_heading(block.text):
            dropping = True
            box = _headed_box(block, blocks[at - 1] if at else None, container)
            continue
        if dropping and _ends_article(block):
            kept.append(block)
            continue
        if dropping and _within(block.element, box):
            continue
        told = block.element.tag == "p" and block.text[-1:] in (".", "!", "?", "…", "”") and not block.links
        short = len(block.text) < 60 and not told and not (block.heading and block.text and not block.links)
        if dropping and (not block.text or block.linked > 0.5 or short):
            continue
        dropping = False
        kept.append(block)
    return kept


def _ends_article(block: Block) -> bool:
    """A byline or a line of tags, which may stand behind a box of links."""
    if block.links:
        return boilerplate.labelled_tags(block.text)
    return block.align == "right" and bylines.names_only(block.text)


def _headed_box(heading: Block, before: Block | None, container: Element) -> Element | None:
    """The element around a heading, if the block `before` it, hence any, does not stand in it."""
    box = heading.element.getparent()
    if box is None or box is container or heading.element is container:
        return None
    return None if before is not None and _within(before.element, box) else box


def _within(element: Element, box: Element | None) -> bool:
    if box is None:
        return False
    return element is box or any(parent is box for parent in element.iterancestors())
