"""TCVN3 (ABC) and VNI: the two Vietnamese font encodings that Python has no codec for, as tables from and to Unicode NFC.

Both pass for Western text on the wire (fonts .VnTime and VNI-Times drew the letters); bytes outside the tables are windows-1252.
"""

from __future__ import annotations

import re

# TCVN 5712:1993 VN3: one byte a letter. Capitals with a tone have no code: the .VnTimeH font drew the small codes as capitals.
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
TCVN3: dict[int, str] = {start + i: letter for start, run in _TCVN3_RUNS for i, letter in enumerate(run)}

# VNI for Windows: a base letter followed by a mark that carries the tone, and with A and E and O also circumflex or breve.
_TONES = "ùøûõï"  # sắc huyền hỏi ngã nặng
_CIRCUMFLEX = "áàåãä"
_BREVE = "éèúüë"
_VNI_ROWS = (
    ("a", "áàảãạ", _TONES),
    ("e", "éèẻẽẹ", _TONES),
    ("o", "óòỏõọ", _TONES),
    ("u", "úùủũụ", _TONES),
    ("y", "ýỳỷỹ", _TONES),
    ("ô", "ớờởỡợ", _TONES),
    ("ö", "ứừửữự", _TONES),
    ("a", "ấầẩẫậ", _CIRCUMFLEX),
    ("e", "ếềểễệ", _CIRCUMFLEX),
    ("o", "ốồổỗộ", _CIRCUMFLEX),
    ("a", "ắằẳẵặ", _BREVE),
    ("a", "âă", "âê"),
    ("e", "ê", "â"),
    ("o", "ô", "â"),
)
_VNI_SINGLES = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "ô": "ơ", "ö": "ư", "î": "ỵ", "ñ": "đ"}


def _vni() -> dict[str, str]:
    table: dict[str, str] = {}
    for base, letters, marks in _VNI_ROWS:
        for letter, mark in zip(letters, marks, strict=False):
            # A capital may be typed with the capital or the small mark: the base alone decides.
            table[base + mark] = table[base + mark.upper()] = letter
            table[base.upper() + mark] = table[base.upper() + mark.upper()] = letter.upper()
    for sign, letter in _VNI_SINGLES.items():
        table[sign], table[sign.upper()] = letter, letter.upper()
    return table


VNI: dict[str, str] = _vni()
_VNI_SIGN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_CHARMAP = {i: bytes([i]).decode("cp1252", "replace") for i in range(256)}
_TCVN3_MAP = "".join((_CHARMAP | TCVN3)[i] for i in range(256))


def decode_tcvn3(body: bytes) -> str:
    """Text of TCVN3 bytes."""
    return "".join(map(_TCVN3_MAP.__getitem__, body)) if body else ""


def decode_vni(body: bytes) -> str:
    """Text of VNI bytes."""
    return _VNI_SIGN.sub(lambda sign: VNI[sign[0]], body.decode("cp1252", "replace"))
