"""Bylines: the names that a line of a news page gives, and in what words."""

from __future__ import annotations

import re
from typing import Final

from newsarchive.text import fold

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĐĨŨƠƯẠ-ỸĀ"
_ROLE = (
    r"(?:bài(?: viết)?|tin|ảnh|clip|video|thực hiện|tác giả(?: bài viết)?|biên dịch|tổng hợp|nhóm (?:pv|phóng viên)"
    r"|phóng viên|đồ họa|photos?|text|story|words|by|reported by|author|đồ hoạ|trình bày|ghi|lược dịch|dịch"
    r"|reported|translated|compiled|written|người viết|nội dung|thiết kế|kỹ thuật|infographic)"
)
_ROLE_BEFORE: Final = re.compile(rf"^\s*{_ROLE}(?:\s*(?:,|và|&)\s*{_ROLE})*\s*:\s*", re.IGNORECASE)
_BYLINE: Final = re.compile(
    rf"^\(?{_ROLE}(?:\s*(?:,|và|&|\+|/|-|–|and|(?<=\s))\s*{_ROLE})*\s*(?::|by)\s*(?P<names>.{{1,90}}?)\)?$",
    re.IGNORECASE,
)
_PERSON_LABEL: Final = re.compile(r"^(?P<label>Tác giả|Vai trò),\s+(?P<names>.{2,90})$", re.IGNORECASE)
_WORD = rf"(?:[{_UPPER}][\w’'.]*\+?|\d{{1,3}})"
_NAME = rf"{_WORD}(?:[ -]{_WORD}){{0,6}}"
_AND = r"(?:\s*[,;/&+|]\s*|\s+[-–—]\s+|\s+(?:và|and)\s+)"
_NAMES: Final = re.compile(
    rf"^(?:By |Theo )?{_NAME}(?:{_AND}{_NAME}){{0,5}}"
    rf"(?:(?:\s*[(/]\s*|\s+[–-]\s+)(?:{_NAME}(?:\s*[/,]\s*{_NAME})*"
    r"|(?:(?i:tổng hợp|t/h|st|sưu tầm|lược dịch(?: từ [^()]{2,40})?|dịch|biên dịch|ghi|thực hiện)|theo [^()]{2,40}"
    r"|(?:[Pp]hóng viên|PV|CTV|[Tt]hông tín viên|[Cc]ộng tác viên|[Nn]hà báo|[Tt]hường trú)[^()]{0,50}))\s*\)?)?$"
)
_NO_NAME: Final = re.compile(r"\W*(?:het|con nua|anh minh hoa|minh hoa|quang cao|tra loi|hoi|dap)\W*$")
_DONE: Final = re.compile(r"(?<=\S)\s+(?:thực hiện|tổng hợp|t/h|ghi|lược dịch|biên dịch|lược ghi|dịch)$", re.IGNORECASE)
_AFTER: Final = re.compile(
    r"^(?P<name>[^()]{2,50}?)\s*(?:[-–,]\s*)?(?P<mark>\()?[Tt]heo (?P<what>[^()]{2,40}?)(?(mark)\))\.?$"
)
_CREDIT: Final = re.compile(r"\((?:ảnh|photos?|video|clip)\s*:", re.IGNORECASE)  # of pictures, not of the text
_OF_OUTLET: Final = re.compile(r"^(?P<name>[^()/]{2,50}?)\s*\((?P<what>[^()]{2,40})\)$")
_ROLE_ONLY: Final = re.compile(r"\((?:phong vien|pv|ctv|thong tin vien|cong tac vien|thuong tru)\b[^()]{0,80}\)$")
_SPOKEN: Final = re.compile(r"\(?(?:video|clip|phóng viên|infographic)\s*:", re.IGNORECASE)  # who asks, what is shown
_ORGANISATION: Final = re.compile(
    r"(?:doan (?:luat su|thanh nien)|so|uy ban|ubnd|van phong|cong ty|truong|benh vien|vien|hoi|trung tam|phong|khoa"
    r"|cuc|chi cuc|lien doan|hoc vien|dai hoc)\s"
)
_NAME_BREAK: Final = re.compile(r"\s+[-–—]\s+|\s*[,;|]\s*|\s+&\s+|\s+(?:và|and)\s+|\s+\+\s+")


def byline(text: str) -> list[str]:
    """Names of a line with a role in it (`Bài, ảnh: X`); empty where it is none."""
    match = _BYLINE.match(text) if len(text) <= 110 and not _CREDIT.match(text) else None
    if match and _SPOKEN.match(text) and not names_only(match["names"].strip()):
        return []
    return split_names(match["names"]) if match and not _said(match["names"]) and not _listed(match["names"]) else []


def _said(text: str) -> bool:
    """Whether what stands behind `Phóng viên:` is said by one: a sentence, of small words."""
    words = text.split()
    return text[-1] in ".?!" and len(words) > 2 and sum(word[0].isupper() for word in words) * 2 < len(words)


def _listed(text: str) -> bool:
    """Whether it is a list of single words that ends as a sentence does."""
    return text.endswith(".") and text.count(",") >= 2 and not any(" " in part.strip() for part in text.split(","))


def labelled_person(text: str) -> list[str] | None:
    """Names behind `Tác giả,`, as BBC labels them; empty where the line says what the author is; None for others."""
    match = _PERSON_LABEL.match(text) if len(text) <= 110 and not text.endswith(".") else None
    if match is None:
        return None
    return split_names(match["names"]) if match["label"].lower() == "tác giả" else []


def names_only(text: str) -> bool:
    """A line that is nothing but one to five names, pen names or initials."""
    return (
        len(text) <= 70
        and len(text.split()) <= 14
        and not _NO_NAME.match(fold(text))
        and bool(_NAMES.match(text))
        and not text.isdigit()
        and not (text.isupper() and max(map(_words, _NAME_BREAK.split(text))) > 4)
    )


def _words(text: str) -> int:
    return len(text.split())


def done_by(text: str) -> bool:
    """`Văn Nam thực hiện`, `H.A (t/h)`."""
    bare = _DONE.sub("", text)
    return bare != text and len(text) <= 60 and names_only(bare)


def signature(text: str) -> bool:
    """A short line that is no sentence; set right at the end of a text it signs it."""
    return (
        2 <= len(text) <= 50
        and len(text.split()) <= 8
        and text[-1] not in ".?!:;,…"
        and text[0].isupper()
        and not any(map(str.isdigit, text))
        and not _NO_NAME.match(fold(text))
        and (group(text) or sum(word[0].isupper() for word in text.split()) * 2 >= len(text.split()))
    )


def name_and_source(text: str) -> tuple[str, str] | None:
    """The parts of `Ngô Thảo (theo Kyodo)`: names, and the outlet that they wrote after."""
    match = _AFTER.match(text) if len(text) <= 90 else None
    return (match["name"], match["what"].strip()) if match and names_only(match["name"]) else None


def name_in_outlet(text: str) -> str | None:
    """`Nguyễn Sơn (Pháp luật Việt Nam)`, a person of an outlet, as `Nguyễn Sơn/Pháp luật Việt Nam`."""
    match = _OF_OUTLET.match(text)
    if not match or " " not in match["name"] or not names_only(match["name"]) or _DONE.search(f". {match['what']}"):
        return None
    return f"{match['name']}/{match['what']}"


def role_only(text: str) -> bool:
    """What the one above is, in brackets: `(Phóng viên thường trú tại Kiên Giang)`."""
    return bool(_ROLE_ONLY.match(fold(text)))


def organisation(name: str) -> bool:
    """What a person belongs to, as a second line under the name says it."""
    return bool(_ORGANISATION.match(fold(name)))


def group(text: str) -> bool:
    """A signature of many: `Nhóm phóng viên`, `PV`, `Ban Thời sự`."""
    return bool(re.match(r"(?:nhom|pv|ban|to|phong|toa soan)\b", fold(text)))


def _hyphenated(part: str) -> list[str]:
    """`Trung Hiền-Quang Vũ` is two persons, `Jean-Paul` one."""
    first, _, last = part.partition("-")
    two = " " in first.strip() and " " in last.strip() and "-" not in last and "/" not in part
    return [first, last] if two and names_only(first.strip()) and names_only(last.strip()) else [part]


def split_names(text: str) -> list[str]:
    """Names of a byline as signed, without the brackets behind them."""
    text = re.sub(r"\.\s+(?=(?:Ảnh|Video|Clip|Đồ họa|Bài|Tin)\s*:)", ", ", text)
    text = re.sub(r"^(?:Theo|By|PV:|Phóng viên|Tác giả)\s*:?\s+", "", text.strip())
    text = re.sub(r"\s*\([^()]*\)?\s*\.?$", "", text)
    text = _DONE.sub("", text)
    found: list[str] = []
    for part in (one for joined in _NAME_BREAK.split(text) for one in _hyphenated(joined)):
        part = _ROLE_BEFORE.sub("", part)
        name = part.strip(" .:;,-–") if not re.search(r"(?:^|[\s.])\w\.$", part.strip()) else part.strip(" :;,-–")
        if name and name not in found and len(name) <= 60 and not re.search(r"\d{3}|@", name):
            found.append(name)
    return found
