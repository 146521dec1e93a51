"""Boxes: elements that the page names as breadcrumb, tags, author; and values with the rule that gave them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page


_BEGINNING = etree.XPath("//body//text()[starts-with(normalize-space(.), $label)]")


class Named(NamedTuple):
    """Values and the rule that gave them."""

    values: list[str]
    rule: str


def names_of(element: Element, *more: str) -> str:
    """What the markup calls an element: its class, its id and further attributes, in one string."""
    said = element.get("class") or ""
    for name in ("id", *more):
        if value := element.get(name):
            said = f"{said} {value}" if said else value
    return said


def called_author(element: Element | None) -> bool:
    """Whether the markup calls it, or what is close around it, the author's."""
    for _ in range(3):
        if element is None:
            return False
        names = names_of(element).lower()
        if "author" in names or "tacgia" in names or "tac-gia" in names:
            return True
        element = element.getparent()
    return False


class ClassedBoxes:
    """The page's elements whose class or id speaks of something, such as a breadcrumb or tags."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def of(self, *words: str) -> Iterator[Element]:
        """Those whose class or id holds one of the words, in document order."""
        index = self._page.index
        if not any(word in index.names for word in words):
            return
        yield from index.sorted(
            [
                element
                for names in (index.classes, index.ids)
                for name, elements in names.items()
                if any(word in name.lower() for word in words)
                for element in elements
            ]
        )

    def labelled(self, *labels: str) -> Iterator[Element]:
        """Elements whose text begins with one of the labels and is little else."""
        for label in labels:
            if label in self._page.text:
                for node in _BEGINNING(self._page.root, label=label):
                    parent = node.getparent()
                    if parent is not None and not node.is_tail and len(node) <= len(label) + 4:
                        yield parent

    def tag_links(self) -> list[Element]:
        """Links that say themselves, by rel=tag, that they lead to a tag's page; categories say so too and more."""
        links = self._page.css("a[rel]")
        return [link for link in links if "tag" in (rel := (link.get("rel") or "").split()) and "category" not in rel]


def named_boxes(blocks: list[Block], name: re.Pattern[str], levels: int) -> dict[Element, list[Block]]:
    """Blocks grouped by the outermost of their nearest elements whose class, id or role matches `name`."""
    boxes: dict[Element, list[Block]] = {}
    seen: dict[Element, bool] = {}
    for block in blocks:
        element: Element | None = block.element
        box: Element | None = None
        for _ in range(levels):
            if element is None:
                break
            if (hit := seen.get(element)) is None:
                hit = seen[element] = bool(
                    name.search(names_of(element, "data-role", "data-testid", "aria-label", "itemtype"))
                )
            if hit:
                box = element
            element = element.getparent()
        if box is not None:
            boxes.setdefault(box, []).append(block)
    return boxes


def holds_little(element: Element, most: float) -> bool:
    """Whether it holds at most so many characters."""
    size = 0
    for part in element.itertext():
        size += len(part.strip())
        if size > most:
            return False
    return True


def place(element: Element) -> list[int]:
    """Where an element stands in its page: a key that sorts in document order, an ancestor's before its own."""
    steps: list[int] = []
    parent = element.getparent()
    while parent is not None:
        steps.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return steps[::-1]
