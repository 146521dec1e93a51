"""Bytes of a page to text: strict UTF-8 first, then letter evidence and what the page declares; never raises."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final, NamedTuple

from bs4.dammit import EncodingDetector

from newsarchive.charset_tables import decode_tcvn3, decode_vni


class Decoded(NamedTuple):
    """Text of a page; `encoding` is what it was read with (`utf-8`, `windows-1258`, `tcvn3`, `vni`, ...).

    `source` says how that was found: `bom`, `utf-8` (strict), `header`, `meta`, `sniffed` or `fallback`.
    """

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
_HEAD: Final = 8192  # bytes in which a page declares its charset
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9][\w.:+-]{0,40})", re.IGNORECASE)
# As browsers read the names: the vendor's superset of each standard (WHATWG Encoding Standard).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# Names that Python does not know. x-user-defined stood on pages whose font did the work.
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
# UTF-16 and UTF-32 are not among them: where they are true, a BOM or the zero bytes have told.
_READABLE = re.compile(
    r"cp125\d|cp8(?:66|74)|cp932|cp949|iso8859-\d+|gb18030|big5hkscs|euc_jp|iso2022_jp|koi8-[rut]|mac-\w+|utf-8"
)
_PUBLIC_NAMES = {f"cp125{i}": f"windows-125{i}" for i in range(9)}

_WORD = re.compile(rb"[A-Za-z\xa1-\xff]*[\xa1-\xff][A-Za-z\xa1-\xff]*")
_MOST_WORDS: Final = 2000
_FEWEST_WORDS: Final = 5
_NEEDED_SHARE: Final = 0.7  # of the words with a high byte that must be Vietnamese syllables; running text has over 0.9
_NEEDED_LEAD: Final = 0.2  # over the same bytes as Western text: là, té and the like are syllables in both
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x)?"
    "(?:(?:iê|yê|uyê|uô|ươ|oă|uâ|ă|â)(?:ch|c|m|nh|ng|n|p|t|u|y|i)"
    "|(?:ia|ya|uya|ưa|ua|oa|oe|oo|uê|uơ|uy|a|e|ê|i|o|ô|ơ|u|ư|y)(?:ch|c|m|nh|ng|n|p|t|i|y|o|u)?)"
)
_GOOD_OVER_BAD: Final = 2  # valid multi-byte sequences to one broken: below it the bytes are something else


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Text of a page. `content_type` is the header's value. A false declaration never harms valid UTF-8."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return Decoded(body[len(bom) :].decode(name, "replace"), name, "bom")
    if b"\x00" in body[:1024] and (wide := _utf16(body[:1024])):
        return Decoded(body.decode(wide, "replace"), wide, "sniffed")
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "utf-8")
    except UnicodeDecodeError as error:
        if error.start > 0 and error.end == len(body) and "unexpected end" in error.reason:
            return Decoded(body[: error.start].decode("utf-8"), "utf-8", "utf-8")  # cut within a letter
    return _not_strict(body, content_type)


def _utf16(head: bytes) -> str | None:
    """Name of the UTF-16 that leaves every other byte of markup zero."""
    big, little = head[::2].count(0), head[1::2].count(0)
    most, least = max(big, little), min(big, little)
    if most < len(head) * 0.15 or least > most / 4:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _not_strict(body: bytes, content_type: str | None) -> Decoded:
    declared = _declared(body, content_type)
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    if whole > _GOOD_OVER_BAD * broken:
        return Decoded(text, "utf-8", declared.get("utf-8", "sniffed"))
    # Western and Vietnamese names were put on any one-byte page, so the letters are asked first.
    name = next((n for n in declared if n != "utf-8"), None)
    if name in (None, "cp1252", "cp1258", "tcvn3", "vni") and (heard := _vietnamese(body)):
        return Decoded(_read(body, heard), _PUBLIC_NAMES.get(heard, heard), declared.get(heard, "sniffed"))
    if name is not None:
        text = _read(body, name)
        if text.count("\ufffd") <= len(text) / 50 + 1:
            return Decoded(text, _PUBLIC_NAMES.get(name, name), declared[name])
    return Decoded(_read(body, "cp1252"), "windows-1252", "fallback")


def _declared(body: bytes, content_type: str | None) -> dict[str, str]:
    """Codecs that header and page name, the header's first, and where each was named."""
    match = _CHARSET.search(content_type or "")
    found = EncodingDetector.find_declared_encoding(body[:_HEAD], is_html=True, search_entire_document=True)
    names = (("meta", found), ("header", match[1] if match else None))
    by_codec = {codec: source for source, label in names if label and (codec := _codec(label))}
    return dict(reversed(by_codec.items()))


def _codec(label: str) -> str | None:
    """Codec of a charset's name; None for what no page can be read with (Python's own codecs, UTF-16, nonsense)."""
    label = label.strip().lower()
    if label in _OTHER_NAMES:
        return _OTHER_NAMES[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    name = _SUPERSETS.get(name, name)
    return name if _READABLE.fullmatch(name) else None


def _read(body: bytes, codec: str) -> str:
    if codec == "tcvn3":
        return decode_tcvn3(body)
    if codec == "vni":
        return decode_vni(body)
    text = body.decode(codec, "replace")
    return unicodedata.normalize("NFC", text) if codec == "cp1258" else text


def _vietnamese(body: bytes) -> str | None:
    """Codec under which the words with high bytes are Vietnamese syllables, and are much less so as Western text."""
    words = list(dict.fromkeys(match[0] for match, _ in zip(_WORD.finditer(body), range(_MOST_WORDS), strict=False)))
    if len(words) < _FEWEST_WORDS:
        return None
    joined = b" ".join(words)
    share = {codec: _syllables(_read(joined, codec)) / len(words) for codec in ("cp1258", "tcvn3", "vni", "cp1252")}
    western = share.pop("cp1252")
    best = max(share, key=share.__getitem__)
    return best if share[best] >= max(_NEEDED_SHARE, western + _NEEDED_LEAD) else None


def _syllables(text: str) -> int:
    """Count words that are Vietnamese syllables with a letter or tone beyond ASCII."""
    count = 0
    for word in text.lower().split(" "):
        word = word.strip("«»¡¿·´¸¨¯°²³¹")
        bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word))
        bare = unicodedata.normalize("NFC", bare)
        count += tones <= 1 and not word.isascii() and _SYLLABLE.fullmatch(bare) is not None
    return count
