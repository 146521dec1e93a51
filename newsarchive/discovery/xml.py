"""Hostile XML, read element by element: no entities, no network, no tree that grows, bounds on bytes and elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lxml import etree

from newsarchive import charsets, codings, dates
from newsarchive.errors import CodingError, UnreadablePage

MAX_BYTES = 64 * 1024 * 1024  # the sitemap protocol allows 50 MB
MAX_ELEMENTS = 1_000_000  # it allows 50,000 entries; sites that break it are read all the same

_PIECE = 1 << 16  # characters; what has closed is forgotten after each
_HEAD = 1 << 20  # characters before the first entry, where nothing can be forgotten yet
_MOST_CHILDREN = 1000  # of an entry
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
# The parser takes twenty times the size of such a tag before anything of it can be forgotten.
_ATTRIBUTES = re.compile(r"""<[^\s<>=/]++(?>\s++[^\s<>=/'"]++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')){1000}""")
_HTML = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


def elements(body: bytes, *names: str) -> Iterator[etree._Element]:
    """Give the elements with these local names as they close, in order.

    Gzip is undone; the charset is judged by the bytes, since feeds lie about theirs. An element is forgotten soon after
    it was given. Raise UnreadablePage with reason `empty`, `too_large`, `bad_gzip`, `html` or `no_xml`, and after
    MAX_ELEMENTS with `too_many`.
    """
    text = _text(body)
    if "<" not in text[:4096]:
        raise UnreadablePage("no_xml", "no XML element in the first 4,096 characters")
    if _HTML.search(text[:4096]):
        raise UnreadablePage("html", "an HTML page where XML was expected")
    if _ATTRIBUTES.search(text):
        raise UnreadablePage("too_large", "a tag with a thousand attributes")
    count = 0
    try:
        for element in _closed(text, names):
            if count >= MAX_ELEMENTS:
                raise UnreadablePage("too_many", f"more than {MAX_ELEMENTS} entries: the rest is not read")
            yield element
            count += 1
    except etree.XMLSyntaxError as error:
        if not count:
            raise UnreadablePage("no_xml", f"no readable XML: {error}") from error


def _text(body: bytes) -> str:
    if not body.strip():
        raise UnreadablePage("empty", "the file is empty")
    if body.startswith(_GZIP):
        try:
            body = codings.decode(body, "gzip", limit=MAX_BYTES).body
        except CodingError as error:
            raise UnreadablePage("too_large" if "large" in error.reason else "bad_gzip", str(error)) from error
    if len(body) > MAX_BYTES:
        raise UnreadablePage("too_large", f"{len(body)} bytes of XML, more than {MAX_BYTES}")
    return charsets.decode(body).text.lstrip("\ufeff")


def _closed(text: str, names: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements as they close. The tree holds what is open, and what the last piece of the text brought."""
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        recover=True,
        huge_tree=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: etree._Element | None = None
    declaration = _DECLARATION.match(text)
    begin, end = declaration.end() if declaration else 0, _end(text, names)
    for at in range(begin, end, _PIECE):
        parser.feed(text[at : min(at + _PIECE, end)].encode("utf-8", "replace"))
        for event, element in parser.read_events():
            root = element.getroottree().getroot() if root is None else root
            if event == "end":
                yield element
        if root is not None:
            _forget(root, names)
        elif at - begin >= _HEAD:
            raise UnreadablePage("too_large", f"no entry in the first {_HEAD} characters")
    parser.close()
    for event, element in parser.read_events():
        if event == "end":
            yield element


def _end(text: str, names: tuple[str, ...]) -> int:
    """Where the text ends without an element that was cut off: the parser would close it, with half a URL in it."""
    name = f"(?:[\\w.-]+:)?(?:{'|'.join(names)})"
    last = max((found.start() for found in re.finditer(f"<{name}[\\s>]", text)), default=0)
    return len(text) if not last or re.compile(f"</{name}\\s*>").search(text, last) else last


def _forget(root: etree._Element, names: tuple[str, ...]) -> None:
    """Take away what has closed: on each level all before the last element, but for the first children of an entry."""
    node = root
    while len(node):
        kept = 0
        if local_name(node) in names:
            kept = _MOST_CHILDREN
            for child in node[:-1]:
                del child[:]
        del node[kept:-1]
        node = node[-1]


def local_name(element: etree._Element) -> str:
    """The name of an element without its prefix, declared or not; "" for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element, *names: str) -> str | None:
    """Text of the first child with one of these local names, tried in that order; None where there is none."""
    for name in names:
        for child in element:
            if local_name(child) == name and child.text and child.text.strip():
                return child.text.strip()
    return None


def moment_of(element: etree._Element, *names: str) -> datetime | None:
    """The latest instant that the text of such a child can mean: a day without a time may have been cut in UTC."""
    stamp = text_of(element, *names)
    moment = dates.parse_stamp(stamp) if stamp else None
    if moment is None or moment.has_time:
        return moment.when if moment else None
    return moment.when.replace(tzinfo=UTC) + timedelta(days=1, seconds=-1)
