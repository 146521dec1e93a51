"""Page: the bytes of one response decoded and parsed once, and what its head says; the only room that knows the HTML
parser.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from lxml import etree

from newsarchive import charsets, urls
from newsarchive.errors import UnreadablePage
from newsarchive.selecting import Index
from newsarchive.text import clean

MAX_BYTES = 20_000_000  # no article needs more; larger input is refused before it is decoded
_MAGIC = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
    b"ID3",
    b"OggS",
    b"\x7fELF",
    b"wOF",
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>", re.IGNORECASE)
_REPEATED_ROOT = re.compile(r"<(?:/(?:html|body)\s*|!doctype[^>]*|(?:html|body)\b[^>]*)>", re.IGNORECASE)
_JSON_WRAPPING = re.compile(
    r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>|\]\]>|/\*\]\]>\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_OTHER_XML = re.compile(
    r"^\s*(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg|wml)\b", re.IGNORECASE | re.DOTALL
)
_PLAIN_URL = re.compile(r"https?://(?:[a-z][a-z0-9-]{0,60}\.){1,5}[a-z]{2,6}/[A-Za-z0-9._~/-]*\Z")  # nothing to resolve
_LANGUAGE = re.compile(r"^([a-z]{2,3})(?:[-_]([a-z]{2}))?(?:[-_].*)?$", re.IGNORECASE)
_JSON_LD_LIMIT = 200
_LONG = 100_000  # characters of a page that are too few for the tag below
_LONG_TAG = 40_000
_ATTRIBUTES = 5000


class Page:
    """One HTML page. Raise UnreadablePage(`empty`, `too_large`, `binary`, `no_html` or `unparsable`) when built from
    anything else.
    """

    def __init__(
        self,
        body: bytes,
        url: str,
        *,
        content_type: str | None = None,
        fetched_at: datetime | None = None,
        truncated: bool = False,
    ) -> None:
        self.url = url
        self.fetched_at = fetched_at
        self.truncated = truncated
        self.text, self.encoding = _decode(body, content_type)
        self.root = _parse(self.text, body if self.encoding == "utf-8" else None)

    @cached_property
    def body(self) -> etree._Element | None:
        """The body element; None for a frameset."""
        found = self.root.find("body")
        return found if found is not None else None

    def css(self, selector: str) -> list[etree._Element]:
        """Elements that match a CSS selector, in document order. Raise cssselect.SelectorError for a bad selector."""
        return self.index.select(selector)

    def graft(self, element: etree._Element, markup: str) -> None:
        """Put into an element what a script of the page would: a fragment of HTML in the place of what it holds."""
        try:
            fragment = etree.fromstring(f"<div>{markup.replace(chr(0), '')}</div>".encode("utf-8", "replace"), _PARSER)
        except (etree.LxmlError, ValueError):
            return
        held = fragment.find("body/div") if fragment is not None else None
        if held is not None:
            element[:] = list(held)
            element.text = held.text
            vars(self).pop("index", None)

    def all(self, tag: str) -> list[etree._Element]:
        """Every element of a tag, in order."""
        return self.index.tagged(tag)

    @cached_property
    def index(self) -> Index:
        """The page's elements by tag, class and id."""
        return Index(self.root)

    def meta(self, name: str) -> list[str]:
        """Clean contents of the meta elements with this name, property or itemprop, in order, without the empty
        ones.
        """
        name = name.lower()
        known = self._said.get(name)
        if known is None:
            contents = self._metas.get(name, ())
            known = self._said[name] = [value for content in contents if (value := clean(_unescape(content)))]
        return known

    @cached_property
    def _said(self) -> dict[str, list[str]]:
        return {}

    @cached_property
    def _metas(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for element in self.all("meta"):
            name = element.get("property") or element.get("name") or element.get("itemprop")
            content = element.get("content")
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
        return found

    @cached_property
    def json_ld(self) -> list[dict[str, Any]]:
        """Every object of the page's JSON-LD blocks, @graph flattened; broken blocks are left out."""
        found: list[dict[str, Any]] = []
        for element in self.all("script"):
            if "ld+json" in (element.get("type") or "").lower() and element.text:
                _flatten(_load_json(element.text), found)
        return found

    @cached_property
    def base_url(self) -> str:
        """What relative links are resolved against: base href, else the page's own URL."""
        for element in self.all("base"):
            href = element.get("href")
            if href:
                return urls.resolve(self.url, href.strip()) or self.url
        return self.url

    @cached_property
    def canonical_url(self) -> str | None:
        """The URL that the page declares: link rel=canonical, else og:url; absolute."""
        for element in self.all("link"):
            if (element.get("rel") or "").lower() == "canonical" and element.get("href"):
                return self.resolve(element.get("href", ""))
        declared = self.meta("og:url")
        return self.resolve(declared[0]) if declared else None

    @cached_property
    def language(self) -> str | None:
        """What the page says of its language, as BCP 47: html lang, else content-language, og:locale."""
        said = [
            self.root.get("lang"),
            self.root.get("xml:lang"),
            *self.meta("content-language"),
            *self.meta("og:locale"),
        ]
        for value in said:
            match = _LANGUAGE.match((value or "").strip())
            if match:
                region = f"-{match[2].upper()}" if match[2] else ""
                return match[1].lower() + region
        return None

    def resolve(self, href: str) -> str | None:
        """Absolute http(s) URL of a link on this page; None for anything else."""
        if len(href) < 500 and _PLAIN_URL.match(href):
            return href
        return urls.resolve(self.base_url, href.strip())

    def links(self) -> Iterator[tuple[str, str]]:
        """(absolute URL, clean text) of every http(s) link, in order."""
        for element in self.root.iter("a"):
            href = element.get("href")
            target = self.resolve(href) if href else None
            if target:
                yield target, clean("".join(element.itertext()))


def _decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    if not body.strip():
        raise UnreadablePage("empty", "the response has no body")
    if len(body) > MAX_BYTES:
        raise UnreadablePage("too_large", f"{len(body)} bytes; the limit is {MAX_BYTES}")
    if body.startswith(_MAGIC) and not body.startswith(b"\x00\x00\xfe\xff"):
        raise UnreadablePage("binary", f"the bytes start as {body[:4]!r}")
    decoded = charsets.decode(body, content_type)
    text = decoded.text
    head = text[:4096]
    if len(_CONTROL.findall(head)) * 20 > len(head):
        raise UnreadablePage("binary", "more than 5 % control characters")
    if "<" not in head and "<" not in text:
        raise UnreadablePage("no_html", "no tag in the whole response")
    return text, decoded.encoding


# Comments stay out of the tree (their tails join the text around them); huge_tree lifts libxml2's depth limit to 2048,
# after which it stops reading: bounded, whatever the input.
_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)


def _parse(text: str, raw: bytes | None) -> etree._Element:
    """Parse decoded text; `raw` is its UTF-8 where it came as that, so that it need not be encoded again."""
    if len(text) > _LONG and _overloaded(text):
        raise UnreadablePage("too_large", "a tag with thousands of attributes")  # for which libxml2 takes minutes
    declared = _XML_DECLARATION.match(text)
    markup = text[declared.end() :] if declared else text
    if match := _OTHER_XML.match(markup[:4096]):
        raise UnreadablePage("no_html", f"XML of another kind: {match[0][-20:].strip()}")
    if raw is None or b"\x00" in raw:
        markup = markup.replace("\x00", "")
    if raw is None or _goes_on(raw):
        markup = _one_root(markup)
    whole = raw is not None and markup is text and not raw.startswith(b"\xef\xbb\xbf") and len(raw) >= len(text)
    try:
        root = etree.fromstring(raw if whole and raw else markup.encode("utf-8", "replace"), _PARSER)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadablePage("unparsable", str(error)) from error
    if root is None or root.tag != "html":
        raise UnreadablePage("no_html", "no element in the whole response")
    return root


def _overloaded(text: str) -> bool:
    """Whether there is a tag with thousands of attributes."""
    pieces = text.split(">")
    if len(max(pieces, key=len)) <= _LONG_TAG:
        return False
    long = [piece[piece.rfind("<") :] for piece in pieces if len(piece) > _LONG_TAG]
    return any(len(tag.split(None, _ATTRIBUTES)) > _ATTRIBUTES for tag in long)


def _goes_on(raw: bytes) -> bool:
    """Whether there are tags behind the end of the root."""
    last = raw.rfind(b"</html")
    if last < 0:
        return False
    return raw.find(b"<", last + 7) >= 0 or raw.rfind(b"</html", 0, last) >= 0  # backwards is ten times as fast


def _one_root(markup: str) -> str:
    """Drop second and later html and body tags: libxml2 would put what follows a closed root beside the tree."""
    end = markup.find("</html")
    if end < 0 or markup.find("<", end + 7) < 0:
        return markup
    seen: set[str] = set()

    def keep_first(match: re.Match[str]) -> str:
        tag = match[0][:5].lower()
        if tag.startswith("</") or tag in seen:
            return ""
        seen.add(tag)
        return match[0]

    return _REPEATED_ROOT.sub(keep_first, markup)


def _unescape(value: str) -> str:
    return html.unescape(value) if "&" in value else value


def _load_json(text: str) -> Any:
    raw = _JSON_WRAPPING.sub("", text).strip()
    for candidate in (raw, _TRAILING_COMMA.sub(r"\1", raw)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flatten(value: Any, found: list[dict[str, Any]]) -> None:
    """Collect the objects of lists and @graph in order, without recursion into properties."""
    waiting = [value]
    while waiting and len(found) < _JSON_LD_LIMIT:
        current = waiting.pop(0)
        if isinstance(current, list):
            waiting[:0] = current[:_JSON_LD_LIMIT]
        elif isinstance(current, dict):
            found.append(current)
            graph = current.get("@graph")
            if isinstance(graph, (list, dict)):
                waiting.insert(0, graph)
