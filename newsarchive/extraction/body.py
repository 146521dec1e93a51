"""Body: one reading of the blocks in order; each is paragraph, caption, byline, source line, or no part of the
article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from newsarchive.extraction import captions, lines
from newsarchive.extraction.boxes import names_of
from newsarchive.extraction.captions import Picture
from newsarchive.extraction.cards import drop_cards
from newsarchive.extraction.pictures import is_picture
from newsarchive.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page

_DATE_LIKE: Final = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}:\d{2}"
)
_CAPTION_LINES: Final = 30  # no caption has more lines of credit under it
_AUTHOR_NAME: Final = re.compile(
    r"author|tac-?gia|byline|\bby\b|writer|signature|but-?danh|nguon|source", re.IGNORECASE
)


@dataclass(slots=True)
class Reading:
    """What the blocks of an article say."""

    paragraphs: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    source: lines.SourceLine | None = None
    before: list[Block] = field(default_factory=list)  # between title and text, without pictures
    after: list[Block] = field(default_factory=list)  # behind the text: tags, comments, other articles
    linked: list[Block] = field(default_factory=list)  # lines with links behind the title, wherever

    @property
    def text(self) -> str:
        """Paragraphs joined by a blank line."""
        return "\n\n".join(block.text for block in self.paragraphs)


def read_body(blocks: list[Block], page: Page, container: Element, title: str) -> Reading:
    """Read the blocks that follow the title; those behind the container only give byline and source."""
    reading = Reading()
    blocks = _labels_joined(blocks)
    first = next((at for at, block in enumerate(blocks) if block.inside), len(blocks))
    last = max((at for at, block in enumerate(blocks) if block.inside), default=-1)
    mid = [block for block in blocks[:first] if block.frame is not None or block.media is not None]
    reading.before = _lines_joined([block for block in blocks[:first] if block.text and block.frame is None])
    reading.after = blocks[last + 1 :]
    reading.linked = [block for block in blocks if block.links and block.text and block.linked > 0.3]
    inside = drop_cards(blocks[first : last + 1], container)
    inside = [block for block in inside if not block.text or not (_worthless(block) or _repeats(block.text, title))]
    _pair(mid, page, title, reading, framed_only=True)
    _pair(_without_head(inside), page, title, reading)
    _read_end(reading)
    _read_after(reading)
    return reading


def _labels_joined(blocks: list[Block]) -> list[Block]:
    """A label `Nguồn:` on a line of its own, and the link on the next one, as one line."""
    joined: list[Block] = []
    for block in blocks:
        if joined and block.linked > 0.8 and lines.source_label(joined[-1].text) and joined[-1].inside == block.inside:
            block.text = f"{joined.pop().text.rstrip(' :：')}: {block.text}"
        joined.append(block)
    return joined


def _lines_joined(blocks: list[Block]) -> list[Block]:
    """Lines that only a <br> parts, as one: what stands between title and text is no paragraph."""
    joined: list[Block] = []
    for block in blocks:
        if joined and block.broken and joined[-1].element is block.element:
            joined[-1].text = f"{joined[-1].text} {block.text}"
        else:
            joined.append(block)
    return joined


def _repeats(text: str, title: str) -> bool:
    return abs(len(text) - len(title)) <= 3 and fold(text) == fold(title)


def _worthless(block: Block) -> bool:
    text = block.text
    if lines.imprint(text):
        return True
    if block.linked > 0.5 and lines.bare_url(text):
        return True
    return lines.noise(text) and not block.captioned


def _without_head(blocks: list[Block]) -> list[Block]:
    """Without the lines before the text that only date or label it."""
    kept: list[Block] = []
    for at, block in enumerate(blocks):
        if block.text and len(block.text) >= 80:
            return kept + blocks[at:]
        if (
            block.text
            and len(block.text) <= 60
            and _DATE_LIKE.search(block.text)
            and block.frame is None
            and len(re.findall(r"[^\W\d]+", block.text)) <= 6
        ):
            continue
        kept.append(block)
    return kept


def _pair(blocks: list[Block], page: Page, title: str, reading: Reading, *, framed_only: bool = False) -> None:
    """Give each picture its caption, and the rest to the paragraphs."""
    usual = captions.usual(blocks)
    picture: Picture | None = None
    fresh = False  # no line yet since the last picture
    frames: dict[Element, list[Block]] = {}
    for block in blocks:
        if block.frame is not None:
            frames.setdefault(block.frame, []).append(block)
    for block in blocks:
        if block.frame is not None:
            if held := frames.pop(block.frame, None):
                picture = _read_frame(held, page, title, reading) or picture
                fresh = picture is not None and not picture.lines
        elif framed_only:
            continue
        elif block.media is not None:
            if is_picture(block.media):
                picture = Picture(block.media, block)
                reading.pictures.append(picture)
                fresh = True
        elif _is_caption(block, picture, fresh, usual, title):
            picture = _attach(block.text, picture if fresh or _continues(block, picture) else None, reading)
            fresh = False
        else:
            reading.paragraphs.append(block)
            picture = None if len(block.text) > 60 else picture
            fresh = False


def _read_frame(blocks: list[Block], page: Page, title: str, reading: Reading) -> Picture | None:
    """Pictures and lines of one figure: a line each where the counts agree, else all lines to the last picture."""
    pictures = [Picture(block.media, block) for block in blocks if block.media is not None and is_picture(block.media)]
    texts = [
        block.text for block in blocks if block.text and not _repeats(block.text, title) and not lines.noise(block.text)
    ]
    if texts and not pictures:
        pictures = [Picture(None, blocks[0])]
    if len(pictures) > 1 and len(texts) == len(pictures):
        for picture, text in zip(pictures, texts, strict=True):
            picture.lines = [text]
    elif texts:
        pictures[-1].lines = texts
    reading.pictures.extend(pictures)
    return pictures[-1] if pictures else None


def _is_caption(block: Block, picture: Picture | None, fresh: bool, usual: captions.Usual, title: str) -> bool:
    if captions.named_caption(block):
        return True
    if picture is None or picture.block is None:
        return False
    if fresh:
        return captions.follows_as_caption(block, picture.block, usual, title)
    return _continues(block, picture)


def _continues(block: Block, picture: Picture | None) -> bool:
    """A credit that stands on a line of its own under the caption."""
    return (
        picture is not None
        and len(picture.lines or ()) < _CAPTION_LINES
        and captions.only_credit(block.text)
        and not (picture.caption and captions.credit(picture.caption))
    )


def _attach(text: str, picture: Picture | None, reading: Reading) -> Picture:
    if picture is None:
        picture = Picture(None)
        reading.pictures.append(picture)
    picture.lines = [*(picture.lines or []), text]
    return picture


def _read_end(reading: Reading) -> None:
    """Take tags, byline and source line off the end of the paragraphs; what follows a source line is no text."""
    blocks = reading.paragraphs
    for at in range(len(blocks) - 1, max(0, len(blocks) - 4), -1):
        if lines.labelled_tags(blocks[at].text) and blocks[at].links:
            reading.after.insert(0, blocks.pop(at))
    for at in range(len(blocks) - 1, max(-1, len(blocks) - 12), -1):
        if at * 2 < len(blocks):
            break
        if "://" not in blocks[at].text and not blocks[at].links:
            continue
        found = lines.source_line(blocks[at].text, blocks[at].href)
        if found and found.url:
            reading.source = found
            reading.after = blocks[at + 1 :] + reading.after
            del blocks[at:]
            break
    names: list[str] = []
    while blocks and len(names) < 6:
        block = blocks[-1]
        if not _signs(block, reading, names, last=True):
            break
        blocks.pop()
    if reading.source is not None and len(names) > 1:
        names = [
            name for name in names if " " in name or not name.isascii()
        ] or names  # `Theo A/B`, then the outlet it was translated from
    reading.signed = names


def _signs(block: Block, reading: Reading, names: list[str], *, last: bool) -> bool:
    """Whether a line at the end is a byline, a source line or a mere credit; if so, note what it says."""
    text = block.text
    if block.row or block.element.tag == "li":
        return False
    if signed := lines.byline(text):
        names[:0] = [name for name in signed if name not in names]
        return True
    found = lines.source_line(text, block.href)
    if found and (found.name or found.url):
        _note_source(found, block, reading, names)
        return True
    person, _, paper = text.partition("/")
    if lines.outlet(paper) and not lines.outlet(person) and lines.names_only(person) and len(text) <= 70:
        _note_source(lines.SourceLine(None, text), block, reading, names)
        return True
    marked = block.align == "right" or (block.inside and block.all_bold) or _named_author(block)
    if lines.names_only(text) and (marked or (last and (block.inside or " " in text or "." in text))):
        names[:0] = [name for name in lines.split_names(text) if name not in names]
        return True
    if block.align == "right" and block.inside and last and lines.signature(text):
        names[:0] = [text] if text not in names else []
        return True
    return captions.only_credit(text)


def _note_source(found: lines.SourceLine, block: Block, reading: Reading, names: list[str]) -> None:
    """`Theo X` names an outlet, unless the page calls it the author; `Theo A/B` names both."""
    name = found.name or ""
    person, _, paper = name.partition("/")
    if name and _named_author(block) and not lines.outlet(name):
        names[:0] = lines.split_names(name)
    elif paper and not lines.outlet(person) and len(person.split()) > 1:
        names[:0] = [person.strip()]
        reading.source = reading.source or lines.SourceLine(found.url, paper.strip())
    else:
        known = reading.source or lines.SourceLine(None, None)
        reading.source = lines.SourceLine(known.url or found.url, known.name or found.name)


def _named_author(block: Block) -> bool:
    element: Element | None = block.element
    for _ in range(3):
        if element is None:
            return False
        names = names_of(element).lower()
        if "author" in names or "tacgia" in names or "tac-gia" in names:
            return True
        element = element.getparent()
    return False


def _read_after(reading: Reading) -> None:
    """Byline and source line right behind the container."""
    seen = 0
    for block in reading.after:
        if not block.text or lines.noise(block.text):
            continue
        if lines.related_heading(block.text) or lines.tags_label(block.text) or seen >= 8:
            return
        seen += 1
        names: list[str] = []
        if not _signs(block, reading, names, last=seen <= 2 and not reading.signed and block.linked < 0.5):
            if len(block.text) > 120 and block.linked < 0.5:
                return
            continue
        if names and not reading.signed:
            reading.signed = names
