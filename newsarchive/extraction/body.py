"""Body: one reading of the blocks in order; each is paragraph, caption, byline, source line, or no part of the
article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsarchive.extraction import boilerplate, bylines, captions, lines, signing
from newsarchive.extraction.captions import Picture
from newsarchive.extraction.cards import drop_cards, leads_to_page
from newsarchive.extraction.pictures import is_picture
from newsarchive.extraction.signing import Reading
from newsarchive.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page

_DATE_LIKE: Final = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}:\d{2}"
    r"|\d{1,2} tháng \d{1,2}[ ,]",
    re.IGNORECASE,
)
_ABOUT: Final = re.compile(
    r"(?:chi tiet|details)$|(?:chuyen muc|danh muc|category|(?:so )?(?:luot|lan) xem|hits|(?:duoc )?(?:viet|dang) boi"
    r"|written by|published by|nguoi dang|ngay dang)\b"
)
_ENTRY: Final = re.compile(r"\d{1,2}:\d{2}\s*[:–-]\s*\S")  # of a programme
_LIVE: Final = 4  # lines of a time alone: entries of a live blog, not the date of the article
_LINES: Final = frozenset({"p", "h2", "h3", "h4", "h5"})
_LEFTOVER: Final = re.compile(r"\s*(?:\.{2,3}\s*)?>>+$")  # of a link to another article
_CAPTION_LINES: Final = 30  # no caption has more lines of credit under it


def read_body(blocks: list[Block], page: Page, container: Element, title: str) -> Reading:
    """Read the blocks that follow the title; those behind the container only give byline and source."""
    reading = Reading()
    blocks = _labels_joined(blocks)
    first = next((at for at, block in enumerate(blocks) if block.inside), len(blocks))
    last = max((at for at, block in enumerate(blocks) if block.inside), default=-1)
    mid = [block for block in blocks[:first] if _pictured(block)]
    reading.before = _lines_joined([block for block in blocks[:first] if block.text and not _pictured(block)])
    reading.after = blocks[last + 1 :]
    reading.linked = [block for block in blocks if block.links and block.text and block.linked > 0.3]
    inside = drop_cards(blocks[first : last + 1], container)
    inside = [block for block in inside if not block.text or not (_worthless(block) or _repeats(block.text, title))]
    for block in inside:
        if block.text.endswith(">>"):
            block.text = _LEFTOVER.sub("", block.text)
    _pair(mid, page, title, reading, framed_only=True)
    _pair(_without_head(inside), page, title, reading)
    signing.read_end(reading)
    signing.read_after(reading)
    return reading


def _pictured(block: Block) -> bool:
    """A picture, or a line that the markup puts under one."""
    return block.frame is not None or block.media is not None or captions.named_caption(block)


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
    if block.frame is not None:
        return False
    if len(text) <= 12 and not any(map(str.isalnum, text)):
        return True
    if text.isdigit() and block.element.tag in _LINES:
        return False  # a year over what happened in it, a number that was drawn
    if boilerplate.imprint(text):
        return not captions.only_credit(text)
    if block.linked > 0.5 and lines.bare_url(text):
        return True
    return boilerplate.noise(text) and not block.captioned


def _without_head(blocks: list[Block]) -> list[Block]:
    """Without the lines before the text that only date or label it."""
    kept: list[Block] = []
    stamped = [block.element.tag for block in blocks if _dates(block)]
    for at, block in enumerate(blocks):
        if block.text and len(block.text) >= 80:
            return kept + blocks[at:]
        if _dates(block) and stamped.count(block.element.tag) < _LIVE:
            continue
        if block.text and (bylines.labelled_person(block.text) is not None or _about(block.text)):
            continue
        kept.append(block)
    return kept


def _about(text: str) -> bool:
    """A line before the text in which a portal says what it knows of the page: section, hits, who typed it."""
    return len(text) <= 80 and bool(_ABOUT.match(fold(text)))


def _dates(block: Block) -> bool:
    """A short line that is a date or a time of day and little else."""
    return (
        0 < len(block.text) <= 60
        and block.frame is None
        and bool(_DATE_LIKE.search(block.text))
        and not _ENTRY.match(block.text)
        and not (block.text.endswith(".") and len(block.text.split()) > 4)
        and len(re.findall(r"[^\W\d]+", block.text)) <= 6
    )


def _pair(blocks: list[Block], page: Page, title: str, reading: Reading, *, framed_only: bool = False) -> None:
    """Give each picture its caption, and the rest to the paragraphs."""
    usual = captions.usual(blocks)
    picture: Picture | None = None
    fresh = False  # no line yet since the last picture
    frames: dict[Element, list[Block]] = {}
    for block in blocks:
        if block.frame is not None:
            frames.setdefault(block.frame, []).append(block)
    heading: str | None = None  # the caption of the picture that comes next
    for at, block in enumerate(blocks):
        if block.frame is not None:
            if held := frames.pop(block.frame, None):
                picture = _read_frame(held, page, title, reading) or picture
                fresh = picture is not None and not picture.lines
        elif block.media is not None:
            if is_picture(block.media):
                picture = Picture(block.media, block, [captions.bare(heading)] if heading else None)
                if not framed_only:
                    reading.pictures.append(picture)
                fresh, heading = heading is None, None
        elif framed_only:
            _headed(block, picture, reading)
            picture = None
        elif _is_caption(block, picture, fresh, usual, title):
            picture = _attach(block.text, picture if fresh or _continues(block, picture) else None, reading)
            fresh = False
        elif captions.heads_picture(block, blocks[at + 1] if at + 1 < len(blocks) else None):
            heading = block.text
        else:
            reading.paragraphs.append(block)
            picture = None if len(block.text) > 60 else picture
            fresh = False


def _headed(block: Block, picture: Picture | None, reading: Reading) -> None:
    """A caption between title and text, and the picture before it."""
    if picture is not None:
        reading.pictures.append(picture)
    _attach(block.text, picture, reading)


def _read_frame(blocks: list[Block], page: Page, title: str, reading: Reading) -> Picture | None:
    """Pictures and lines of one figure: a line each where the counts agree, else all lines to the last picture."""
    leading = {block.href for block in blocks if block.media is not None and leads_to_page(block.href)}
    if any(not leading.isdisjoint([href for _, href in block.links]) for block in blocks if block.text):
        return None  # picture and line lead to the same page: another article
    pictures = [Picture(block.media, block) for block in blocks if block.media is not None and is_picture(block.media)]
    texts = [
        bare
        for block in blocks
        if (bare := captions.bare(block.text)) and not _repeats(bare, title) and not boilerplate.noise(bare)
    ]
    named = captions.named_credit(blocks[0].frame) if texts and blocks[0].frame is not None else None
    texts.sort(key=lambda text: text == named or captions.only_credit(text))  # it may be laid over the picture
    if texts and not pictures:
        pictures = [Picture(None, blocks[0])]
    if len(pictures) > 1 and len(texts) == len(pictures):
        for picture, text in zip(pictures, texts, strict=True):
            picture.lines = [text]
    elif texts:
        pictures[-1].lines = texts
    if len(pictures) == 1:
        pictures[0].credit = named
    reading.pictures.extend(pictures)
    return pictures[-1] if pictures else None


def _is_caption(block: Block, picture: Picture | None, fresh: bool, usual: captions.Usual, title: str) -> bool:
    if captions.named_caption(block) or captions.titles_clip(block, usual):
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
    picture.lines = [*(picture.lines or []), captions.bare(text)]
    return picture
