"""Look: what one page shows of its site - platform, structured data, feeds, and where the generic reader found the
text.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from newsarchive import platforms, urls
from newsarchive.extraction import Layout, Source, css, paragraphs, read_article
from newsarchive.extraction.rules import articles, displayed, types_of
from newsarchive.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.items import Article
    from newsarchive.page import Page

_IDENT = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")  # a CSS identifier that needs no escapes
_STRUCTURED = ("headline", "datePublished", "dateModified", "author", "articleSection", "keywords", "description")
_METAS = ("og:title", "og:description", "og:site_name", "article:published_time", "article:section", "description")


@dataclass
class Findings:
    """What a page shows. Selectors are None where the page gives no short one."""

    article: Article
    platform: type[Layout] | None = None
    structured: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    publisher: str | None = None
    title: str | None = None
    lead: str | None = None
    body: str | None = None

    def layout(self, name: str) -> type[Layout] | None:
        """The platform's layout, else one of the source's own, where the text has an element of its own; its year is
        the page's.
        """
        if self.platform is not None or self.body is None:
            return self.platform
        year = (self.article.date or "")[:4] or "2026"
        rules: dict[str, object] = {"fingerprint": self.body, "body": paragraphs(self.body)}
        rules |= {"title": css(self.title)} if self.title and self.title != "h1" else {}
        rules |= {"lead": css(self.lead)} if self.lead else {}
        return type(f"{name.capitalize()}{year}", (Layout,), rules)


def look(page: Page, name: str) -> Findings:
    """Read the page generically and say what it shows. Raise NotAnArticle."""
    host = urls.host(page.url)
    found = Findings(read_article(page, Source(name=name, hosts=(host,)), generic=True))
    found.platform = next((layout for layout in layouts() if layout.matches(page)), None)
    found.structured = _structured(page)
    found.feeds = _feeds(page, host)
    found.publisher = next(iter(page.meta("og:site_name")), None)
    if found.platform is None:
        found.title = _selector(page, _displaying(page, found.article.title))
        found.lead = _selector(page, _displaying(page, found.article.lead))
        found.body = _selector(page, _home(page, (found.article.body or "").split("\n\n")))
    return found


def layouts() -> list[type[Layout]]:
    """Every layout of the platforms."""
    modules = [
        importlib.import_module(f"{platforms.__name__}.{module.name}")
        for module in pkgutil.iter_modules(platforms.__path__)
    ]
    return [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Layout) and value.__module__ == module.__name__
    ]


def _structured(page: Page) -> list[str]:
    """The fields that JSON-LD and meta elements give."""
    said = [f"json_ld:{name}" for name in _STRUCTURED if any(thing.get(name) for thing in articles(page)[:1])]
    if any("BreadcrumbList" in types_of(thing) for thing in page.json_ld):
        said.append("json_ld:BreadcrumbList")
    return said + [f"meta:{name}" for name in _METAS if page.meta(name)]


def _feeds(page: Page, host: str) -> list[str]:
    """The feeds that the page's head names, on its own host."""
    found = []
    for link in page.all("link"):
        if "rss" in (link.get("type") or "") or "atom" in (link.get("type") or ""):
            target = page.resolve(link.get("href") or "")
            if target and urls.host(target).removeprefix("www.") == host.removeprefix("www."):
                found.append(target)
    return list(dict.fromkeys(found))


def _displaying(page: Page, text: str | None) -> Element | None:
    """The innermost element that displays exactly this text."""
    if not text or page.body is None:
        return None
    found = None
    for element in page.body.iter("h1", "h2", "h3", "p", "div", "span", "strong"):
        if abs(sum(map(len, element.itertext())) - len(text)) < 400 and clean(displayed(element)) == text:
            found = element
    return found


def _home(page: Page, texts: list[str]) -> Element | None:
    """The element that holds all paragraphs of the text."""
    held = [element for text in texts[:1] + texts[-1:] if (element := _displaying(page, text)) is not None]
    if not held:
        return None
    around = [held[0], *held[0].iterancestors()]
    for element in around[1:]:
        if all(other is element or element in other.iterancestors() for other in held):
            return element
    return None


def _selector(page: Page, element: Element | None) -> str | None:
    """A short selector that the page's one element of that kind matches: by id, by class, with its tag."""
    if element is None:
        return None
    number = element.get("id") or ""
    ways = [f"#{number}"] if _IDENT.fullmatch(number) and not any(map(str.isdigit, number)) else []
    ways += [f"{element.tag!s}.{name}" for name in (element.get("class") or "").split() if _IDENT.fullmatch(name)]
    for way in [*ways, str(element.tag)]:
        if page.css(way)[:2] == [element]:
            return way
    return None
