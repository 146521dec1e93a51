"""Walking: one pass over a part of the page that turns elements into blocks, in document order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.blocks import Block
from newsarchive.extraction.elements import BLOCK, BOLD, MEDIA, SKIP, SLANTED, is_menu, unseen
from newsarchive.extraction.linebreaks import Line, split_lines
from newsarchive.extraction.pictures import is_late_picture
from newsarchive.extraction.tables import CELLS, cell_text, holds_table_only, table_kind
from newsarchive.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_ALIGN: Final = re.compile(r"text-align:\s*(center|right|left|justify)", re.IGNORECASE)
_BOLD_STYLE: Final = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SLANTED_STYLE: Final = re.compile(r"font-style:\s*italic", re.IGNORECASE)
_HIDDEN_STYLE: Final = re.compile(r"display:\s*none|visibility:\s*hidden", re.IGNORECASE)
_MAX_DEPTH = 180  # three Python frames a level must stay below the recursion limit; deeper text is read flat
_MAX_BLOCKS = 20_000
_MAX_INLINE = 50_000  # inline elements; what follows so many is no article


def read_blocks(
    scope: Element,
    *,
    container: Element | None = None,
    title: Element | None = None,
    drop: frozenset[Element] = frozenset(),
    skip: frozenset[Element] = frozenset(),
    after: int = 70,
) -> list[Block]:
    """All blocks of `scope` without `skip`; those of `container`, without `drop`, are marked `inside`; `title` is one
    by itself; at most `after` blocks are read behind the container.
    """
    walker = _Walker(container, title, drop, skip, after)
    walker.inside = container is None or container is scope
    try:
        walker.element(scope, "", 0)
        walker.flush(scope)
    except _EnoughError:
        pass
    return walker.blocks


class _EnoughError(Exception):
    """Enough blocks were read."""


class _Walker:
    """Walks a subtree once; what it has seen stands in `blocks`."""

    def __init__(
        self,
        container: Element | None,
        title: Element | None,
        drop: frozenset[Element],
        skip: frozenset[Element],
        after: int,
    ) -> None:
        self.container = container
        self.title = title
        self.around = {one for end in (container, title) if end is not None for one in (end, *end.iterancestors())}
        self.drop = drop
        self.skip = skip
        self.after = after
        self.blocks: list[Block] = []
        self.inside = False
        self.left_at: int | None = None
        self.line = Line()
        self.link = self.bold = self.slanted = 0
        self.hrefs: list[str] = []
        self.frame: Element | None = None
        self.captioned = False
        self.align = ""
        self.breaks = self.inlines = 0
        self.broken: Element | None = None  # the element in which a blank line ended the last block

    def element(self, element: Element, align: str, depth: int) -> None:
        """A block element: what stands inside it is separate from what stands around it."""
        style = element.get("style")
        if style and _HIDDEN_STYLE.search(style) and element is not self.container:
            return
        if style and (match := _ALIGN.search(style)):
            align = match[1].lower()
        elif said := element.get("align"):
            align = said.lower()
        elif element.tag == "center":
            align = "center"
        elif (names := element.get("class")) and "text-" in names:
            align = "center" if "text-center" in names else "right" if "text-right" in names else align
        if element is self.container:
            self.inside = True
        tag = element.tag
        if tag == "table":
            self.table(element, align, depth)
        elif tag == "figure" and not holds_table_only(element):
            self.framed(element, align, depth)
        elif tag in ("figcaption", "caption"):
            before, self.captioned = self.captioned, True
            self.children(element, align, depth)
            self.captioned = before
        else:
            weight = 1 if style and _BOLD_STYLE.search(style) else 0
            self.bold += weight
            self.children(element, align, depth)
            self.bold -= weight
        if element is self.container:
            self.inside = False
            self.left_at = len(self.blocks)

    def children(self, element: Element, align: str, depth: int) -> None:
        """The content of a block element, flushed at its end."""
        before, self.align = self.align, align
        if element.text:
            self.say(element.text)
        self.content(element, element, align, depth)
        if self.line.parts:
            self.flush(element)
        self.align = before

    def content(self, element: Element, block: Element, align: str, depth: int) -> None:
        """The children of `block`, or of an inline element in it, and the text behind each."""
        for child in element:
            tag = child.tag
            if tag == "div" and is_late_picture(child):
                self.picture(child, block)
            elif tag in BLOCK or child is self.title:
                if not self.unseen(child):
                    if self.line.parts:
                        self.flush(block)
                    if depth < _MAX_DEPTH:
                        self.element(child, align, depth + 1)
                    else:
                        self.flat(child)
            elif tag == "br":
                self.broken_off(block)
            elif tag in MEDIA:
                self.picture(child, block)
            elif tag not in SKIP and not self.unseen(child):
                self.inlines += 1
                if self.inlines > _MAX_INLINE:
                    self.flush(block)
                    raise _EnoughError
                if depth < _MAX_DEPTH:
                    self.inline(child, block, align, depth + 1)
                else:
                    self.flat(child)
            if child.tail:
                self.say(child.tail)

    def broken_off(self, block: Element) -> None:
        """A <br>: the second in a row ends the line, so that what follows is judged by its own looks."""
        parts = self.line.parts
        at = len(parts) - 1
        while at >= 0 and parts[at] == " ":
            at -= 1
        if (at > 0 and parts[at] == "\n") or (at >= 0 and not (self.bold or self.breaks) and self.line.heads()):
            self.flush(block)
            self.broken = block
        elif at >= 0:
            self.breaks += 1
            parts.append("\n")

    def unseen(self, child: Element) -> bool:
        """Hidden, a menu, or what the layout drops."""
        if (self.drop and self.inside and child in self.drop) or (self.skip and child in self.skip):
            return True
        return unseen(child) or (child.tag in ("nav", "footer") and is_menu(child))

    def inline(self, element: Element, block: Element, align: str, depth: int) -> None:
        """An inline element: its text joins the line, its tag says how it is displayed."""
        style = element.get("style") or ""
        if style and _HIDDEN_STYLE.search(style):
            return
        tag = element.tag
        is_link = tag == "a" and element.get("href") is not None
        is_bold = tag in BOLD or bool(style and _BOLD_STYLE.search(style))
        is_slanted = tag in SLANTED or bool(style and _SLANTED_STYLE.search(style))
        self.link += is_link
        self.bold += is_bold
        self.slanted += is_slanted
        if is_link:
            self.hrefs.append(element.get("href", ""))
            self.line.links.append(("", self.hrefs[-1]))
        if element is self.container:
            self.inside = True
        if style and (match := _ALIGN.search(style)):
            self.align = match[1].lower()
        if element.text:
            self.say(element.text)
        self.content(element, block, align, depth)
        self.link -= is_link
        self.bold -= is_bold
        self.slanted -= is_slanted
        if is_link:
            self.hrefs.pop()

    def flat(self, element: Element) -> None:
        """Text of an element that is nested too deep to be walked."""
        for text in element.itertext():
            self.say(text)

    def say(self, text: str) -> None:
        """Add text to the line."""
        line = self.line
        if text.isspace():
            if line.parts:
                line.parts.append(" ")
            return
        line.parts.append(text.replace("\n", " ") if "\n" in text else text)
        size = len(text)
        line.size += size
        if self.link:
            line.link += size
            said, href = line.links.pop() if line.links else ("", self.hrefs[-1])
            line.links.append((said + text, href))
        if self.bold:
            line.bold += size
        if self.slanted:
            line.slanted += size

    def flush(self, element: Element) -> None:
        """Close the line: none, one or (split at <br>) several blocks."""
        line = self.line
        if not line.parts:
            return
        self.line = Line()
        raw = "".join(line.parts)
        texts = split_lines(raw, linked=line.link > 0) if self.breaks else [clean(raw)]
        self.breaks = 0
        first, self.broken = self.broken is not element, None
        for text in texts:
            if not text:
                continue
            block = Block(text, element, None, self.align, line.link, line.bold, line.slanted, line.size)
            if line.links:
                block.links = [(said, href) for said, href in line.links if said.strip()]
            block.frame, block.captioned, block.inside, block.broken = (
                self.frame,
                self.captioned,
                self.inside,
                not first,
            )
            self.blocks.append(block)
            first = False
        self.check()

    def picture(self, element: Element, block: Element) -> None:
        """A picture, video or frame; text before it is a line of its own."""
        self.flush(block)
        self.blocks.append(
            Block(
                "",
                block,
                element,
                self.align,
                links=[("", href) for href in self.hrefs[-1:]],
                frame=self.frame,
                inside=self.inside,
            )
        )
        self.check()

    def check(self) -> None:
        """Stop where enough was read."""
        count = len(self.blocks)
        if count > _MAX_BLOCKS or (self.left_at is not None and count > self.left_at + self.after):
            raise _EnoughError

    def framed(self, element: Element, align: str, depth: int) -> None:
        """A figure, or a table that is one: the innermost frame counts."""
        outer, self.frame = self.frame, element
        self.children(element, align, depth)
        self.frame = outer

    def table(self, element: Element, align: str, depth: int) -> None:
        """A table is a picture with its caption, rows of data, or mere layout."""
        kind = "layout" if element in self.around else table_kind(element)
        if kind == "picture":
            self.framed(element, align, depth)
        elif kind == "data":
            self.flush(element)
            for row in element.iter("caption", "tr"):
                self.cells(row)
        else:
            self.children(element, align, depth)

    def cells(self, row: Element) -> None:
        """A row of data: cells joined by " | "; or the table's heading."""
        texts = [cell_text(cell) for cell in ([row] if row.tag == "caption" else row) if cell.tag in CELLS]
        text = " | ".join(text for text in texts if text)
        if text:
            self.blocks.append(Block(text, row, size=len(text), row=True, inside=self.inside, frame=self.frame))
            self.check()
