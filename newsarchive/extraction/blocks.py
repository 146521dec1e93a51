"""Blocks: a line of text or a picture, with what shows how it is displayed; the unit in which an article is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive.extraction.elements import HEADINGS

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(slots=True, eq=False)
class Block:
    """A line of text, or a picture (`media` set, text empty), with what shows how it is displayed."""

    text: str
    element: Element
    media: Element | None = None
    align: str = ""
    link: int = 0  # characters inside links
    bold: int = 0
    slanted: int = 0
    size: int = 0  # characters before cleaning; what link, bold and slanted are measured against
    links: list[tuple[str, str]] = field(default_factory=list)  # (text, href) of the links in it
    frame: Element | None = None  # the figure or picture table it stands in
    captioned: bool = False  # inside a figcaption or a table's caption
    row: bool = False  # a row of a data table
    broken: bool = False  # begun by a <br> within the same element
    inside: bool = False  # within the article's container

    @property
    def href(self) -> str | None:
        """Where its first link leads."""
        return self.links[0][1] if self.links else None

    @property
    def linked(self) -> float:
        """Share of the text that is link text."""
        return self.link / self.size if self.size else 0.0

    @property
    def all_bold(self) -> bool:
        """Nothing but bold text, or a heading."""
        return bool(self.size) and (self.bold >= self.size * 0.95 or self.element.tag in HEADINGS)

    @property
    def all_slanted(self) -> bool:
        """Nothing but italic text."""
        return bool(self.size) and self.slanted >= self.size * 0.9

    @property
    def heading(self) -> bool:
        """In a heading element."""
        return self.element.tag in HEADINGS
