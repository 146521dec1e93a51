"""Bytes of a page to text: strict UTF-8 first, then what the page declares, then letter evidence; never raises."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import NamedTuple

from bs4.dammit import EncodingDetector

from newsarchive.charset_tables import decode_tcvn3, decode_vni


class Decoded(NamedTuple):
    """Text of a page; `encoding` is the one it was read with, `source` how that was found: bom, utf-8, header, meta, sniffed or fallback."""

    text: str
    encoding: str
    source: str


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9][\w.:+-]{0,40})", re.IGNORECASE)
# Names under which any of the Western or Vietnamese one-byte encodings was served: they prove nothing about the bytes.
_VAGUE = frozenset({"cp1252", "cp1258", "iso8859-1", "ascii", "utf-8"})
# As browsers read the names: the vendor's superset of each standard (WHATWG Encoding Standard).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "big5": "big5hkscs",
}
_OTHER_NAMES = {
    "x-user-defined": "cp1252",
    "windows-874": "cp874",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-viet-tcvn5712": "tcvn3",
    "tcvn": "tcvn3",
    "tcvn3": "tcvn3",
    "tcvn-5712": "tcvn3",
    "tcvn5712-1": "tcvn3",
    "x-viet-vni": "vni",
    "vni": "vni",
}
_ALLOWED = re.compile(
    r"cp(125\d|874|932|949|866)|iso8859-\d+|gb18030|big5hkscs|euc_jp|iso2022_jp|koi8-[rut]|mac-\w+|utf-8|utf-16(-[lb]e)?"
)


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Text of a page. `content_type` is the header's value. A false declaration never harms valid UTF-8."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(body[len(bom) :].decode(name, "replace"), name, "bom")
    if b"\x00" in body[:1024] and (wide := _utf16(body)):
        return wide
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError:
        return _not_quite_utf8(body, content_type)


def _utf16(body: bytes) -> Decoded | None:
    """UTF-16 without BOM: markup leaves every other byte zero."""
    head = body[:1024]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.3 * len(head) / 2 or min(even, odd) > max(even, odd) / 4:
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    return Decoded(body.decode(name, "replace"), name, "sniffed")


def _not_quite_utf8(body: bytes, content_type: str | None) -> Decoded:
    name, source = _declared(body, content_type)
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for _ in _HIGH.finditer(text)) - bad
    if good > 2 * bad:
        return Decoded(text, "utf-8", source if name == "utf-8" and source else "sniffed")
    if name is None or name in _VAGUE:
        guess = _vietnamese(body)
        if guess is not None:
            return Decoded(_read(body, guess), guess, source if guess == name and source else "sniffed")
    if name is None or name == "utf-8":
        return Decoded(_read(body, "cp1252"), "windows-1252", "fallback")
    return Decoded(_read(body, name), _PUBLIC.get(name, name), source or "fallback")


_HIGH = re.compile(r"[^\x00-\x7f]")
_PUBLIC = {"cp1252": "windows-1252", "cp1258": "windows-1258"}


def _declared(body: bytes, content_type: str | None) -> tuple[str | None, str | None]:
    match = _CHARSET.search(content_type or "")
    name = _codec(match[1]) if match else None
    if name:
        return name, "header"
    found = EncodingDetector.find_declared_encoding(body[:8192], is_html=True, search_entire_document=True)
    name = _codec(found) if found else None
    return (name, "meta") if name else (None, None)


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    if label in _OTHER_NAMES:
        return _OTHER_NAMES[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError, UnicodeError):
        return None
    name = _SUPERSETS.get(name, name)
    return name if _ALLOWED.fullmatch(name) else None


def _read(body: bytes, name: str) -> str:
    if name == "tcvn3":
        return decode_tcvn3(body)
    if name == "vni":
        return decode_vni(body)
    if name in ("cp1258", "windows-1258"):
        return unicodedata.normalize("NFC", body.decode("cp1258", "replace"))
    return body.decode(name, "replace")


def _vietnamese(body: bytes) -> str | None:
    return None
