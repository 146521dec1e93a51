import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import charset_tables, charsets

SENTENCES = (
    "Chiều qua, người dân thôn Đông vẫn ra đồng gặt lúa dù trời đổ mưa rất to.",
    "Ở vùng cao, học sinh phải vượt suối để đến trường; thầy cô ở lại bản suốt cả tuần.",
    "Những thửa ruộng bậc thang đã chuyển sang màu vàng, báo hiệu một mùa thu hoạch nữa.",
    "Kỹ sư Lê Văn Ổn nói: lũ quét cuốn mất cây cầu gỗ, tỉnh sẽ xây cầu mới ngay năm tới.",
    "Mẹ tôi kể, thuở ấy chợ họp bên bến sông, kẻ mua người bán tấp nập từ sáng sớm.",
    "Bà cụ đẩy xe hàng ẩm ướt, ngẩng lên hỏi giá gạo, ngô, khoai, sắn; ai cũng lắc đầu.",
)
TEXT = " ".join(SENTENCES)
VOWELS = "aăâeêioôơuưy"
TONE_MARKS = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = [unicodedata.normalize("NFC", v + t) for v, t in itertools.product(VOWELS, TONE_MARKS)]
LETTERS = [c for c in [*SMALL, *map(str.upper, SMALL), "đ", "Đ"] if not c.isascii()]

# Written down again from the standards' charts, apart from the tables under test.
TCVN3_OF = {
    letter: bytes([code])
    for letters, codes in (
        ("ĂÂÊÔƠƯĐ", "a1 a2 a3 a4 a5 a6 a7"),
        ("ăâêôơưđ", "a8 a9 aa ab ac ad ae"),
        ("àảãáạ", "b5 b6 b7 b8 b9"),
        ("ằẳẵắặ", "bb bc bd be c6"),
        ("ầẩẫấậ", "c7 c8 c9 ca cb"),
        ("èẻẽéẹ", "cc ce cf d0 d1"),
        ("ềểễếệ", "d2 d3 d4 d5 d6"),
        ("ìỉĩíị", "d7 d8 dc dd de"),
        ("òỏõóọ", "df e1 e2 e3 e4"),
        ("ồổỗốộ", "e5 e6 e7 e8 e9"),
        ("ờởỡớợ", "ea eb ec ed ee"),
        ("ùủũúụ", "ef f1 f2 f3 f4"),
        ("ừửữứự", "f5 f6 f7 f8 f9"),
        ("ỳỷỹýỵ", "fa fb fc fd fe"),
    )
    for letter, code in zip(letters, bytes.fromhex(codes), strict=True)
}
VNI_OF = dict(
    pair.split("=")
    for pair in [
        "á=aù",
        "à=aø",
        "ả=aû",
        "ã=aõ",
        "ạ=aï",
        "ă=aê",
        "ắ=aé",
        "ằ=aè",
        "ẳ=aú",
        "ẵ=aü",
        "ặ=aë",
        "â=aâ",
        "ấ=aá",
        "ầ=aà",
        "ẩ=aå",
        "ẫ=aã",
        "ậ=aä",
        "é=eù",
        "è=eø",
        "ẻ=eû",
        "ẽ=eõ",
        "ẹ=eï",
        "ê=eâ",
        "ế=eá",
        "ề=eà",
        "ể=eå",
        "ễ=eã",
        "ệ=eä",
        "í=í",
        "ì=ì",
        "ỉ=æ",
        "ĩ=ó",
        "ị=ò",
        "ó=où",
        "ò=oø",
        "ỏ=oû",
        "õ=oõ",
        "ọ=oï",
        "ô=oâ",
        "ố=oá",
        "ồ=oà",
        "ổ=oå",
        "ỗ=oã",
        "ộ=oä",
        "ơ=ô",
        "ớ=ôù",
        "ờ=ôø",
        "ở=ôû",
        "ỡ=ôõ",
        "ợ=ôï",
        "ú=uù",
        "ù=uø",
        "ủ=uû",
        "ũ=uõ",
        "ụ=uï",
        "ư=ö",
        "ứ=öù",
        "ừ=öø",
        "ử=öû",
        "ữ=öõ",
        "ự=öï",
        "ý=yù",
        "ỳ=yø",
        "ỷ=yû",
        "ỹ=yõ",
        "ỵ=î",
        "đ=ñ",
    ]
)


def tcvn3(text: str) -> bytes:
    return b"".join(TCVN3_OF.get(c) or TCVN3_OF.get(c.lower()) or c.encode("cp1252") for c in text)


def vni(text: str) -> bytes:
    return "".join(VNI_OF.get(c) or (VNI_OF[c.lower()].upper() if c.lower() in VNI_OF else c) for c in text).encode(
        "cp1252"
    )


def windows_1258(text: str) -> bytes:
    """As Windows types it: the letter with its shape, then the tone apart, unless the pair has a code of its own."""
    out = b""
    for c in text:
        try:
            out += c.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", c)
            tone = next(m for m in marks if m in TONE_MARKS)
            out += (unicodedata.normalize("NFC", marks.replace(tone, "")) + tone).encode("cp1258")
    return out


ENCODERS = {"tcvn3": tcvn3, "vni": vni, "windows-1258": windows_1258}


def page(text: bytes, declared: str | None) -> bytes:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    return b"<html><head>" + meta.encode() + b"</head><body><p>" + text + b"</p></body></html>"


def test_the_alphabet_is_whole() -> None:
    assert len(LETTERS) == 134


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_in_vni_and_windows_1258(letter: str) -> None:
    assert charset_tables.decode_vni(vni(letter)) == letter
    assert charsets._read(windows_1258(letter), "cp1258") == letter


@pytest.mark.parametrize("letter", sorted(TCVN3_OF))
def test_every_letter_of_tcvn3(letter: str) -> None:
    assert charset_tables.decode_tcvn3(TCVN3_OF[letter]) == letter


def test_tables_hold_nothing_else() -> None:
    assert set(charset_tables.TCVN3.values()) == set(TCVN3_OF)
    assert set(charset_tables.VNI.values()) == set(LETTERS)


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "windows-1252", "x-user-defined", "utf-8", "windows-1258", "us-ascii", "nonsense", None]
)
@pytest.mark.parametrize("encoding", ENCODERS)
def test_legacy_pages_are_recognised_under_any_name(encoding: str, declared: str | None) -> None:
    text = TEXT.replace("Ở", "ở").replace("Ổ", "ổ")  # TCVN3 has no such capitals
    decoded = charsets.decode(page(ENCODERS[encoding](text), declared))
    assert decoded.encoding == encoding
    assert f"<p>{text}</p>" in decoded.text
    assert decoded.source == ("meta" if declared == encoding else "sniffed")


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_one_sentence_is_enough(encoding: str, sentence: str) -> None:
    sentence = sentence.replace("Ở", "ở").replace("Ổ", "ổ")
    assert charsets.decode(ENCODERS[encoding](sentence)).text == sentence


@pytest.mark.parametrize(
    "text", ["HỘI ĐỒNG NHÂN DÂN TỈNH", "THỦ ĐÔ HÀ NỘI và các tỉnh", "Và ASEAN đã họp", "Ông Vũ, Bà Tạ"]
)
def test_capitals_that_the_tcvn3_font_drew(text: str) -> None:
    assert charset_tables.decode_tcvn3(tcvn3(text)) == text


FRENCH = (
    "À l'été dernier, où les élèves étaient déjà là, le préfet a répété à Hué qu'un café français coûte très cher. "
    "«Voilà», dit-il, ça ne gêne même pas l'hôtel où naît la forêt."
)
SPANISH = "El niño comió más piñas en la mañana; según él, así será también el próximo año en Perú. ¿Qué pasó? ¡Adiós!"
PORTUGUESE = (
    "Não há informações: a reunião será à noite, às três, e ninguém vê solução; já são dois irmãos lá, café e pão."
)
GERMAN = "Die Bürger fuhren für fünf Tage über die Brücke; schön wär's, hätte es größere Häuser, süße Äpfel und Öl."
ENGLISH = "The “quoted” text — it’s English… with a café and a naïve résumé by Zoë for £5 ©2004"


@pytest.mark.parametrize("text", [FRENCH, SPANISH, PORTUGUESE, GERMAN, ENGLISH])
@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", None])
def test_western_text_is_not_taken_for_vietnamese(text: str, declared: str | None) -> None:
    decoded = charsets.decode(page(text.encode("cp1252"), declared))
    assert decoded.encoding == "windows-1252"
    assert text in decoded.text
    assert decoded.source == ("meta" if declared else "fallback")


def test_strict_utf8_beats_every_declaration() -> None:
    for declared in ("utf-16", "iso-8859-1", "tcvn3", "gb2312"):
        assert charsets.decode(page(TEXT.encode(), declared), f"text/html; charset={declared}")[1:] == (
            "utf-8",
            "utf-8",
        )


@pytest.mark.parametrize("bad", [b"\xff", b"\xe1\xbb", b"\x92", b"\xc3("])
def test_a_few_bad_bytes_leave_utf8_alone(bad: bytes) -> None:
    decoded = charsets.decode(page(TEXT.encode() + bad + b" " + TEXT.encode(), "utf-8"))
    assert decoded.encoding == "utf-8"
    assert decoded.source == "meta"
    assert decoded.text.count(TEXT) == 2
    assert "\ufffd" in decoded.text


def test_a_page_cut_within_a_letter_is_utf8() -> None:
    body = "Tin tức tỉn".encode()
    assert charsets.decode(body + "ế".encode()[:2]) == ("Tin tức tỉn", "utf-8", "utf-8")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_bom_decides(codec: str) -> None:
    assert charsets.decode(("\ufeff" + TEXT).encode(codec), "text/html; charset=iso-8859-1") == (TEXT, codec, "bom")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_bom(codec: str) -> None:
    text = f"<rss><channel><title>{SENTENCES[0]}</title></channel></rss>"
    assert charsets.decode(text.encode(codec)) == (text, codec, "sniffed")


def test_a_stray_nul_is_no_utf16() -> None:
    assert charsets.decode(TEXT.encode() + b"\0").encoding == "utf-8"
    assert charsets.decode(b"\0" + TEXT.encode()).encoding == "utf-8"


@pytest.mark.parametrize(
    ("text", "label", "encoding"),
    [
        ("今天的新闻在这里，请阅读全文。", "gb2312", "gb18030"),
        ("오늘의 뉴스를 여기서 읽으세요.", "ks_c_5601-1987", "cp949"),
        ("今日のニュースはこちらです。", "Shift_JIS", "cp932"),
        ("Сегодня в номере новости города", "windows-1251", "windows-1251"),
        ("Сегодня в номере новости города", "koi8-r", "koi8-r"),
    ],
)
def test_other_scripts_follow_the_declaration(text: str, label: str, encoding: str) -> None:
    body = page(text.encode(charsets._codec(label) or ""), None)
    assert charsets.decode(body, f"text/html;charset={label}")[1:] == (encoding, "header")
    decoded = charsets.decode(page(text.encode(charsets._codec(label) or ""), label))
    assert text in decoded.text
    assert decoded.source == "meta"


def test_the_header_stands_over_the_page() -> None:
    body = page("Сегодня новости".encode("cp1251"), "koi8-r")
    assert charsets.decode(body, 'text/html; charset="windows-1251"')[1:] == ("windows-1251", "header")


def test_a_false_utf8_header_gives_way_to_the_page() -> None:
    assert charsets.decode(page("Сегодня новости".encode("cp1251"), "windows-1251"), "text/html; charset=utf-8")[
        1:
    ] == ("windows-1251", "meta")


@pytest.mark.parametrize(
    "label", ["rot13", "hex", "idna", "unicode_escape", "utf-7", "undefined", "zip", "utf-16", "x" * 60, "\x00", ""]
)
def test_names_no_page_is_read_with(label: str) -> None:
    assert charsets.decode(b"caf\xe9 noir", f"text/html; charset={label}") == ("café noir", "windows-1252", "fallback")


class Counted(bytes):
    """Bytes that count how often they are decoded."""

    decoded = 0

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        type(self).decoded += 1
        return super().decode(encoding, errors)


def test_valid_utf8_costs_one_decode() -> None:
    charsets.decode(Counted(page((TEXT * 500).encode(), "iso-8859-1")))
    assert Counted.decoded == 1


@given(st.binary(max_size=400), st.none() | st.text(max_size=40))
def test_anything_is_decoded(body: bytes, content_type: str | None) -> None:
    decoded = charsets.decode(body, content_type)
    assert decoded.source in {"bom", "utf-8", "header", "meta", "sniffed", "fallback"}
    decoded.text.encode("utf-8", "surrogatepass")


@given(
    st.binary(max_size=100),
    st.sampled_from(["iso-8859-1", "gb2312", "big5", "iso-2022-jp", "euc-jp", "tcvn3", "windows-1258", "koi8-u"]),
)
def test_anything_is_decoded_under_any_name(body: bytes, label: str) -> None:
    charsets.decode(body, f"text/html; charset={label}")


@given(st.text())
def test_utf8_comes_back(text: str) -> None:
    if not text.startswith("\ufeff") and "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text):
        assert charsets.decode(text.encode()) == (text, "utf-8", "utf-8")
