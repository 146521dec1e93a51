"""Language: of a translation by its path, of Vietnamese by its letters, else as the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.boxes import Named
from newsarchive.text import is_vietnamese

if TYPE_CHECKING:
    from newsarchive.page import Page


_LANGUAGE_PATH: Final = re.compile(r"^https?://[^/]+/([a-z]{2})(?:-[a-z]{2,4})?/")
# Sub-domains that papers keep for a language; cn and la are countries' codes in use for Chinese and Lao.
_LANGUAGE_HOST: Final = re.compile(r"^https?://(?:www\.)?(en|english|fr|ru|es|zh|cn|ko|km|la|lo|ja|de)\.")
_HOST_NAMES: Final = {"english": "en", "cn": "zh", "la": "lo"}
_LANGUAGES: Final = frozenset({
    "en", "fr", "ko", "ja", "zh", "de", "es", "ru", "it", "pt", "th", "id", "lo", "km", "my", "ar", "hi", "nl", "pl",
    "cs", "sv", "tr", "ms", "he", "fa", "uk", "el", "hu", "ro", "da", "fi", "no", "bg", "bn", "ur", "ta", "te", "tl",
    "fil", "sk", "sr", "hr", "sl", "lt", "lv", "et", "ka", "mn", "ne", "si", "sw",
})  # fmt: skip
_ENGLISH: Final = re.compile(r"\b(?:the|of|and|to|in|for|with|that|is|on|by|has|was|from)\b", re.IGNORECASE)
_SAMPLE = 400  # characters


def language(page: Page, text: str, default: str | None) -> Named | None:
    """BCP 47: Vietnamese letters in the text, the path or sub-domain of a translation, html lang, plain English words,
    else the source's own.
    """
    if _vietnamese(text):
        return Named(["vi"], "generic")
    path, host = _LANGUAGE_PATH.match(page.url), _LANGUAGE_HOST.match(page.url)
    if path and path[1] in _LANGUAGES:
        return Named([path[1]], "url")
    if host:
        return Named([_HOST_NAMES.get(host[1], host[1])], "url")
    said = page.language
    if (not said or said.startswith("vi")) and _is_english(text):
        return Named(["en"], "generic")
    if said and not said.startswith("vi"):
        return Named([said.split("-")[0]], "html:lang")
    return Named([said or default or "vi"], "html:lang" if said else "generic") if said or default else None


def _vietnamese(text: str) -> bool:
    return bool(text) and is_vietnamese(text[:_SAMPLE])


def _is_english(text: str) -> bool:
    """A text without a letter of another script or a diacritic, with the small words that English cannot do without."""
    sample = text[:_SAMPLE]
    return (
        len(sample) > 100 and sum(map(str.isascii, sample)) > len(sample) * 0.97 and len(_ENGLISH.findall(sample)) > 6
    )
