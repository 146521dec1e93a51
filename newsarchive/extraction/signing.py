"""Signing: what the lines at an article's end say - byline, source line, tags - and what they are taken from."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from newsarchive.extraction import boilerplate, bylines, captions, lines
from newsarchive.extraction.boxes import called_author
from newsarchive.extraction.captions import Picture

if TYPE_CHECKING:
    from newsarchive.extraction.blocks import Block


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


def read_end(reading: Reading) -> None:
    """Take tags, byline and source line off the end of the paragraphs; what follows a source line is no text."""
    blocks = reading.paragraphs
    for at in range(len(blocks) - 1, max(0, len(blocks) - 4), -1):
        if boilerplate.labelled_tags(blocks[at].text) and blocks[at].links:
            reading.after.insert(0, blocks.pop(at))
    _cut_at_source(reading)
    for at in range(len(blocks) - 1, max(0, len(blocks) - 4), -1):
        if boilerplate.call(blocks[at].text):
            del blocks[at]
    names = _take_signature(reading)
    if reading.source is not None and len(names) > 1:
        names = [
            name for name in names if " " in name or not name.isascii()
        ] or names  # `Theo A/B`, then the outlet it was translated from
    persons = [name for name in names if not bylines.organisation(name)]
    reading.signed = persons or names


def _cut_at_source(reading: Reading) -> None:
    """End the text at a line near its end that names the address that it comes from."""
    blocks = reading.paragraphs
    for at in range(len(blocks) - 1, max(-1, len(blocks) - 12), -1):
        if at * 2 < len(blocks):
            return
        if "://" not in blocks[at].text and not blocks[at].links:
            continue
        found = lines.source_line(blocks[at].text, blocks[at].href)
        if found is None and at == len(blocks) - 1 and lines.bare_url(blocks[at].text):
            found = lines.SourceLine(blocks[at].text, None)
        if found and found.url:
            reading.source = found
            reading.after = blocks[at + 1 :] + reading.after
            del blocks[at:]
            return


def _take_signature(reading: Reading) -> list[str]:
    """Take the lines that sign the text off its end; the names that they give."""
    blocks = reading.paragraphs
    going_on: list[Block] = []  # `(Còn nữa)`, `Kỳ sau: ...`: the byline stands before it
    while blocks and len(going_on) < 2 and lines.to_be_continued(blocks[-1].text):
        going_on.insert(0, blocks.pop())
    names: list[str] = []
    taken: list[Block] = []
    while blocks and len(names) < 6 and _signs(blocks[-1], reading, names, last=True):
        taken.append(blocks.pop())
    bare = [block for block in taken if bylines.names_only(block.text) and not _marked(block)]
    if len(bare) > 2 and len(bare) == len(taken):  # who won, who died: a list of persons, and none of them signs
        blocks.extend(reversed(taken))
        names = []
    blocks.extend(going_on)
    return names


def _signs(block: Block, reading: Reading, names: list[str], *, last: bool) -> bool:
    """Whether a line at the end is a byline, a source line or a mere credit; if so, note what it says."""
    if block.row or (block.element.tag == "li" and not _lone_item(block)):
        return False
    signed = bylines.byline(block.text)
    if not signed and (_names_source(block, reading, names) or bylines.role_only(block.text)):
        return True
    signed = signed or _signed(block, last)
    names[:0] = [name for name in signed if name not in names]
    return bool(signed) or captions.only_credit(block.text)


def _names_source(block: Block, reading: Reading, names: list[str]) -> bool:
    """Whether a line says where the text comes from; if so, note it."""
    text = block.text
    found = lines.source_line(text, block.href)
    if found and (found.name or found.url):
        _note_source(found, block, reading, names)
        return True
    if lines.agency(text) or _person_of_outlet(text):
        _note_source(lines.SourceLine(None, text.lstrip(" -–—")), block, reading, names)
        return True
    if told := bylines.name_and_source(text):
        names[:0] = [name for name in bylines.split_names(told[0]) if name not in names]
        reading.source = reading.source or lines.SourceLine(None, told[1])
        return True
    return False


def _person_of_outlet(text: str) -> bool:
    """`Hồ Minh/VOV.VN`, `TTXVN/Tin Tức`."""
    person, _, paper = text.partition("/")
    return (
        bool(paper)
        and not paper[:1].isdigit()
        and (lines.agency(person) or (lines.outlet(paper) and not lines.outlet(person)))
        and bylines.names_only(person)
        and len(text) <= 70
    )


def _signed(block: Block, last: bool) -> list[str]:
    """Names of a line that is nothing else, where its place or its looks say that it signs."""
    text = block.text
    if any(outer.tag == "blockquote" for outer in islice(block.element.iterancestors(), 2)):
        return []  # who said what is quoted
    author = called_author(block.element)
    marked = _marked(block)
    if last and bylines.done_by(text):
        return bylines.split_names(text)
    if bylines.names_only(text) and (marked or (last and (block.inside or " " in text or "." in text))):
        return bylines.split_names(text)
    if block.align == "right" and block.inside and last and bylines.signature(text):
        return bylines.split_names(text)
    return [text] if author and bylines.signature(text) and bylines.group(text) else []


def _marked(block: Block) -> bool:
    """Set as a signature is: on the right, in bold, or called the author's."""
    return block.align == "right" or (block.inside and block.all_bold) or called_author(block.element)


def _lone_item(block: Block) -> bool:
    """A bold bullet by itself, as old templates set a byline."""
    return block.all_bold and next(block.element.itersiblings("li", preceding=True), None) is None


def _note_source(found: lines.SourceLine, block: Block, reading: Reading, names: list[str]) -> None:
    """`Theo X` names an outlet, unless the page calls it the author; `Theo A/B` and `Theo A (B)` name both."""
    name = found.name or ""
    person, _, paper = (bylines.name_in_outlet(name) or name).partition("/")
    if name and called_author(block.element) and not lines.outlet(name):
        names[:0] = bylines.split_names(name)
    elif paper and not lines.outlet(person) and len(person.split()) > 1:
        names[:0] = [person.strip()]
        known = reading.source or lines.SourceLine(None, None)
        reading.source = lines.SourceLine(known.url or found.url, known.name or paper.strip())
    else:
        known = reading.source or lines.SourceLine(None, None)
        reading.source = lines.SourceLine(known.url or found.url, known.name or found.name)


def read_after(reading: Reading) -> None:
    """Byline and source line right behind the container."""
    seen = 0
    for block in reading.after:
        if not block.text or boilerplate.noise(block.text):
            continue
        if boilerplate.related_heading(block.text) or boilerplate.tags_label(block.text) or seen >= 8:
            return
        seen += 1
        names: list[str] = []
        if not _signs(block, reading, names, last=seen <= 2 and not reading.signed and block.linked < 0.5):
            if len(block.text) > 120 and block.linked < 0.5:
                return
            continue
        if names and not reading.signed:
            reading.signed = names
