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
