"""Requisites: what a page or a style sheet needs to look as it does. Pure: a Page or CSS in, absolute URLs out.

Pictures, styles, scripts, fonts and posters, in document order; films, sound, frames and plug-ins are not among them,
nor what a script would load by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from lxml import etree

from newsarchive import urls
from newsarchive.discovery.addresses import on_hosts

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page

ASKED: Final = 500  # addresses of a page, or of a style sheet, that a crawl asks for
SHEETS: Final = 5  # style sheets that lead to one another
STYLE_LIMIT: Final = 1_000_000  # characters of a style sheet that are looked through
_MOST: Final = 2000  # addresses of a page or sheet that are looked at
_LINKS: Final = frozenset({"stylesheet", "icon", "apple-touch-icon", "mask-icon", "modulepreload"})
_PRELOADED: Final = frozenset({"style", "script", "font", "image"})
# Where pictures stand, and where pages keep those that a script shows late.
_PICTURES: Final = ("src", "poster", "background", "data-src", "data-original", "data-lazy-src", "data-lazy", "data-bg")
_SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_WITH_PICTURES: Final = frozenset(
    {"img", "source", "video", "input", "body", "table", "td", "th", "tr", "div", "a", "span", "section", "amp-img"}
)
_CANDIDATE: Final = re.compile(r"([^\s,]\S*+)(?:\s[^,]*+)?")
# Elements that may ask for something, found in C: a page has thousands that don't.
_CARRIERS: Final = etree.XPath(
    f"//link | //style | //script[@src] | //image | //use | //*[contains(@style, 'url(')"
    f" or {' or '.join(f'@{name}' for name in (*_PICTURES, *_SETS))}]"
)
# CSS Syntax Level 3: comments and strings are passed over, those without an end as far as they reach: else each quote
# in them would be looked at again. Each branch begins with a letter, so that re searches for those letters alone.
_TOKEN: Final = re.compile(
    r"""/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*+(?:"|\n|\\?\Z)|'(?:[^'\\\n]|\\.)*+(?:'|\n|\\?\Z)|u[rR][lL]\(|U[rR][lL]\(|@[iI][mM][pP][oO][rR][tT]""",
    re.DOTALL,
)
_QUOTED: Final = re.compile(r"""\s*+(?:"(?P<double>(?:[^"\\\n]|\\.)*+)"|'(?P<single>(?:[^'\\\n]|\\.)*+)')""", re.DOTALL)
_BARE: Final = re.compile(r"""\s*+(?P<bare>(?:[^\s"'()\\]|\\[0-9a-fA-F]{1,6}+\s?|\\.)++)\s*+\)""", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(\n)|(.))", re.DOTALL)


def of_page(page: Page, hosts: Sequence[str] = ()) -> list[str]:
    """What a page of the source on `hosts` needs: URLs without fragment, each once.

    A script on a host that gives this page nothing to look at, and that is not the source's, counts or advertises: it
    is left out.
    """
    shown: dict[str, bool] = {}  # URL: whether it is a script
    asked = ((element, *each) for element in _CARRIERS(page.root) for each in _of_element(element))
    for element, href, is_script in islice(asked, _MOST):
        url = page.resolve(href)
        if url and not _inside_noscript(element):
            shown.setdefault(url.partition("#")[0], is_script)
    giving = [*hosts, *{urls.host(url) for url, is_script in shown.items() if not is_script}] if hosts else []
    return [url for url, is_script in shown.items() if not is_script or on_hosts(url, giving)]


def of_style(text: str, address: str) -> list[str]:
    """What a style sheet at `address` needs: other sheets, fonts, pictures; URLs without fragment, each once."""
    found: dict[str, None] = {}
    for href in islice(_in_style(text), _MOST):
        url = urls.resolve(address, href)
        if url:
            found.setdefault(url.partition("#")[0])
    return list(found)


def _inside_noscript(element: Element) -> bool:
    """Replayers run scripts: what stands there for readers without them repeats what is elsewhere."""
    return any(above.tag == "noscript" for above in element.iterancestors("noscript"))


def _of_element(element: Element) -> Iterator[tuple[str, bool]]:
    tag = str(element.tag)
    if tag == "link":
        yield from _of_link(element)
    elif tag == "script":
        if element.get("src"):
            yield element.get("src", ""), True
    elif tag == "style":
        yield from ((href, False) for href in _in_style(element.text or ""))
    elif tag in ("image", "use"):
        yield element.get("href") or element.get("xlink:href") or "", False
    elif tag in _WITH_PICTURES:
        yield from ((href, False) for href in _pictures(element, tag))
    if "url(" in element.get("style", ""):
        yield from ((href, False) for href in _in_style(element.get("style", "")))


def _of_link(element: Element) -> Iterator[tuple[str, bool]]:
    relations = set(element.get("rel", "").lower().split())
    kind = element.get("as", "").lower()
    if relations & _LINKS or ("preload" in relations and kind in _PRELOADED):
        yield element.get("href", ""), kind == "script" or "modulepreload" in relations
        yield from ((href, False) for href in _candidates(element.get("imagesrcset", "")))


def _pictures(element: Element, tag: str) -> Iterator[str]:
    films = tag == "video" or (tag == "source" and not any(element.get(name) for name in _SETS))
    for name in _PICTURES:
        value = element.get(name)
        if value and not (films and name != "poster"):
            yield value
    for name in _SETS:
        yield from _candidates(element.get(name, ""))


def _candidates(value: str) -> Iterator[str]:
    """The addresses of a srcset (HTML Living Standard, 4.8.4.2.1), of all sizes: a replayer's window may be any."""
    for match in _CANDIDATE.finditer(value):
        yield match[1].rstrip(",")


def _in_style(text: str) -> Iterator[str]:
    text = text[:STYLE_LIMIT]
    end = 0
    while token := _TOKEN.search(text, end):
        start, end = token.span()
        kind = token[0][0]
        if kind not in "uU@" or (kind != "@" and start and (text[start - 1].isalnum() or text[start - 1] in "-_")):
            continue
        quoted = _QUOTED.match(text, end)
        bare = None if quoted or kind == "@" else _BARE.match(text, end)
        href = (quoted["double"] or quoted["single"]) if quoted else bare and bare["bare"]
        if href:
            yield _ESCAPE.sub(_unescaped, href)
        end = (quoted or bare or token).end()


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[3] or ""
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"
