"""The index answers every selector as cssselect's XPath does."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from cssselect import HTMLTranslator, SelectorError
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsarchive.page import Page
from newsarchive.sources import spiders

GOLDEN = Path(__file__).resolve().parent / "golden"
LAYOUTS = sorted({layout for spider in spiders().values() for layout in spider.layouts}, key=lambda cls: cls.__name__)


@lru_cache(maxsize=1)
def pages() -> list[Page]:
    files = sorted(GOLDEN.glob("*/*.html"))[::7]
    return [Page(file.read_bytes(), "https://bao.example/a-1") for file in files if file.parent.name != "not_articles"]


def by_xpath(page: Page, selector: str) -> list[etree._Element]:
    found = etree.XPath(HTMLTranslator().css_to_xpath(selector, prefix="descendant-or-self::"))(page.root)
    return list(found)


def test_the_selectors_of_all_layouts() -> None:
    selectors = {layout.fingerprint for layout in LAYOUTS}
    selectors |= {part for layout in LAYOUTS if layout.body for part in layout.body.selectors}
    selectors |= {layout.body.drop for layout in LAYOUTS if layout.body and layout.body.drop}
    for selector in sorted(selectors):
        for page in pages():
            assert page.css(selector) == by_xpath(page, selector), selector


SIMPLE = st.sampled_from([
    "p", "div", "a", "*", "h1", "td", ".title", ".sapo", ".content", ".detail-content", "#content", "#main", "P",
    "[href]", "[class]", "a[href]", "img[src*=jpg]", "a[href^='/']", "a[href$=htm]", "p:not(.sapo)", "div.content",
    "[data-role=content]", "p:first-child", "li:nth-child(2)", "div:has(p)", ".a.b", "[class~=title]", "DIV.title",
    "[lang|=vi]", "p:empty", "html", "body", "div:not([class])", "div.content#content",
])  # fmt: skip
SELECTOR = st.lists(
    st.builds(
        lambda parts, joints: "".join(part + joint for part, joint in zip(parts, [*joints, ""], strict=False)),
        st.lists(SIMPLE, min_size=1, max_size=3),
        st.lists(st.sampled_from([" ", " > ", " + ", " ~ "]), min_size=2, max_size=2),
    ).map(lambda text: text.rstrip(" >+~")),
    min_size=1,
    max_size=3,
).map(", ".join)


@given(SELECTOR, st.integers(0, 1000))
def test_any_selector(selector: str, number: int) -> None:
    page = pages()[number % len(pages())]
    assert page.css(selector) == by_xpath(page, selector)


@pytest.mark.parametrize("selector", ["", "p >", "..a", "a[", ":nope(", "p,,a", "#"])
def test_a_bad_selector_is_an_error(selector: str) -> None:
    with pytest.raises(SelectorError):
        pages()[0].css(selector)


@pytest.mark.parametrize(
    ("markup", "selector", "count"),
    [
        ("<p class='a a'>x</p>", ".a", 1),
        ("<p class='a\tb\nc'>x</p>", ".b.c", 1),
        ("<p class='A'>x</p>", ".a", 0),
        ("<p id=x>1</p><p id=x>2</p>", "#x", 2),
        ("<div class=a><div class=a><p>x</p></div></div>", ".a p", 1),
        ("<div class=a><div class=a><p>x</p></div></div>", ".a > p", 1),
        ("<div class=a><p>1</p><div class=a><p>2</p></div><p>3</p></div>", ".a > p", 3),
        ("<p class='a\u00a0b'>x</p>", ".a", 0),
        ("<div><div><div><p>1</p></div><p>2</p></div></div>", "div p", 2),
        ("<p data-x=''>x</p>", "[data-x]", 1),
        ("<p data-x='a'>x</p>", "[data-x='']", 0),
        ("<p data-x='a'>x</p>", "[data-x*='']", 0),
    ],
)
def test_edges(markup: str, selector: str, count: int) -> None:
    page = Page(f"<html><body>{markup}</body></html>".encode(), "https://bao.example/a")
    found = page.css(selector)
    assert len(found) == count
    assert found == by_xpath(page, selector)


def test_nested_elements_are_searched_once() -> None:
    markup = "<div class=x>" * 1500 + "<a>x</a>" * 20_000 + "</div>" * 1500
    assert len(Page(f"<html><body>{markup}".encode(), "https://bao.example/a").css("div.x a")) == 20_000
