"""Rules: where a layout finds a field. `css(...) | meta(...)` tries the left one first; str(rule) is the word of
provenance.
"""

from __future__ import annotations

import html
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from newsarchive.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page


class Found(NamedTuple):
    """What a rule found: clean values in order (never empty ones), the elements they stand in, the rule's words."""

    values: list[str]
    elements: list[Element]
    rule: str


class Rule(ABC):
    """One way to find a field; `rule | other` falls back to the other where this one finds nothing."""

    @abstractmethod
    def find(self, page: Page) -> Found | None:
        """Look in the page; None where there is nothing."""

    def __or__(self, other: Rule) -> Either:
        return Either((*_ways(self), *_ways(other)))


@dataclass(frozen=True)
class Css(Rule):
    """Text (or one attribute) of the elements that match a CSS selector."""

    selector: str
    attribute: str | None = None

    def find(self, page: Page) -> Found | None:
        """Elements without text (or attribute) do not count."""
        values: list[str] = []
        elements: list[Element] = []
        for element in page.css(self.selector):
            raw = element.get(self.attribute) if self.attribute else displayed(element)
            if value := clean(raw):
                values.append(value)
                elements.append(element)
        return Found(values, elements, str(self)) if values else None

    def __str__(self) -> str:
        return f"css:{self.selector}" + (f"@{self.attribute}" if self.attribute else "")


@dataclass(frozen=True)
class Meta(Rule):
    """Content of the meta elements with a name, property or itemprop."""

    name: str

    def find(self, page: Page) -> Found | None:
        """All contents, in order."""
        values = page.meta(self.name)
        return Found(values, [], str(self)) if values else None

    def __str__(self) -> str:
        return f"meta:{self.name}"


@dataclass(frozen=True)
class JsonLd(Rule):
    """Strings at a dotted path of the article object (NewsArticle and its kin) in the page's JSON-LD."""

    path: str

    def find(self, page: Page) -> Found | None:
        """All strings at the path; lists are followed, other values left out."""
        for thing in articles(page):
            values = [value for text in _at(thing, self.path.split(".")) if (value := clean(html.unescape(text)))]
            if values:
                return Found(values, [], str(self))
        return None

    def __str__(self) -> str:
        return f"json_ld:{self.path}"


@dataclass(frozen=True)
class Either(Rule):
    """The first of several rules that finds anything."""

    ways: tuple[Rule, ...]

    def find(self, page: Page) -> Found | None:
        """What the first successful rule found, under that rule's own words."""
        return next((found for way in self.ways if (found := way.find(page))), None)

    def __str__(self) -> str:
        return " | ".join(map(str, self.ways))


class Place(NamedTuple):
    """Where the text stands, the selector in provenance's words, and what inside it is no part of the article."""

    element: Element
    rule: str
    drop: frozenset[Element]


@dataclass(frozen=True)
class Paragraphs:
    """The element that holds the article's text; `drop` selects what inside it is no part of the article."""

    selectors: tuple[str, ...]
    drop: str | None = None

    def find(self, page: Page) -> Place | None:
        """The first match, selector by selector, that holds text; several side by side are one text in parts,
        with the figures before them.
        """
        for selector in self.selectors:
            held = [element for element in page.css(selector) if any(count > 20 for count in _sizes(element))]
            if not held:
                continue
            drop = frozenset(page.css(self.drop)) if self.drop else frozenset()
            home = held[0].getparent()
            parts = [element for element in held if element.getparent() is home]
            if len(parts) == 1 or home is None:
                return Place(held[0], f"css:{selector}", drop)
            ahead = {child for child in home.iterchildren("figure") if home.index(child) < home.index(parts[0])}
            return Place(home, f"css:{selector}", drop | ({*home} - {*parts} - ahead))
        return None


def css(selector: str, attribute: str | None = None) -> Css:
    """Text of what a CSS selector matches, or one of its attributes."""
    return Css(selector, attribute)


def meta(name: str) -> Meta:
    """Content of a meta element."""
    return Meta(name)


def json_ld(path: str) -> JsonLd:
    """Strings at a dotted path of the page's article object."""
    return JsonLd(path)


def paragraphs(*selectors: str, drop: str | None = None) -> Paragraphs:
    """The article's text stands in the first match that has text, selectors tried in order, without what `drop`
    matches.
    """
    return Paragraphs(selectors, drop)


def articles(page: Page) -> list[dict[str, Any]]:
    """The JSON-LD objects whose type is an article."""
    return [
        thing for thing in page.json_ld if any("Article" in kind or kind == "BlogPosting" for kind in types_of(thing))
    ]


def types_of(thing: dict[str, Any]) -> list[str]:
    """The @type of a JSON-LD object, always as a list."""
    kinds = thing.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def displayed(element: Element) -> str:
    """The element's text, with a space where a block or line begins; scripts and styles left out."""
    parts: list[str] = []
    for node in element.iter():
        if node.tag in _UNSEEN:
            parts.append(" ")
        else:
            if node.tag in _BREAKING:
                parts.append(" ")
            parts.append(node.text or "")
        if node is not element:
            parts.append(node.tail or "")
    return "".join(parts)


_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg"})
_BREAKING = frozenset({"br", "p", "div", "li", "td", "tr", "h1", "h2", "h3", "h4", "ul", "section"})


def _sizes(element: Element) -> Iterator[int]:
    """Characters of its text, as they add up."""
    return accumulate(len(text.strip()) for text in element.itertext())


def _at(value: Any, path: list[str]) -> Iterator[str]:
    if isinstance(value, list):
        for item in value[:50]:
            yield from _at(item, path)
    elif path and isinstance(value, dict):
        yield from _at(value.get(path[0]), path[1:])
    elif not path and isinstance(value, str):
        yield value


def _ways(rule: Rule) -> tuple[Rule, ...]:
    return rule.ways if isinstance(rule, Either) else (rule,)
