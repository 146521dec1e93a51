"""Lines: what one line of a news page says of itself - a byline, a source line, a dateline, a heading of related
links, a footer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from newsarchive.text import clean, fold, is_vietnamese

_UPPER = "A-ZÀ-ÖØ-ÞĀĂĐĨŨƠƯẠ-ỸĀ"
_DASH = r"[-–—]"


_ORIGIN = (
    r"(?:Báo )?Nguồn(?: tin| bài(?: viết)?| gốc)?|Source|Link (?:bài )?gốc|(?:Xem )?(?:[Bb]ài|[Tt]in) gốc(?: tại)?"
)
_SOURCE: Final = re.compile(
    rf"^\(?(?:{_ORIGIN}|Original|Fuente|Quelle|Fonte|Źródło|Bron"
    r"|Kaynak)\s*[:：]\s*(?P<what>.{2,300}?)\)?$",
    re.IGNORECASE,
)
_SOURCE_LABEL: Final = re.compile(rf"^(?:{_ORIGIN})\s*[:：]?$", re.IGNORECASE)
_AGENCY: Final = re.compile(r"^\((?:[Tt]heo |Nguồn:? )?(?P<what>[^()]{2,40})\)\.?$")
_ACCORDING: Final = re.compile(
    rf"^\(?(?:[Tt]heo|THEO|According to|Via)\s*:?\s*(?P<what>"
    rf"(?:(?:báo |tạp chí |trang |Báo )?[{_UPPER}]|[a-z0-9-]+\.[a-z])"
    r"(?:[^!?:;()]|\([^()]{1,40}\)){1,100}?)\)?\.?$"
)
_LABELLED_URL: Final = re.compile(r"^\S(?:.{0,28}?\S)?\s*[:：]\s*(?P<url>https?://\S+)$")
_ORIGINAL_LINK: Final = re.compile(
    r"^(?:link (?:bài )?gốc|nguồn|source|xem bài gốc)\b.{0,24}?(?P<url>https?://\S+)$", re.IGNORECASE
)
_NAMED_LINK: Final = re.compile(rf"^(?:Nguồn|NGUỒN|Source)\s+(?P<name>[{_UPPER}][^:]{{1,40}}?)\s*:\s*https?://")
_BUTTON_BEHIND: Final = re.compile(r"\s*(?:copy link|lấy link!?|sao chép(?: link)?)$", re.IGNORECASE)
_URL: Final = re.compile(r"https?://[^\s<>\"']+")
_BARE_URL: Final = re.compile(r"^https?://\S+$")
_DATELINE: Final = re.compile(
    rf"^(?P<line>\((?P<in>[^()]{{2,24}})\)\s*{_DASH}?"
    rf"|(?P<of>[{_UPPER}]\w{{1,14}}(?: [{_UPPER}]\w{{0,12}}){{0,3}} \([A-ZĐ+]{{2,8}}\))\s*{_DASH}"
    rf"|(?P<out>[{_UPPER}][\w.Đđ+&/]{{1,18}}(?: [{_UPPER}][\w.]{{0,12}})?)\s*{_DASH})\s*"
)
_CONTINUED: Final = re.compile(
    r"\(?(?:[a-z]+ ){1,4}?[a-z]+, (?:ngay |thang )?\d{1,2}[./-][\d./-]{2,8}\)?$"  # place and date of writing
    r"|\(?con nua\)?\W*$|\(?(?:ky|bai) (?:sau|toi|tiep|cuoi|\d{1,2})\s*:"
)
_SERVICE: Final = re.compile(
    r"dang ky|website|web|tra cuu|lien he|facebook|fanpage|zalo|youtube|form|e-?mail|dia chi|truy cap|tham gia|ung dung"
    r"|\bapp\b|tai ve|tai:|xem|hotline|video|clip"
)
_ORIGIN_WORD: Final = re.compile(r"nguon|goc|theo|bai")
_PAPER: Final = re.compile(r"\b(?:Báo|báo|Tạp chí|tạp chí|Đài|Cổng|Trang|trang|Thông tấn)\b")
_AGENCIES: Final = re.compile(r"(?:TTXVN|VNA|VNS|AFP|AP|Reuters|Xinhua|Kyodo|Yonhap|Bernama|TASS|DPA|EFE|ANSA|UPI)$")
# What stands before a dash or in brackets and names no paper: a person, a picture, a button.
_NO_DATELINE: Final = re.compile(r"(?:Ông|Bà|Anh|Chị|Cô|Chú|Em|Theo|Ảnh|Nguồn|A\+A|\d+$)(?:\b|$)")
_OUTLET: Final = re.compile(
    r"\.(?:vn|com|net|org)\b|\+|/|\b(?:TTXVN|VOV|VTV|VTC|TPO|TTO|NLĐO|QTO|AFP|Reuters|AP|BNEWS|Bnews|TNO"
    r"|PV)\b|^(?:Báo|báo|Tạp chí|Đài|trang|Cổng)\b|^[A-ZĐ+]{2,12}$"
)


class SourceLine(NamedTuple):
    """The page's own word on where the text comes from."""

    url: str | None
    name: str | None


@lru_cache(maxsize=512)  # a short line is asked about several times on its page
def _folded(text: str) -> str:
    return fold(text)


def dateline(text: str) -> str | None:
    """The prefix of a lead, without brackets and dash: `QTO`, `CTO`, `Dân trí`."""
    match = _DATELINE.match(text)
    if not match:
        return None
    word = clean(match["in"] or match["of"] or match["out"])
    if not word or _NO_DATELINE.match(word) or not any(map(str.isalpha, word)):
        return None
    numbered = word[0].isdigit() and not (match["in"] and " " not in word)
    return word if not numbered and len(word.split()) <= (5 if match["of"] else 4) else None


def to_be_continued(text: str) -> bool:
    """A line that announces the next part of a series."""
    return len(text) <= 120 and bool(_CONTINUED.match(_folded(text)))


def agency_dateline(text: str | None) -> str | None:
    """`Quang Ngai (VNA)`, with which an agency's text begins even where a lead stands before it."""
    match = _DATELINE.match(text or "")
    return match["of"] if match else None


def only_dateline(text: str) -> bool:
    """A dateline that stands apart from its lead."""
    match = _DATELINE.match(text + " ")
    return bool(match) and match.end() >= len(text) if match else False


def source_line(text: str, href: str | None = None) -> SourceLine | None:
    """Read `Nguồn: https://...`, `Source: X`, `Theo X` and, in any language, `label: https://...`; `href` is the
    line's link.
    """
    text = text.strip()
    if not href and "://" not in text and len(text) > 330:
        return None  # longer than any source line without an address
    href = href if href and not href.startswith(("javascript:", "#", "mailto:")) else None
    labelled = _LABELLED_URL.match(text) if "://" in text and not _elsewhere(text) else None
    if "://" in text and (match := labelled or _ORIGINAL_LINK.match(text)):
        named = _NAMED_LINK.match(text)
        return SourceLine(_trim(match["url"]), named["name"] if named else None)
    if href and source_label(text):
        return SourceLine(href, None)
    text = _BUTTON_BEHIND.sub("", text)
    if match := _SOURCE.match(text):
        what = match["what"].strip(" .")
        url = _URL.search(what)
        if url:
            name = clean(what.replace(url[0], " ")).strip(" -–:()|,.") or None
            return SourceLine(_trim(url[0]), name)
        return SourceLine(href, what) if len(what) <= 80 and not _told(what) else None
    if (match := _AGENCY.match(text)) and outlet(match["what"]):
        return SourceLine(href, match["what"].strip())
    if (match := _ACCORDING.match(text)) and len(text) <= 110 and not _claims(text):
        return SourceLine(href, match["what"].strip(" ."))
    return None


def _elsewhere(text: str) -> bool:
    """Whether the label of an address says that it is for something else than where the text comes from."""
    label = text.partition("://")[0]
    return bool(_SERVICE.search(_folded(label))) or (is_vietnamese(label) and not _ORIGIN_WORD.search(_folded(label)))


def _told(what: str) -> bool:
    """Whether what stands behind `Nguồn:` is a sentence about money, water or light."""
    return what[:1].islower() and (what[-1] in ".%" or "%" in what or len(what.split()) > 6)


def _claims(text: str) -> bool:
    """Whether a line that begins with `Theo` goes on to say something."""
    return (len(text) > 70 and not _PAPER.search(text)) or (text.endswith(".") and ", " in text)


def source_label(text: str) -> bool:
    """The label of a source line without what it announces."""
    return len(text) <= 20 and bool(_SOURCE_LABEL.match(text))


def outlet(name: str) -> bool:
    """A name that is an outlet's or agency's rather than a person's."""
    return bool(_OUTLET.search(name))


def agency(name: str) -> bool:
    """A news agency's own name, which signs what it sells."""
    return bool(_AGENCIES.match(name.lstrip(" -–—")))


def bare_url(text: str) -> bool:
    """A line that is only a URL."""
    return bool(_BARE_URL.match(text))


def _trim(url: str) -> str:
    return url.rstrip(".,;)")
