"""Selecting: CSS selectors over one page's tags, classes and ids, looked up once for all selectors.

What layouts use (tags, ids, classes, attributes, `:not()`, descendants and children) is answered from the index; the
rest of Selectors Level 3 by cssselect's XPath.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from cssselect import HTMLTranslator, parser
from lxml import etree

_SPACE = re.compile(r"[ \t\n\f\r]+")
_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)


@dataclass(frozen=True)
class _Compound:
    """The part of a selector that one element must match."""

    tag: str | None = None
    ids: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str, str], ...] = ()  # name, operator, value
    nots: tuple[_Compound, ...] = ()


@dataclass(frozen=True)
class _Chain:
    """Compounds from the left to the right, and the combinator (" " or ">") between each and the next."""

    compounds: tuple[_Compound, ...]
    combinators: tuple[str, ...]


class _BeyondIndexError(Exception):
    """A selector that the index does not answer."""


class Index:
    """The elements of a tree by tag, class and id, in document order."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self.classes: dict[str, list[etree._Element]] = defaultdict(list)
        self.ids: dict[str, list[etree._Element]] = defaultdict(list)
        self._tags: dict[str, list[etree._Element]] = {}
        self._attributes: dict[str, list[etree._Element]] = {}
        self._order: dict[etree._Element, int] = {}
        classes, ids, order = self.classes, self.ids, self._order
        for number, element in enumerate(root.iter(etree.Element)):
            order[element] = number
            get = element.get
            if names := get("class"):
                for name in names.split() if names.isascii() else _parted(names):
                    classes[name].append(element)
            if anchor := get("id"):
                ids[anchor].append(element)

    @cached_property
    def names(self) -> str:
        """All classes and ids in lower case, parted by spaces: what they do not speak of, the page does not have."""
        return " ".join((*self.classes, *self.ids)).lower()

    def tagged(self, tag: str) -> list[etree._Element]:
        """All elements of a tag."""
        found = self._tags.get(tag)
        if found is None:
            found = self._tags[tag] = list(self._root.iter(tag))
        return found

    def select(self, selector: str) -> list[etree._Element]:
        """Elements that match, in document order. Raise cssselect.SelectorError for a bad selector."""
        plan = _plan(selector)
        if isinstance(plan, etree.XPath):
            return list(plan(self._root))
        if len(plan) == 1:
            return self._matching(plan[0])
        found = [elements for chain in plan if (elements := self._matching(chain))]
        if len(found) < 2:
            return found[0] if found else []
        return self.sorted([element for elements in found for element in elements])

    def sorted(self, elements: list[etree._Element]) -> list[etree._Element]:
        """Each once, in document order."""
        if len(elements) < 2:
            return elements
        return sorted(dict.fromkeys(elements), key=self._order.__getitem__)

    def _matching(self, chain: _Chain) -> list[etree._Element]:
        """From the left to the right: the outermost elements are few, and mostly none."""
        first, *rest = chain.compounds
        if not all(map(self._possible, chain.compounds)):
            return []
        found = [element for element in self._candidates(first) if _is(element, first)]
        for combinator, wanted in zip(chain.combinators, rest, strict=True):
            if not found:
                break
            found = self._inside(found, wanted) if combinator == " " else self._below(found, wanted)
        return found

    def _possible(self, wanted: _Compound) -> bool:
        return all(name in self.classes for name in wanted.classes) and all(name in self.ids for name in wanted.ids)

    def _inside(self, outer: list[etree._Element], wanted: _Compound) -> list[etree._Element]:
        if wanted.classes or wanted.ids:
            around = set(outer)
            return [
                element
                for element in self._candidates(wanted)
                if _is(element, wanted) and not around.isdisjoint(element.iterancestors())
            ]
        if len(outer) > 1:  # what lies in another one holds nothing that the other does not
            around = set(outer)
            outer = [element for element in outer if around.isdisjoint(element.iterancestors())]
        every = (inner for element in outer for inner in element.iterdescendants(wanted.tag or etree.Element))
        found = [inner for inner in every if _is(inner, wanted)]
        return found if len(outer) < 2 else self.sorted(found)

    def _below(self, outer: list[etree._Element], wanted: _Compound) -> list[etree._Element]:
        found = [inner for element in outer for inner in element if _is(inner, wanted)]
        return found if len(outer) < 2 else self.sorted(found)

    def _candidates(self, wanted: _Compound) -> list[etree._Element]:
        """The shortest list that holds all elements that match."""
        if wanted.ids:
            return _once(self.ids.get(wanted.ids[0], []))
        if wanted.classes:
            return _once(min((self.classes.get(name, []) for name in wanted.classes), key=len))
        if wanted.tag:
            return self.tagged(wanted.tag)
        if wanted.attributes:
            return self._having(wanted.attributes[0][0])
        return list(self._order)

    def _having(self, attribute: str) -> list[etree._Element]:
        found = self._attributes.get(attribute)
        if found is None:
            found = self._attributes[attribute] = list(_having(attribute)(self._root))
        return found


def _parted(names: str) -> list[str]:
    """Class names as HTML parts them: at ASCII white space alone."""
    return [name for name in _SPACE.split(names) if name]


def _once(elements: list[etree._Element]) -> list[etree._Element]:
    """Without the neighbours that are the same: a class may be written twice in one attribute."""
    return elements if len(elements) < 2 else list(dict.fromkeys(elements))


def _is(element: etree._Element, wanted: _Compound) -> bool:
    if wanted.tag is not None and element.tag != wanted.tag:
        return False
    if wanted.ids and any(element.get("id") != number for number in wanted.ids):
        return False
    if wanted.classes:
        said = element.get("class") or ""
        names = said.split() if said.isascii() else _parted(said)
        if any(name not in names for name in wanted.classes):
            return False
    if wanted.attributes and not all(_has(element, *test) for test in wanted.attributes):
        return False
    return not any(_is(element, denied) for denied in wanted.nots)


def _has(element: etree._Element, name: str, operator: str, value: str) -> bool:
    said = element.get(name)
    if said is None or operator == "exists":
        return said is not None
    if operator == "=":
        return said == value
    if not value:
        return False
    if operator == "^=":
        return said.startswith(value)
    return said.endswith(value) if operator == "$=" else value in said


@lru_cache(maxsize=2048)
def _plan(selector: str) -> tuple[_Chain, ...] | etree.XPath:
    parsed = parser.parse(selector)
    try:
        return tuple(_chain(one) for one in parsed)
    except _BeyondIndexError:
        return etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant-or-self::"))


@lru_cache(maxsize=256)
def _having(attribute: str) -> etree.XPath:
    return etree.XPath(f"descendant-or-self::*[@{attribute}]")


def _chain(selector: parser.Selector) -> _Chain:
    if selector.pseudo_element is not None:
        raise _BeyondIndexError
    compounds, combinators = [], []
    tree = selector.parsed_tree
    while isinstance(tree, parser.CombinedSelector):
        if tree.combinator not in (" ", ">"):
            raise _BeyondIndexError
        compounds.append(_compound(tree.subselector))
        combinators.append(tree.combinator)
        tree = tree.selector
    return _Chain((_compound(tree), *reversed(compounds)), tuple(reversed(combinators)))


def _compound(tree: Any) -> _Compound:
    ids: list[str] = []
    classes: list[str] = []
    attributes: list[tuple[str, str, str]] = []
    nots: list[_Compound] = []
    while not isinstance(tree, parser.Element):
        if isinstance(tree, parser.Hash):
            ids.append(tree.id)
        elif isinstance(tree, parser.Class):
            classes.append(tree.class_name)
        elif isinstance(tree, parser.Attrib) and not tree.namespace:
            attributes.append(_attribute(tree))
        elif isinstance(tree, parser.Negation) and not isinstance(tree.subselector, parser.CombinedSelector):
            nots.append(_compound(tree.subselector))
        else:
            raise _BeyondIndexError
        tree = tree.selector
    if tree.namespace:
        raise _BeyondIndexError
    tag = tree.element.lower() if tree.element else None
    return _Compound(tag, tuple(ids), tuple(classes), tuple(attributes), tuple(nots))


def _attribute(tree: parser.Attrib) -> tuple[str, str, str]:
    if tree.operator not in ("exists", "=", "^=", "$=", "*=") or not _NAME.fullmatch(tree.attrib):
        raise _BeyondIndexError
    return tree.attrib.lower(), tree.operator, "" if tree.value is None else str(tree.value.value)
