import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive import text

VIETNAMESE = (
    "Chiều qua, người dân thôn Đông vẫn ra đồng gặt lúa dù trời đổ mưa rất to.",
    "Mẹ tôi kể chuyện chợ họp bên bến sông từ sáng sớm.",
    "Kết quả thi đấu ngày 9-1",
)
OTHERS = (
    "L'été dernier, les élèves étaient à l'hôtel où naît la forêt, près de Hué",
    "Încă o dată ţara îşi aşteaptă oamenii şi străzile rămân luminate până târziu",
    "Đorđe i Anđela dođu u Đakovo sutra navečer",
    "The quick brown fox met Mr Nguyễn in a long and otherwise entirely English sentence about nothing at all.",
    "Ket qua thi dau ngay hom qua",
    "今天的新闻在这里",
    "",
    "2026 - 57/100",
)


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("  Tin\u00a0 tức\r\n\tmới\u3000 ", "Tin tức mới"),
        ("Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("\ufeffQuảng\u200b Trị\u200d\u2060", "Quảng Trị"),
        ("thời\u00adsự", "thờisự"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("a\x85b\u2028c\x0bd", "a b c d"),
        ("x\ud800y\udfffz\ufffe", "xyz"),
        ("\u202dđảo\u202c \u200fchiều\u200e", "đảo chiều"),
        ("e\u200b\u0301", "é"),
        ("Hoà Bình, Hòa Bình", "Hoà Bình, Hòa Bình"),
        ("👍 tốt", "👍 tốt"),
        ("", ""),
        (None, ""),
    ],
)
def test_clean(dirty: str | None, cleaned: str) -> None:
    assert text.clean(dirty) == cleaned
    assert text.clean_or_none(dirty) == (cleaned or None)


def test_nothing_visible_is_none() -> None:
    assert text.clean_or_none(" \u200b\u00a0\x00 ") is None


@pytest.mark.parametrize(
    ("shown", "key"),
    [
        ("Đường Hoà Bình", "duong hoa binh"),
        ("ĐƯỜNG HÒA BÌNH", "duong hoa binh"),
        ("Thuỷ sản; Thủy sản", "thuy san; thuy san"),
        ("a\u0309 đ", "a d"),
        ("ð ø ł", "ð ø ł"),
        ("İstanbul", "istanbul"),
        ("한국어", "한국어"),
        ("plain ASCII, 12", "plain ascii, 12"),
    ],
)
def test_fold(shown: str, key: str) -> None:
    assert text.fold(shown) == key


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Hôm nay, 1.234,5 tỷ đồng (57-NQ/TW)!", ["Hôm", "nay", "1.234,5", "tỷ", "đồng", "57-NQ", "TW"]),
        ("COVID-19 l'été don't", ["COVID-19", "l'été", "don't"]),
        ("Vie\u0323\u0302t Nam", ["Việt", "Nam"]),
        (" - … ! ", []),
    ],
)
def test_words(line: str, expected: list[str]) -> None:
    assert text.words(line) == expected
    assert text.word_count(line) == len(expected)


@pytest.mark.parametrize("line", VIETNAMESE)
def test_vietnamese_is_recognised(line: str) -> None:
    assert text.is_vietnamese(line)
    assert text.is_vietnamese(unicodedata.normalize("NFD", line))
    assert text.is_vietnamese(line.upper())


@pytest.mark.parametrize("line", OTHERS)
def test_others_are_not(line: str) -> None:
    assert not text.is_vietnamese(line)


ANYTHING = st.text(st.characters())


@given(ANYTHING)
def test_clean_is_idempotent_and_normal(s: str) -> None:
    cleaned = text.clean(s)
    assert text.clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "  " not in cleaned
    assert cleaned == cleaned.strip()
    cleaned.encode()


@given(ANYTHING)
def test_fold_is_idempotent(s: str) -> None:
    assert text.fold(text.fold(s)) == text.fold(s)


@given(ANYTHING)
def test_fold_sees_no_difference_between_normal_forms(s: str) -> None:
    assert text.fold(unicodedata.normalize("NFD", s)) == text.fold(unicodedata.normalize("NFC", s))


@given(ANYTHING)
def test_counts_and_shares_hold_for_anything(s: str) -> None:
    assert text.word_count(s) == len(text.words(s))
    assert 0 <= text.vietnamese_share(s) <= 1


def test_every_character_of_the_first_planes_alone() -> None:
    for code in (*range(0x3400), *range(0xA000, 0xAC00), *range(0xD800, 0x20000), *range(0x2F800, 0x2FA20)):
        c = chr(code)
        assert text.clean(text.clean(c)) == text.clean(c)
        assert text.fold(text.fold(c)) == text.fold(c)
