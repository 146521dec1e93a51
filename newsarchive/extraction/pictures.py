"""Pictures: which media elements are pictures of the article, and the address of their largest form, however late the
page loads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.boxes import names_of

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page

IMAGES: Final = frozenset({"img", "amp-img", "div"})  # a div: see is_late_picture
_SMALL: Final = re.compile(
    r"icon|avatar|logo(?!-small)|emoji|sprite|blank|pixel|spacer|1x1|grey\.gif|button|banner|qr-?code|google-?news|ggnews",
    re.IGNORECASE,
)
_STORE: Final = re.compile(r"(?:QR(?: ?code)?|mã QR|Google Play|App Store|CH Play)$", re.IGNORECASE)
_PICTURE_FILE: Final = re.compile(
    r"^(?:https?:)?/{1,2}[^\s,]+\.(?:jpe?g|jfif|png|webp|avif|gif|bmp)(?:$|[?!@#])", re.IGNORECASE
)
_PLACEHOLDER: Final = re.compile(
    r"(?:^|/)(?:grey|gray|blank|loading|lazy|placeholder|spacer|transparent|no-?image|default|pixel)[\w-]*"
    r"\.(?:gif|png|svg|jpg)|^about:|^#|^javascript:",
    re.IGNORECASE,
)
_SMALL_FILE: Final = re.compile(
    r"(?:^|/)(?:icons?|logo|spacer|blank|pixel|1x1|grey|\w*button)[\w-]*\.(?:gif|png|svg)|/icons?/|\.svg$|google-?news|emoji",
    re.IGNORECASE,
)
_SOURCES: Final = (
    "data-original",
    "data-photo-original-src",
    "data-large-src",
    "data-hires",
    "data-full",
    "data-srcset",
    "data-lazy-srcset",
    "srcset",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "src",
    "poster",
)
_NO_SOURCE: Final = frozenset({"alt", "title", "class", "id", "style", "longdesc", "usemap", "onclick", "onerror"})


def is_late_picture(element: Element) -> bool:
    """An empty element in whose place a script puts a picture."""
    source = element.get("data-src")
    if source is None or len(element) or (element.text or "").strip():
        return False
    return bool(_PICTURE_FILE.search(source)) and not _PLACEHOLDER.search(source)


def is_picture(media: Element) -> bool:
    """Whether a media element is a picture of the article, not an icon or a measuring pixel."""
    if media.tag not in IMAGES:
        return True
    for side in ("width", "height"):
        value = (media.get(side) or "").strip().removesuffix("px")
        if value.isdigit() and int(value) < 60:
            return False
    if _SMALL.search(names_of(media)) or _STORE.match(media.get("alt") or ""):
        return False
    source = _offered(media)
    return source is None or not _SMALL_FILE.search(source)


def image_url(media: Element, page: Page) -> str | None:
    """Absolute URL of the largest form that the page offers: in the element's attributes, in those of a `picture`
    around it, in its twin for readers without scripts. A video's is its poster.
    """
    for offered in _addresses(media):
        if found := page.resolve(offered):
            return found
    return None


def _addresses(media: Element) -> Iterator[str]:
    if offered := _offered(media):
        yield offered
    if media.tag not in IMAGES:
        return
    around = media.getparent()
    while around is not None and around.tag in ("picture", "source"):
        for source in around.iter("source"):
            yield _largest(source.get("srcset") or source.get("data-srcset") or "")
        around = around.getparent()
    for twin in _twins(media):
        if offered := _offered(twin):
            yield offered


def _twins(media: Element) -> Iterator[Element]:
    """Pictures in a noscript right beside the element, or beside what wraps nothing but it."""
    here: Element | None = media
    for _ in range(3):
        if here is None:
            return
        for beside in (here.getprevious(), here.getnext()):
            if beside is not None and beside.tag == "noscript":
                yield from beside.iter("img")
        here = here.getparent()
        if here is None or here.tag in ("body", "td", "p") or sum(1 for _ in here.iter("img")) > 3:
            return


def _offered(media: Element) -> str | None:
    """The largest form that the element's own attributes offer, as written; a lazy picture's placeholder is none."""
    for name in _SOURCES:
        value = media.get(name)
        if value and not value.startswith("data:"):
            url = _largest(value) if "srcset" in name else value.strip()
            if url and not _PLACEHOLDER.search(url):
                return url
    for name, value in media.items():
        if name not in _NO_SOURCE and name not in _SOURCES and "/" in value:
            url = _largest(value) if "," in value or " " in value.strip() else value.strip()
            if _PICTURE_FILE.search(url) and not _PLACEHOLDER.search(url):
                return url
    return None


def _largest(srcset: str) -> str:
    best, top = "", -1.0
    for candidate in re.split(r",\s+", srcset):
        words = candidate.strip().rstrip(",").split()
        if not words:
            continue
        size = words[1] if len(words) > 1 else "0x"
        number = re.sub(r"[^\d.]", "", size)
        value = float(number) if number.count(".") <= 1 and number.strip(".") else 0.0
        if value > top:
            best, top = words[0], value
    return best
