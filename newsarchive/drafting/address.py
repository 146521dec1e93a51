"""Address: the `article_url` that one article's URL suggests."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from newsarchive import urls

_SLUG: Final = "[a-z0-9-]+"
# What stands before the id at the end of a path, and the id: the most particular form first.
_ENDS: Final = (
    (re.compile(r"-(post|postid|ar|a|d|i)(\d{3,})$"), r"-{0}(?P<id>\d+)"),
    (re.compile(r"-()(\d{15,21})$"), r"-(?P<id>\d{{15,21}})"),
    (re.compile(r"[-.]()(\d{4,14})$"), r"[-.](?P<id>\d{{4,}})"),
    (re.compile(r"/()(\d{4,})$"), r"/(?P<id>\d{{4,}})"),
)
_MONTHLY: Final = re.compile(r"/(?:19|20)\d{4}/[a-z0-9-]+-[0-9a-f]{5,}/?$")
_DATED: Final = re.compile(r"^/(?:19|20)\d{2}/\d{2}/")


def pattern_of(url: str) -> str:
    """A regular expression on the path, with the group `id` where the address ends in a number."""
    found = _pattern(url)
    return found if urls.search(re.compile(found), url) else _by_shape(url)


def _by_shape(url: str) -> str:
    """What comes before the last number of the address in its own words, where no form that papers share fits."""
    parts = urlsplit(url)
    text = parts.path + (f"?{parts.query}" if parts.query else "")
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return "^" + re.sub(r"[^/?=&.]+", "[^/?]+", re.escape(text)) + "$"
    last = numbers[-1]
    before = re.sub(r"[^/?=&]+(?=/)|(?<=/)[^/?=&]+$", "[^/?]+", text[: last.start()])
    return f"^{_escaped(before)}(?P<id>\\d+){re.escape(text[last.end() :])}$"


def _escaped(text: str) -> str:
    return "[^/?]+".join(map(re.escape, text.split("[^/?]+")))


def _pattern(url: str) -> str:
    path = urlsplit(url).path
    if _MONTHLY.search(path):
        return r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    stem, suffix = _without_suffix(path)
    for end, written in _ENDS:
        if match := end.search(stem):
            return _lead(stem[: match.start()]) + written.format(match[1]) + suffix
    deep = stem.count("/") - 1
    return r"^/" + (rf"(?:{_SLUG}/){{{deep}}}" if deep > 0 else "") + r"[a-z0-9]+(?:-[a-z0-9]+){2,}" + suffix


def _without_suffix(path: str) -> tuple[str, str]:
    match = re.search(r"\.([a-z]{2,5})$", path, re.IGNORECASE)
    if match:
        return path[: match.start()], rf"\.{match[1]}$"
    return path.rstrip("/"), "/?$"


def _lead(stem: str) -> str:
    """What comes before the id: one segment, or several; a year and a month at the head."""
    if _DATED.match(stem):
        return r"^/(?:19|20)\d{2}/\d{2}/[a-z0-9-]+"
    return r"^/[a-z0-9/-]+" if stem.count("/") > 1 else r"^/[a-z0-9-]+"
