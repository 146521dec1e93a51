"""Boxes: elements that the page names as breadcrumb, tags, author; and values with the rule that gave them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lxml import etree
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page


class Named(NamedTuple):
    """Values and the rule that gave them."""

    values: list[str]
    rule: str


def names_of(element: Element, *more: str) -> str:
    """What the markup calls an element: its class, its id and further attributes, in one string."""
    return " ".join(filter(None, (element.get(name) for name in ("class", "id", *more))))


def first_here(near: Iterable[Element], anywhere: etree.XPath, word: str, page: Page) -> Iterator[Element]:
    """The boxes around the article's own lines; where none of them serves, those of the whole page.

    `word` must stand in the markup for `anywhere` to match: looking for it costs next to nothing.
    """
    yield from near
    if word in page.text:
        yield from anywhere(page.root)


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
                hit = seen[element] = bool(name.search(names_of(element, "data-role", "aria-label", "itemtype")))
            if hit:
                box = element
            element = element.getparent()
        if box is not None:
            boxes.setdefault(box, []).append(block)
    return boxes


def place(element: Element) -> list[int]:
    """Where an element stands in its page: a key that sorts in document order, an ancestor's before its own."""
    steps: list[int] = []
    parent = element.getparent()
    while parent is not None:
        steps.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return steps[::-1]
