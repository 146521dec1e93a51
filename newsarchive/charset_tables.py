"""TCVN3 (ABC) and VNI, the two Vietnamese font encodings that Python has no codec for: tables and decoders.

On the wire both pass for Western text: the fonts .VnTime and VNI-Times drew the letters. Bytes outside the tables
are windows-1252. The tables agree with glibc's TCVN5712-1 and with the VNI tables of three public converters.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

# TCVN 5712:1993 VN3, one byte a letter. A capital with a tone has no code: the font .VnTimeH drew the small one so.
_TCVN3_RUNS = (
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
TCVN3: Final[dict[int, str]] = {start + i: letter for start, run in _TCVN3_RUNS for i, letter in enumerate(run)}

# VNI for Windows: a base letter, then a mark for the tone, with a, e and o for circumflex or breve too.
_VNI_TONES = "ùøûõï"  # sắc huyền hỏi ngã nặng
_VNI_CIRCUMFLEX = "áàåãä"
_VNI_BREVE = "éèúüë"
_VNI_ROWS = (
    ("a", "áàảãạ", _VNI_TONES),
    ("e", "éèẻẽẹ", _VNI_TONES),
    ("o", "óòỏõọ", _VNI_TONES),
    ("u", "úùủũụ", _VNI_TONES),
    ("y", "ýỳỷỹ", _VNI_TONES[:4]),
    ("ô", "ớờởỡợ", _VNI_TONES),
    ("ö", "ứừửữự", _VNI_TONES),
    ("a", "ấầẩẫậ", _VNI_CIRCUMFLEX),
    ("e", "ếềểễệ", _VNI_CIRCUMFLEX),
    ("o", "ốồổỗộ", _VNI_CIRCUMFLEX),
    ("a", "ắằẳẵặ", _VNI_BREVE),
    ("a", "âă", "âê"),
    ("e", "ê", "â"),
    ("o", "ô", "â"),
)
_VNI_SINGLES = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for base, letters, marks in _VNI_ROWS:
        for letter, mark in zip(letters, marks, strict=True):
            for sign in (mark, mark.upper()):  # typists mixed them: the base alone says whether it is a capital
                table[base + sign] = letter
                table[base.upper() + sign] = letter.upper()
    for sign, letter in _VNI_SINGLES.items():
        table[sign], table[sign.upper()] = letter, letter.upper()
    return table


VNI: Final[dict[str, str]] = _vni_table()
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_WESTERN = bytes(range(256)).decode("cp1252", "replace")
_TCVN3_MAP = "".join(TCVN3.get(i, letter) for i, letter in enumerate(_WESTERN))

_NO_SMALL_ASCII = re.compile(r"(?<![^\W_])[^\W\d_a-z]+(?: [^\W\d_a-z]+)*(?![^\W_])")


def decode_tcvn3(body: bytes) -> str:
    """Text of TCVN3 bytes; small letters amid capitals become the capitals that the font showed."""
    text = codecs.charmap_decode(body, "replace", _TCVN3_MAP)[0]
    return _NO_SMALL_ASCII.sub(lambda run: run[0].upper() if _is_capitals(run[0]) else run[0], text)


def decode_vni(body: bytes) -> str:
    """Text of VNI bytes."""
    return _VNI_SIGN.sub(lambda sign: VNI[sign[0]], body.decode("cp1252", "replace"))


def _is_capitals(run: str) -> bool:
    """Tell whether .VnTimeH drew these words: one has two ASCII capitals and a small letter (NộI, CHíNH)."""
    return any(sum("A" <= c <= "Z" for c in word) > 1 and word != word.upper() for word in run.split(" "))
