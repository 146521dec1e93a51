"""Vietnamese text: what "clean" means here, the search key, words, and how Vietnamese a text is by its letters."""

from __future__ import annotations

import re
import unicodedata

# Never printed, and refused or shown as boxes downstream: C0 and C1 controls that are no white space, soft hyphen,
# combining grapheme joiner, zero-width and direction marks, BOM, interlinear marks, lone surrogates, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_SEPARATOR = re.compile("[\x1c-\x1f]")  # white space to str.split, invisible here
_DIACRITIC = re.compile("[\u0300-\u036f]")
# Precomposed Latin letters without their marks: what the slow way gives for each, at a fraction of its cost.
_BARE = {
    code: _DIACRITIC.sub("", unicodedata.normalize("NFD", chr(code))).replace("đ", "d")
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if (unicodedata.decomposition(chr(code)) and not unicodedata.decomposition(chr(code)).startswith("<"))
    or chr(code) == "đ"
}
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[-'’][^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")

# Letters that only Vietnamese uses: horn, dot below, hook above, a tone over circumflex or breve. Romanian has ă too,
# Croatian đ, and à á ã â è é ê ì í ò ó õ ô ù ú ý prove nothing alone.
_ONLY_VIETNAMESE = frozenset("ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_NEEDED_SHARE = 0.03  # of all letters; running Vietnamese has 0.1 to 0.25, a foreign page with its names under 0.02


def clean(s: str | None) -> str:
    """Text as a reader sees it: NFC, nothing invisible, each run of white space one space, none at the ends."""
    if not s:
        return ""
    if s.isascii() and s.isprintable():
        return " ".join(s.split())
    text = " ".join(s.split())
    # str.isprintable runs at C speed and is false for all of _INVISIBLE but these two: the slow pass is rarely needed.
    if not text.isprintable() or "\u034f" in text or _SEPARATOR.search(s):
        text = " ".join(_INVISIBLE.sub("", s).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def clean_or_none(s: str | None) -> str | None:
    """Text as `clean` gives it, None where nothing is left."""
    return clean(s) or None


def fold(s: str) -> str:
    """Search key: lower case, no diacritics, đ as d; Hoà and Hòa give one key. White space and punctuation stay."""
    s = s.lower()
    if s.isascii():
        return s
    s = s.translate(_BARE)
    if s.isascii():
        return s
    bare = _DIACRITIC.sub("", unicodedata.normalize("NFD", s)).replace("đ", "d")
    return unicodedata.normalize("NFC", bare)


def words(s: str) -> list[str]:
    """Words in order, as printed: runs of letters and digits, joined by - or an apostrophe; 1.234,5 is one word."""
    return _WORD.findall(unicodedata.normalize("NFC", s))


def word_count(s: str) -> int:
    """Count words; for Vietnamese these are syllables, as every Vietnamese word counter counts."""
    return len(words(s))


def vietnamese_share(s: str) -> float:
    """Share (0..1) of the letters that no other language uses; running Vietnamese has 0.1 to 0.25."""
    letters = _LETTER.findall(unicodedata.normalize("NFC", s).lower())
    if not letters:
        return 0.0
    return sum(letter in _ONLY_VIETNAMESE for letter in letters) / len(letters)


def is_vietnamese(s: str) -> bool:
    """Tell by its letters whether a text is Vietnamese; a text without diacritics is not recognised."""
    return vietnamese_share(s) >= _NEEDED_SHARE
