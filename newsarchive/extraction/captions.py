"""Captions: which line belongs to which picture, and who made the picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from newsarchive.extraction.boxes import names_of
from newsarchive.text import clean, clean_or_none, fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page

_CREDIT: Final = re.compile(
    r"(?:^|(?<=[\s(\[\-–—.,;:|/…\"”]))(?P<label>(?:Ảnh|Hình(?: ảnh)?|Photos?|Foto|Fotos|Image|Images"
    r"|Pictures?|Video|Clip|Đồ [hH](?:ọa|oạ)|Infographic|Nguồn|Source|Credit|Crédit photo|Ph|Bild|Imagen|Фото"
    r"|사진|写真|照片|图片|图)"
    r"(?: (?:tư liệu|minh h(?:ọa|oạ)|chụp màn hình|cắt từ (?:clip|video)|[Cc]redit|[Cc]ourtesy|by|ảnh"
    r"|do nhân vật cung cấp|internet|nhân vật)){0,2})\s*[:：]\s*(?P<who>[^:：]{1,80}?)\s*$",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(
    r"\((?:Ảnh|Photo|Video) (?P<who>(?!minh|tư liệu|chụp|do )[^()]{2,40})\)\.?$", re.IGNORECASE
)
_CAPTION_NAME: Final = re.compile(
    r"(?i:caption|chu-?thich|legend|ck_leg|photo-?desc|image-?desc|img-?desc|desc-?(?:image|img)|pcms"
    r"|wp-caption|note-?anh|ghi-?chu-?anh|pic-?(?:note|text))|\bImage\b"
)
_INITIALS: Final = re.compile(r"(?:^|[\s.])\w\.$")
_SMALL: Final = re.compile(
    r"icon|avatar|logo|emoji|sprite|blank|pixel|spacer|1x1|grey\.gif|button|banner|qr-?code|google-?news|ggnews",
    re.IGNORECASE,
)
_PICTURE_FILE: Final = re.compile(r"^(?:https?:/)?/[^\s,]+\.(?:jpe?g|png|webp|avif|gif)(?:$|\?)", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(
    r"(?:^|/)(?:grey|gray|blank|loading|lazy|placeholder|spacer|transparent)[\w-]*\.(?:gif|png|svg|jpg)", re.IGNORECASE
)
_SMALL_FILE: Final = re.compile(
    r"(?:^|/)(?:icons?|logo|spacer|blank|pixel|1x1|grey)[\w-]*\.(?:gif|png|svg)|/icons?/|\.svg$|google-?news|emoji",
    re.IGNORECASE,
)
_SOURCES: Final = (
    "data-original",
    "data-photo-original-src",
    "data-large-src",
    "data-hires",
    "data-full",
    "data-srcset",
    "srcset",
    "data-src",
    "data-lazy-src",
    "data-lazy",
    "src",
    "poster",
)
_CAPTION_LIMIT = 700


@dataclass(slots=True, eq=False)
class Picture:
    """A picture, video or frame of the article and the lines that describe it."""

    media: Element | None
    block: Block | None = None
    lines: list[str] | None = None

    @property
    def caption(self) -> str | None:
        """The caption as displayed."""
        return " ".join(self.lines) if self.lines else None


def credit(caption: str) -> str | None:
    """Who made or gave the picture: what follows the last `Ảnh:`, `Photo:`, `Video:`, `Đồ họa:` of a caption."""
    match = _CREDIT.search(caption)
    if match is None:
        match = _BRACKETED.search(caption)
        return clean_or_none(match["who"]) if match else None
    who = match["who"].strip()
    if (match.start() and caption[match.start() - 1] in "([") or (
        who.endswith((")", "]", ").")) and who.count("(") < who.count(")")
    ):
        who = re.sub(r"[)\]]\.?$", "", who)
    if who.endswith(".") and not _INITIALS.search(who):
        who = who.rstrip(".")
    return clean_or_none(who.strip(" -–;,"))


def only_credit(text: str) -> bool:
    """A line that is a credit and nothing else."""
    match = _CREDIT.match(text)
    return bool(match) and len(text) <= 90


def named_caption(block: Block) -> bool:
    """The markup calls this line a caption."""
    if block.captioned:
        return True
    element: Element | None = block.element
    for _ in range(2):
        if element is None:
            return False
        name = element.get("class")
        if name and _is_caption_name(name):
            return True
        element = element.getparent() if element.tag in ("p", "span", "em", "i", "center") else None
    return False


@lru_cache(maxsize=4096)
def _is_caption_name(name: str) -> bool:
    return bool(_CAPTION_NAME.search(name))


def follows_as_caption(block: Block, picture: Block, usual_align: str, slanted_usual: bool, title: str) -> bool:
    """Whether a line right behind a picture, outside any frame, reads as its caption."""
    text = block.text
    if len(text) > _CAPTION_LIMIT or block.row:
        return False
    if named_caption(block) or (len(text) <= 600 and credit(text)):
        return True
    if block.element is picture.element:
        if block.broken or block.align == "center" or block.all_slanted:
            return True
        return len(text) <= 140 and not _floats(picture)
    if block.heading or len(text) > 400:
        return False
    if block.align == "center" and usual_align != "center" and not (block.all_bold and len(text) < 60):
        return True
    if block.all_slanted and not slanted_usual:
        return True
    return repeats_alt(text, picture, title) or _wrapped_together(block, picture)


def _floats(picture: Block) -> bool:
    """Set into running text: what stands beside it is a paragraph."""
    media = picture.media
    return media is not None and (
        (media.get("align") or "").lower() in ("left", "right") or "float" in (media.get("style") or "").lower()
    )


def repeats_alt(text: str, picture: Block, title: str) -> bool:
    """The picture's text alternative says the same (and is not just the headline)."""
    alt = fold(clean(picture.media.get("alt") if picture.media is not None else None))
    if len(alt) < 12 or alt == fold(title):
        return False
    said = fold(text)
    return said == alt or (len(alt) > 30 and (said.startswith(alt) or alt.startswith(said)))


def _wrapped_together(block: Block, picture: Block) -> bool:
    """Picture and line share a small wrapper of their own: a figure made of divs."""
    around: Element | None = picture.element
    for _ in range(4):
        if around is None or around.tag in ("body", "article", "main", "section"):
            return False
        if _within(block.element, around):
            break
        around = around.getparent()
    if around is None or not _within(block.element, around):
        return False
    if around.find(".//figcaption") is not None:
        return False
    size = sum(len(text.strip()) for text in around.itertext())
    return size <= len(block.text) * 1.15 + 40


def _within(element: Element, around: Element) -> bool:
    return any(parent is around for parent in element.iterancestors())


def is_picture(media: Element, page: Page) -> bool:
    """Whether a media element is a picture of the article, not an icon or a measuring pixel."""
    if media.tag != "img" and media.tag != "amp-img":
        return True
    for side in ("width", "height"):
        value = (media.get(side) or "").strip().removesuffix("px")
        if value.isdigit() and int(value) < 60:
            return False
    if _SMALL.search(names_of(media)):
        return False
    source = _offered(media)
    return source is None or not _SMALL_FILE.search(source)


def image_url(media: Element, page: Page) -> str | None:
    """Absolute URL of the largest form that the page offers."""
    offered = _offered(media)
    if offered and (found := page.resolve(offered)):
        return found
    around = media.getparent()
    while around is not None and around.tag in ("picture", "source"):
        for source in around.iter("source"):
            if found := page.resolve(_largest(source.get("srcset") or source.get("data-srcset") or "")):
                return found
        around = around.getparent()
    return None


def _offered(media: Element) -> str | None:
    """The largest form that the element's own attributes offer, as written; a lazy picture's placeholder is none."""
    for name in _SOURCES:
        value = media.get(name)
        if value and not value.startswith("data:"):
            url = _largest(value) if "srcset" in name else value
            if url and not _PLACEHOLDER.search(url):
                return url
    named = (value for name, value in media.items() if name.startswith("data-") and _PICTURE_FILE.search(value))
    return next(named, None)


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
