"""Boilerplate: lines that are no part of any article - headings of links, buttons, pointers, imprint, invitations."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from newsarchive.text import fold

# Headings behind which there is nothing of the article, or a box of links (folded text).
_RELATED: Final = re.compile(
    r"^(?:>+\s*)?(?:"
    r"(?:cac )?(?:tin|bai|video|anh|su kien|noi dung|chu de|tin tuc|bai viet|tin bai)(?: tuc| viet"
    r"| bai)? (?:(?:co )?lien quan|cung chuyen muc|khac|noi bat|moi(?: nhat| hon)?|cu hon|nong|doc nhieu"
    r"|xem nhieu|cung chu de|hay|gan day|tiep theo|quan tam)"
    r"|(?:bai viet |tin )?cung (?:chuyen muc|tac gia|the|chu de|su kien)|lien quan|(?:xem|doc|tham khao"
    r"|tim hieu) them|doc tiep|co the ban (?:quan tam|chua biet|thich)"
    r"|ban (?:co biet|nen doc)|dang doc|nen doc|(?:\d+ )?(?:binh luan|y kien)(?: cua ban| ban doc)?"
    r"|y kien (?:cua ban|ban doc|doc gia)|gui (?:binh luan|y kien)"
    r"|tin cung muc|(?:doc|xem) nhieu(?: nhat)?|(?:theo )?dong su kien|su kien:|xem tin theo ngay"
    r"|gui (?:y kien|phan hoi)(?: cua ban)?|viet binh luan|ban co the quan tam|dung bo lo|dang nong"
    r"|quan tam nhieu|tin duoc quan tam|tin moi nhan|(?:nhung )?tin (?:moi|cu) hon|(?:cac )?tin,? bai(?: viet)? khac"
    r"|tong so diem cua bai viet.*|click de danh gia.*|other (?:news|stories|articles)|trending|more in \w+"
    r"|same (?:tag|category|author|topic)|related(?: (?:news|articles?|posts?|stories|topics?))?|read (?:more"
    r"|also|next)|see (?:also|more)|you (?:may|might) (?:also )?like|more (?:news|stories)"
    r"|most (?:read|viewed)|latest(?: news)?|comments?|leave a comment|recommended(?: for you)?|tin moi"
    r"|moi nhat|mua dat ban re|goc chuyen gia|(?:cac )?(?:tin|bai)(?: bai)? da (?:dua|dang)"
    r")\s*(?:[:.…]|>+|\(\d+\))*$"
)
_RELATED_START: Final = re.compile(r"^(?:tin|bai|bai viet|tin bai|tin tuc) (?:lien quan|cung chuyen muc)\b")
# Lines that are never text of an article, wherever they stand (folded text).
_NOISE: Final = re.compile(
    r"^(?:no data|trong|chua co (?:du lieu|binh luan)|aucune donnee|pas de donnees|데이터 없음"
    r"|no videos? available|khong co (?:du lieu|binh luan)|chia se(?: bai viet| qua \w+| len \w+)?"
    r"|share(?: this| on \w+)?|tweet|send|email"
    r"|in bai(?: viet)?|print|gui (?:email|mail|bai viet|phan hoi|cho ban be)|facebook|twitter|zalo|copy link"
    r"|sao chep (?:lien ket|link)"
    r"|lay link|theo doi .{2,40} tren.*|follow .{2,40} on google.*|google news|co chu|mac dinh|kich thuoc chu"
    r"|nghe (?:doc )?bai(?: viet)?|nghe audio|doc bai|luu(?: bai)?|quang cao|advertisement|sponsored"
    r"|duoc tai tro|tro ve|quay lai|ve trang chu|xem theo ngay|thich|like|tai ung dung.*|dang nhap.*|0:00.*"
    r"|in (?:bai|trang|tin) nay|\[in trang\]|ban (?:de )?in|gui (?:cho )?ban be|gui bai|luu (?:trang|tin|bai)|tro lai"
    r"|(?:ve|len) dau trang|xem co chu|a ?[+-]|tang co chu|giam co chu|phong to|thu nho|font size|go back"
    r"|chia se bai nay"
    r"|\d[\d.,]* lan doc|(?:so )?(?:luot xem|lan doc|lan xem|hits|views?)\s*:\s*\d[\d.,]*|da xem\s*:?\s*\d[\d.,]*"
    r"|phan hoi|binh chon|follow us|doc bai viet|\d+ binh luan|xem (?:them|tiep) ?(?:»|>>?)|tai xuong|download"
    r"|tai file dinh kem|qc|loading\W*|thich \d+|google\+"
    r"|dang ky (?:nhan )?(?:ban tin|newsletter|email).*|cuoi \w+ tin|bo qua .{2,40} va tiep tuc(?: doc)?|bo qua \w+ tin"
    r"|(?:quet|scan) (?:ma )?qr.*|tai (?:app|ung dung) .*"
    r"|\[(?P<code>\w{2,20})\b[^\]]*\].*\[/(?P=code)\]|\[quay lai\]"
    r"|powered by.*|play|pause|tat ca|xem tat ca|thu gon|mo rong"
    r"|(?:\d[\d.,]* )?(?:luot (?:xem|doc)|views?|luot thich|likes?|shares?)(?: ?:? ?\d[\d.,]*)?|tam dung"
    r"|toc do doc.*|giong (?:nam|nu|doc).*)\s*[:.]?$|^\d{1,4}(?:[.,]\d)?[kmb]?$|^\d{1,3} ?/ ?\d{1,3}\W*$"
)
_TOOLS: Final = re.compile(  # several buttons that one line holds
    r"^(?:(?:a ?[+-]|ban in|in bai|gui (?:e-?mail|mail|bai)|chia se|print|e-?mail|facebook|twitter|zalo|google\+?"
    r"|phan hoi|luu bai|doc bao|tweet|share|like|copy link)(?:[\s|/,·-]+|$|(?=a[+-]))){2,}$"
)
_COUNTER: Final = re.compile(
    r"^(?:binh luan|y kien|phan hoi|thao luan|thich|chia se|comments?|commentaires?|comentarios?|kommentare?|likes?"
    r"|shares?|댓글|コメント|评论)[^.!?]{0,20}\(\d{1,6}\)$"
)
_TAGS: Final = re.compile(
    r"^(?:tu khoa|tags?|the|chu de(?: lien quan)?|related topics?|keywords?|tim kiem|xem them|tag bai viet|hashtags?)"
    r"\s*:?$"
)
_IMPRINT: Final = re.compile(
    r"^(?:BỘ VĂN H(?:ÓA|OÁ)|Chịu trách nhiệm|Cục trưởng|Trụ sở|Giấy phép|Tổng Biên tập|Cơ quan chủ quản"
    r"|Bản quyền|Copyright|©|®"
    r"|Liên hệ quảng cáo|Ghi rõ nguồn|Cấm sao chép|All rights reserved)(?P<mark>\s*:|\s+số\b|\s+thiết lập\b"
    r"|\s+hoạt động\b)?",
    re.IGNORECASE,
)
# What licenses of the press are called, and who gives them; others build bridges.
_PRESS: Final = re.compile(r"bttt|ttdt|-bc\b|bvh|bao chi|bo thong tin|bo van hoa|so thong tin|xuat ban|hoat dong bao")
_LINK_LEAD: Final = re.compile(r"^(?:>>+|>|»|=>|->|→|⇒|▶|►|&gt;)")
_SEE_ALSO: Final = re.compile(
    r"^[*+•–-]?\s*(?:(?:xem|doc|tham khao) (?:them|tiep|ngay|nhanh|clip|toan canh)(?: (?:video|clip|anh|bai|tin))?"
    r"|xem|tham khao|nen xem|click xem|dung bo lo|co the ban quan tam|(?:tin|bai) (?:lien quan|doc nhieu)"
    r"|(?:ky|bai) truoc"
    r"|moi (?:quy vi|ban|doc gia)?.{0,40}(?:xem|doc|theo doi).{0,12}"
    r"|read(?: more)?|see also|also read|related|watch|>>)"
    r"\s*[:>]",
    re.IGNORECASE,
)
_NEWSLETTER: Final = re.compile(r"\W*dang ky (?:nhan )?(?:ban tin|newsletter|email)")
_INVITED: Final = re.compile(
    r"^\W*(?:(?:kinh )?moi (?:quy )?(?:doc gia|ban doc|khan gia|quy vi)\b.{0,40}"
    r"\b(?:xem|theo doi|don|doc|gui|gop|lien he|nghe)\b"
    r"|ban dang doc bai"
    r"|quy (?:doc gia|vi).{0,30} xem them)"
)
_CALL: Final = re.compile(
    r"^\W*(?:kinh |moi )?(?:moi thong tin|quy|cac|ban)? ?(?:quy )?(?:doc gia|ban doc|vi|thac mac|phan anh)\b"
)
_CONTACT: Final = re.compile(
    r"@|hotline|duong day nong|so dien thoai|toa soan|hom thu|dia chi e?-?mail|gui (?:bai|tin|phan anh) (?:ve|toi)"
)


@lru_cache(maxsize=512)  # a short line is asked about several times on its page
def _folded(text: str) -> str:
    return fold(text)


def related_heading(text: str) -> bool:
    """A heading of links to other articles, comments and the like; what follows is no part of the article."""
    return len(text) <= 60 and bool(_RELATED.match(folded := _folded(text)) or _RELATED_START.match(folded))


def noise(text: str) -> bool:
    """Buttons, counters, placeholders; lines that only point elsewhere."""
    if _LINK_LEAD.match(text):
        return len(text) < 40 or text[-1] not in ".;"
    if len(text) <= 120 and _NEWSLETTER.match(_folded(text)):
        return True
    if len(text) > 80 or (text[-1:] in (".", "!", "?") and len(text.split()) >= 6):
        return False
    folded = _folded(text).strip("-–—•*|~ ")
    return bool(_NOISE.match(folded) or _COUNTER.match(folded) or _TOOLS.match(folded))


def see_also(text: str) -> bool:
    """A line that begins as a pointer to another article."""
    return bool(_SEE_ALSO.match(fold(text[:70])))


def tags_label(text: str) -> bool:
    """The label before a page's tags."""
    return len(text) <= 24 and bool(_TAGS.match(_folded(text)))


def imprint(text: str) -> bool:
    """A line of the publisher's imprint; a sentence that begins with the same words is none."""
    match = _IMPRINT.match(text) if len(text) < 300 else None
    if not match:
        return False
    if text[-1] not in ".!?":
        return True
    rest = text[match.end() :].lstrip()
    return bool(match["mark"]) and not rest[:1].islower() and (":" in match["mark"] or bool(_PRESS.search(fold(text))))


def labelled_tags(text: str) -> bool:
    """A line of tags behind their label."""
    label, colon, _ = text.partition(":")
    return bool(colon) and tags_label(label)


def call(text: str) -> bool:
    """An invitation to write in or call, such as papers put behind an article."""
    folded = _folded(text[:400])
    return len(text) <= 400 and bool(_INVITED.match(folded) or (_CALL.match(folded) and _CONTACT.search(folded)))
