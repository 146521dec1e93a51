"""Obfuscation: a body whose letters the publisher has scrambled. It is recognised and left alone, never decoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsarchive.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BASE64_LINE: Final = re.compile(r"(?<![\w+/=:.-])[A-Za-z0-9+/]{60,}={0,2}(?![\w+/=])")
_WORD: Final = re.compile(r"[^\W_]+")
# Onset, rime, coda of a Vietnamese syllable without its diacritics.
_SYLLABLE: Final = re.compile(
    r"^(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnptiouy])?$"
)
# Words that one in five of running Vietnamese is.
_COMMON: Final = frozenset(
    [
        "và",
        "của",
        "các",
        "là",
        "có",
        "cho",
        "trong",
        "được",
        "với",
        "những",
        "một",
        "không",
        "người",
        "đã",
        "để",
        "này",
        "tại",
        "năm",
        "khi",
        "từ",
        "về",
        "ra",
        "đến",
        "theo",
        "cũng",
        "như",
        "nhiều",
        "việc",
        "trên",
    ]
)
_MIXED: Final = re.compile(r"[^\W\d_]\d[^\W\d_]|[a-zà-ỹ][A-ZÀ-Ỹ]")
_ENOUGH = 240  # characters
_SAMPLE = 1500


def scrambled_text(text: str) -> bool:
    """Whether text that should be Vietnamese is base64 or a letter-for-letter substitution of it."""
    sample = text[:_SAMPLE]
    unbroken = max(map(len, sample.split()), default=0) >= 60
    coded = sum(len(match) for match in _BASE64_LINE.findall(sample)) if unbroken else 0
    if coded >= 120 and coded * 2 >= min(len(text), _SAMPLE):
        return True
    if sum(word in _COMMON for word in text[:700].lower().split()) >= 8:
        return False
    words = [word for word in _WORD.findall(text[:_SAMPLE]) if not word.isdigit()]
    common = sum(word.lower() in _COMMON for word in words)
    if len(words) < 40 or common * 50 >= len(words):
        return False
    syllables = sum(bool(_SYLLABLE.match(fold(word))) for word in words)
    mixed = sum(bool(_MIXED.search(word)) for word in words)
    return syllables * 100 < len(words) * (45 if mixed * 10 >= len(words) else 30)


def coded_line(text: str) -> bool:
    """Whether a text node is base64 for the most part."""
    found = sum(len(match) for match in _BASE64_LINE.findall(text))
    return found * 2 >= len(text.strip())


def coded_element(coded: list[tuple[Element, str]]) -> Element | None:
    """The block that holds most of these base64 text nodes, if they are enough to be an article's body."""
    held: dict[Element, int] = {}
    for place, text in coded:
        home: Element | None = place
        while home is not None and home.tag in ("p", "span", "br", "b", "i", "em", "strong", "font"):
            home = home.getparent()
        if home is not None:
            held[home] = held.get(home, 0) + len(text)
    best = max(held, key=lambda element: held[element], default=None)
    return best if best is not None and held[best] >= _ENOUGH else None
