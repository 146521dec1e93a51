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
_DIACRITIC = re.compile("[\u0300-\u036f]")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:[-'’][^\W_]+)*")
_LETTER = re.compile(r"[^\W\d_]")

# Letters that only Vietnamese uses (NFC, lower): ơ ư, circumflex or breve with a tone, dot below, hook above, đ.
# à á ã è é ì í ò ó õ ù ú ý â ê ô are shared with French, Portuguese and others and prove nothing alone.
_ONLY_VIETNAMESE = frozenset("ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĩũ")
_NEEDED_SHARE = (
    0.04  # of all letters; running Vietnamese has about 0.2, a French page with one Vietnamese name under 0.01
)


def clean(s: str | None) -> str:
    """Text as a reader sees it: NFC, nothing invisible, each run of white space one space, no white space at the ends."""
    if not s:
        return ""
    if not s.isascii() or not s.isprintable():
        s = _INVISIBLE.sub("", s)
        if not s.isascii():
            s = unicodedata.normalize("NFC", s)
    return " ".join(s.split())


def clean_or_none(s: str | None) -> str | None:
    """Text as `clean` gives it, None where nothing is left."""
    return clean(s) or None


def fold(s: str) -> str:
    """Search key: lower case, no diacritics, đ as d. White space and punctuation stay; two texts a reader types alike are equal."""
    s = s.lower()
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
    """Share (0..1) of the letters that no other language uses; running Vietnamese is about 0.2."""
    letters = _LETTER.findall(unicodedata.normalize("NFC", s).lower())
    if not letters:
        return 0.0
    return sum(letter in _ONLY_VIETNAMESE for letter in letters) / len(letters)


def is_vietnamese(s: str) -> bool:
    """Tell by its letters whether a text is Vietnamese; a text without diacritics is not recognised."""
    return vietnamese_share(s) >= _NEEDED_SHARE
