"""Language: of a translation by its path, of Vietnamese by its letters, else as the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.boxes import Named
from newsarchive.text import is_vietnamese

if TYPE_CHECKING:
    from newsarchive.page import Page


_LANGUAGE_PATH: Final = re.compile(r"^https?://[^/]+/([a-z]{2})(?:-[a-z]{2,4})?/")
_LANGUAGES: Final = frozenset(
    [
        "en",
        "fr",
        "ko",
        "ja",
        "zh",
        "de",
        "es",
        "ru",
        "it",
        "pt",
        "th",
        "id",
        "lo",
        "km",
        "my",
        "ar",
        "hi",
        "nl",
        "pl",
        "cs",
        "sv",
        "tr",
        "ms",
        "he",
        "fa",
        "uk",
        "el",
        "hu",
        "ro",
        "da",
        "fi",
        "no",
        "bg",
        "bn",
        "ur",
        "ta",
        "te",
        "tl",
        "fil",
        "sk",
        "sr",
        "hr",
        "sl",
        "lt",
        "lv",
        "et",
        "ka",
        "mn",
        "ne",
        "si",
        "sw",
    ]
)


def language(page: Page, text: str, default: str | None) -> Named | None:
    """BCP 47: the path of a translation, Vietnamese letters in the text, html lang, else the source's own."""
    match = _LANGUAGE_PATH.match(page.url)
    said = page.language
    if match and match[1] in _LANGUAGES and not _vietnamese(text):
        return Named([match[1]], "url")
    if _vietnamese(text):
        return Named(["vi"], "generic")
    if said and not said.startswith("vi"):
        return Named([said.split("-")[0]], "html:lang")
    return Named([said or default or "vi"], "html:lang" if said else "generic") if said or default else None


def _vietnamese(text: str) -> bool:
    return bool(text) and is_vietnamese(text[:400])
