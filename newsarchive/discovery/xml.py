"""Hostile XML, read element by element: no entities, no network, no huge trees, a bound on bytes and elements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

from newsarchive import charsets, codings
from newsarchive.errors import CodingError, UnreadablePage

MAX_BYTES = 64 * 1024 * 1024  # the sitemap protocol allows 50 MB
MAX_ELEMENTS = 1_000_000  # it allows 50,000 entries; sites that break it are read all the same

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HTML = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


def elements(body: bytes, *names: str) -> Iterator[etree._Element]:
    """Give the elements with these local names as they close, in order.

    Gzip is undone; the charset is judged by the bytes, since feeds lie about theirs. Raise UnreadablePage with reason
    `empty`, `too_large`, `bad_gzip`, `html` or `no_xml`, and after MAX_ELEMENTS with `too_many`.
    """
    if not body.strip():
        raise UnreadablePage("empty", "the file is empty")
    if body.startswith(_GZIP):
        try:
            body = codings.decode(body, "gzip", limit=MAX_BYTES).body
        except CodingError as error:
            raise UnreadablePage("too_large" if "large" in error.reason else "bad_gzip", str(error)) from error
    if len(body) > MAX_BYTES:
        raise UnreadablePage("too_large", f"{len(body)} bytes of XML, more than {MAX_BYTES}")
    text = _DECLARATION.sub("", charsets.decode(body).text.lstrip("\ufeff"), count=1)
    if "<" not in text[:4096]:
        raise UnreadablePage("no_xml", "no XML element in the first 4,096 characters")
    if _HTML.search(text[:4096]):
        raise UnreadablePage("html", "an HTML page where XML was expected")
    data = _whole(text, names).encode("utf-8", "replace")
    del text, body  # of a large file each form takes its own memory while the elements are given out
    yield from _walk(data, names)


def _whole(text: str, names: tuple[str, ...]) -> str:
    """`text` without an element at its end that was cut off: the parser would close it, with half a URL in it."""
    name = f"(?:[\\w.-]+:)?(?:{'|'.join(names)})"
    last = max((found.start() for found in re.finditer(f"<{name}[\\s>]", text)), default=0)
    return text if re.compile(f"</{name}\\s*>").search(text, last) else text[:last] or text


def _walk(data: bytes, names: tuple[str, ...]) -> Iterator[etree._Element]:
    events = etree.iterparse(
        BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        recover=True,
        huge_tree=False,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    count = 0
    try:
        for _, element in events:
            if count >= MAX_ELEMENTS:
                raise UnreadablePage("too_many", f"more than {MAX_ELEMENTS} entries: the rest is not read")
            yield element
            count += 1
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        if not count:
            raise UnreadablePage("no_xml", f"no readable XML: {error}") from error


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
