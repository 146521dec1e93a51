"""Elements: how browsers display each HTML element."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Not displayed, or no part of running text.
SKIP: Final = frozenset({
    "script", "style", "noscript", "template", "svg", "button", "select", "option", "textarea", "input", "ins",
    "canvas", "map", "head", "link", "meta", "dialog", "object", "embed", "label", "fieldset", "datalist",
    "progress", "track", "param", "base", "col", "colgroup", "hr", "wbr",
})  # fmt: skip
BLOCK: Final = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "tbody", "thead",
    "tfoot", "tr", "td", "th", "caption", "blockquote", "section", "article", "header", "main", "figure",
    "figcaption", "center", "pre", "form", "address", "details", "summary", "aside", "nav", "footer", "body",
    "html", "hgroup",
})  # fmt: skip
MEDIA: Final = frozenset({"img", "amp-img", "video", "audio", "iframe"})
BOLD: Final = frozenset({"b", "strong"})
SLANTED: Final = frozenset({"i", "em", "cite"})
INLINE: Final = frozenset({
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub",
    "sup", "u", "time", "label", "br", "img", "bdi", "bdo", "ins", "var",
})  # fmt: skip
# A line or a list of lines: the article is the element around it.
LINE: Final = frozenset({
    "p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption", "pre", "td", "th", "tr",
    "ul", "ol", "tbody", "caption",
})  # fmt: skip
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Classes for text that only screen readers say.
_UNSEEN_CLASS: Final = re.compile(
    r"(?:^|\s)(?:(?:u-)?visually-?hidden|sr-only|screen-reader(?:-text)?|off-?screen|a11y-hidden)(?:\s|$)"
)


def unseen(element: Element) -> bool:
    """Hidden by attribute or by the name of its class."""
    if element.get("hidden") is not None:
        return True
    names = element.get("class")
    return bool(names) and _is_unseen(str(names))


def is_menu(nav: Element) -> bool:
    """Whether it holds many links; a breadcrumb has few."""
    return sum(1 for _ in islice(nav.iter("a"), 7)) > 6


@lru_cache(maxsize=8192)
def _is_unseen(names: str) -> bool:
    return bool(_UNSEEN_CLASS.search(names))
