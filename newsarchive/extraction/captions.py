"""Captions: which line belongs to which picture, and who made the picture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive.extraction import bylines
from newsarchive.extraction.boxes import called_author, holds_little, names_of
from newsarchive.extraction.elements import unseen
from newsarchive.extraction.pictures import is_picture
from newsarchive.extraction.rules import displayed
from newsarchive.text import clean, clean_or_none, fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block

_CREDIT: Final = re.compile(
    r"(?:^|(?<=[\s(\[\-–—.,;:|/…\"”_]))(?P<label>(?:Ảnh|Hình(?: ảnh)?|Photos?|Foto|Fotos|Image|Images"
    r"|Pictures?|Video|Clip|Đồ [hH](?:ọa|oạ)|(?:Minh|Biếm) h(?:ọa|oạ)|Tranh"
    r"|Infographic|Nguồn|Source|Credit|Crédit photo|Ph|Bild|Imagen|Фото"
    r"|사진|写真|照片|图片|图)"
    r"(?: (?:tư liệu|minh h(?:ọa|oạ)|chụp màn hình|cắt từ (?:clip|video)|[Cc]redit|[Cc]ourtesy|by|ảnh"
    r"|do nhân vật cung cấp|internet|nhân vật)){0,2})\s*[:：]\s*(?P<who>[^:：]{1,80}?)\s*$",
    re.IGNORECASE,
)
_BRACKETED: Final = re.compile(
    r"\((?:Ảnh|Photo|Video) (?P<who>(?!minh|tư liệu|chụp|do )[^()]{2,40})\)\.?$", re.IGNORECASE
)
# BBC's label ends in a comma, or stood apart from the name.
_SOURCED: Final = re.compile(r"(?:Nguồn|Bản quyền) (?:hình )?ảnh[,:]?\s+(?P<who>[^:：]{2,90})$", re.IGNORECASE)
_CREDIT_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:credits?|copyright|photographer)(?:$|[\s_-])|(?:photo|image|img|picture)(?:-?cms)?[_-]?(?:source|author|by)\b"
    r"|nguon-?anh",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:(?:Chụp lại (?:hình ảnh|video)|Chú thích(?: ảnh| hình| video)?)\s*[,:]|(?:Image|Media|Video) caption\s*[,:]?)"
    r"\s*",
    re.IGNORECASE,
)
_CAPTION_NAME: Final = re.compile(
    r"(?i:(?<!name)caption|chu-?thich|legend|ck_leg|photo-?desc|image-?desc|img-?desc|desc-?(?:image|img)|pcms"
    r"|wp-caption|note-?anh|ghi-?chu-?anh|pic-?(?:note|text))|\bImage\b"
)
_CLIP: Final = re.compile(r"(?:clip|video)\s*[:：]\s*(?P<what>\S.*)$", re.IGNORECASE)
_INITIALS: Final = re.compile(r"(?:^|[\s.])[^\WýÝ]\.$|(?:^|\s)(?:\w{1,4}\.){2,}$")
# Without a colon: "... - Ảnh Hải Lý", "... Ảnh Đức Nghĩa", "© Reuters".
_UNMARKED: Final = re.compile(
    r"(?:^|[-–—.,]\s*|\s)(?P<label>Ảnh|ẢNH|Photos?(?: by| courtesy of)?) (?P<who>[A-ZĐÀ-Ỹ][^:.()]{0,50}?)\.?$"
)
_AGENCY_PHOTO: Final = re.compile(r"(?:^|[\s(])(?P<who>[A-Z]{2,8}(?:/[A-Z]{2,8})?) [Pp]hotos?\)?\.?$")
_SIGN: Final = re.compile(r"(?:^|\s)©\s*(?P<who>[^©\d]{2,60})$")
_CAPTION_LIMIT = 700
_PHOTO_STORY = 3  # pictures
_CREDIT_LIMIT = 300  # characters at a caption's end where a credit may stand: a longer search is a hostile page's wish
_END: Final = frozenset(".!?…:;,”\"'’)»")
# Signs the text, with or without its pictures.
_WRITTEN: Final = re.compile(r"(?:tin|bài|thực hiện|nội dung|text|story|words)\b[^:]{0,24}:", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Picture:
    """A picture, video or frame of the article and the lines that describe it."""

    media: Element | None
    block: Block | None = None
    lines: list[str] | None = None
    credit: str | None = None  # by the markup's word

    @property
    def caption(self) -> str | None:
        """The caption as displayed."""
        return " ".join(self.lines) if self.lines else None


def credit(caption: str) -> str | None:
    """Who made or gave the picture: what follows the last `Ảnh:`, `Photo:`, `Video:`, `Đồ họa:` of a caption."""
    caption = caption[-_CREDIT_LIMIT:]
    match = _CREDIT.search(caption) if ":" in caption or "：" in caption else None
    if match is None:
        match = _BRACKETED.search(caption) or _SOURCED.search(caption) or _SIGN.search(caption)
        match = match or _AGENCY_PHOTO.search(caption)
        if match is None and (match := _UNMARKED.search(caption)) and not _signs_picture(match["who"]):
            return None
        return clean_or_none(match["who"]) if match else None
    who = match["who"].strip()
    if not match.start() and _CLIP.match(caption) and not bylines.names_only(who):
        return None  # it says what the video shows
    if (match.start() and caption[match.start() - 1] in "([") or (
        who.endswith((")", "]", ").")) and who.count("(") < who.count(")")
    ):
        who = re.sub(r"[)\]]\.?$", "", who)
    if who.endswith(".") and not _INITIALS.search(who):
        who = who.rstrip(".")
    return clean_or_none(who.strip(" -–;,"))


def _signs_picture(who: str) -> bool:
    return bylines.names_only(who) and who != "TL"  # `Ảnh TL`: from the archive


def only_credit(text: str) -> bool:
    """A line that is a credit and nothing else."""
    if text.startswith("(") and text.rstrip(".").endswith(")"):
        text = text.rstrip(".")[1:-1]
    return len(text) <= 90 and bool(_CREDIT.match(text) or _SOURCED.match(text) or _SIGN.match(text))


def bare(text: str) -> str:
    """A caption's line without the label that says that it is one; empty where it is nothing else."""
    match = _LABEL.match(text)
    return text[match.end() :] if match else text


def named_credit(frame: Element) -> str | None:
    """The words of a figure that the markup calls its credit."""
    for element in reversed([inner for inner in frame.iterdescendants() if _CREDIT_NAME.search(names_of(inner))]):
        if not unseen(element):
            said = clean(element.text if len(element) == 0 else displayed(element)).strip("()[] ")
            if 2 <= len(said) <= 90:
                return credit(said) or said
    return None


def named_caption(block: Block) -> bool:
    """The markup calls this line a caption."""
    if block.captioned:
        return True
    element: Element | None = block.element
    for _ in range(2):
        if element is None:
            return False
        name = names_of(element)
        if name and _is_caption_name(name):
            return True
        element = element.getparent() if element.tag in ("p", "span", "em", "i", "center") else None
    return False


@lru_cache(maxsize=4096)
def _is_caption_name(name: str) -> bool:
    return bool(_CAPTION_NAME.search(name))


class Usual(NamedTuple):
    """How the article's lines look that follow no picture: what looks otherwise may be a caption."""

    align: str
    slanted: bool
    ended: bool  # with the sign that ends a sentence
    credited: bool  # most lines right behind pictures name who made them: so do the others describe theirs


def usual(blocks: list[Block]) -> Usual:
    """Look at the lines of an article."""
    aligns = Counter(block.align for block in blocks if len(block.text) > 120)
    texts = [block for at, block in enumerate(blocks) if block.text and not (at and blocks[at - 1].media is not None)]
    ended = [block.text[-1] in _END for block in texts if len(block.text) >= 40]
    behind = [block for at, block in enumerate(blocks) if block.text and at and blocks[at - 1].media is not None]
    return Usual(
        aligns.most_common(1)[0][0] if aligns else "",
        sum(block.all_slanted for block in texts) * 2 > len(texts),
        len(ended) >= 3 and sum(ended) * 5 >= len(ended) * 4,
        len(behind) >= _PHOTO_STORY and sum(credit(block.text) is not None for block in behind) * 2 >= len(behind),
    )


def titles_clip(block: Block, usual: Usual) -> bool:
    """A centred line that says what a video shows, by `Clip:` or `Video:`."""
    match = _CLIP.match(block.text) if len(block.text) <= 160 and block.align == "center" != usual.align else None
    return bool(match) and not bylines.names_only(match["what"] if match else "")


def heads_picture(block: Block, following: Block | None) -> bool:
    """A line with a credit, set in the middle or in italics, right above a picture."""
    if following is None or following.media is None or following.frame is not None or not is_picture(following.media):
        return False
    return len(block.text) <= 300 and (block.align == "center" or block.all_slanted) and credit(block.text) is not None


def follows_as_caption(block: Block, picture: Block, usual: Usual, title: str) -> bool:
    """Whether a line right behind a picture, outside any frame, reads as its caption."""
    text = block.text
    if len(text) > _CAPTION_LIMIT or block.row or _WRITTEN.match(text):
        return False
    if called_author(block.element) and bylines.names_only(text):
        return False
    if named_caption(block) or (len(text) <= 600 and credit(text)):
        return True
    if block.element is picture.element:
        if block.broken or block.align == "center" or block.all_slanted:
            return True
        return len(text) <= 140 and not _floats(picture)
    if usual.credited and not block.heading:
        return True
    if block.heading or len(text) > 400:
        return False
    if block.align == "center" and usual.align != "center" and not (block.all_bold and len(text) < 60):
        return True
    if (block.all_slanted and not usual.slanted and not _quoted(text)) or (usual.ended and _label(block)):
        return True
    return repeats_alt(text, picture, title) or _wrapped_together(block, picture)


def _quoted(text: str) -> bool:
    """A sentence of somebody, long and in quotation marks."""
    return len(text) >= 80 and text[0] in '“"«‘' and not credit(text)


def _label(block: Block) -> bool:
    """A line of words that is no sentence, no heading, no list item and no name."""
    text = block.text
    return (
        len(text) <= 200
        and text[-1] not in _END
        and text[0].isupper()
        and len(text.split()) >= 5
        and not block.bold
        and not block.links
        and block.align != "right"
        and block.element.tag != "li"
        and not bylines.names_only(text)
    )


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
    return holds_little(around, len(block.text) * 1.15 + 40) and around.find(".//figcaption") is None


def _within(element: Element, around: Element) -> bool:
    return any(parent is around for parent in element.iterancestors())
