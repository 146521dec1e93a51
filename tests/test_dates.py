import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive import dates

FETCHED = datetime(2026, 11, 23, 15, 22, 0, 123456, tzinfo=UTC)  # 22:22 in Vietnam

PRINTED = [
    ("Thứ ba, 23/12/2025, 09:02 (GMT+7)", "2025-12-23T09:02:00+07:00", True),
    ("Thứ ba, 23/12/2025 09:02 (GMT+7)", "2025-12-23T09:02:00+07:00", True),
    ("09:01, 24/03/2020 (GMT+7)", "2020-03-24T09:01:00+07:00", True),
    ("23/12/2025 09:02 GMT+07:00", "2025-12-23T09:02:00+07:00", True),
    ("Thứ tư, 24/12/2025 09:30:00 +07:00", "2025-12-24T09:30:00+07:00", True),
    ("09:02 (GMT+7) 23/12/2025", "2025-12-23T09:02:00+07:00", True),
    ("08/01/2026 - 18:21", "2026-01-08T18:21:00+07:00", False),
    ("- 14/08/2026 21:20", "2026-08-14T21:20:00+07:00", False),
    ("18:53, 14/08/2026", "2026-08-14T18:53:00+07:00", False),
    ("18:27 | 14/08/2026", "2026-08-14T18:27:00+07:00", False),
    ("18:02 26/08/2019", "2019-08-26T18:02:00+07:00", False),
    ("Thứ Năm, 08:46, 16/07/2026", "2026-07-16T08:46:00+07:00", False),
    ("08:46 Thứ Năm, ngày 16/07/2026", "2026-07-16T08:46:00+07:00", False),
    ("Chủ nhật, ngày 12-07-2026 lúc 6h05", "2026-07-12T06:05:00+07:00", False),
    ("CN, 12/7/2026 06g05", "2026-07-12T06:05:00+07:00", False),
    ("Thứ 2, Ngày 23.03.2015", "2015-03-23", False),
    ("2024-04-21 15:43:00", "2024-04-21T15:43:00+07:00", False),
    ("15-08-2026 - 01:01 AM", "2026-08-15T01:01:00+07:00", False),
    ("15-08-2026 - 13:01 PM", "2026-08-15T13:01:00+07:00", False),
    ("15-08-2026 - 13:01 AM", "2026-08-15T13:01:00+07:00", False),
    ("15-08-2026 - 00:05 PM", "2026-08-15T00:05:00+07:00", False),
    ("9/5/2026 1:30:00 PM", "2026-05-09T13:30:00+07:00", False),
    ("9/5/2026 12:30:00 AM", "2026-05-09T00:30:00+07:00", False),
    ("9/5/2026 12:30:00 p.m.", "2026-05-09T12:30:00+07:00", False),
    ("09/05/2026 5:05 CH", "2026-05-09T17:05:00+07:00", False),
    ("09/05/2026 5:05 SA", "2026-05-09T05:05:00+07:00", False),
    ("5 giờ chiều ngày 9/1/2025", "2025-01-09T17:00:00+07:00", False),
    ("Khoảng 10 giờ 10 phút ngày 19-5-2012, tại bến đò", "2012-05-19T10:10:00+07:00", False),
    ("Việt NamViệt Nam09/01/2025", "2025-01-09", False),
    ("17:0509/01/2025", "2025-01-09T17:05:00+07:00", False),
    ("09/01/202517:05", "2025-01-09T17:05:00+07:00", False),
    ("ngày 9 tháng 1 năm 2025", "2025-01-09", False),
    ("17:05 ngày 9 tháng 1 năm 2025", "2025-01-09T17:05:00+07:00", False),
    ("9 tháng 1, 2025", "2025-01-09", False),
    ("9 Tháng Một, 2025", "2025-01-09", False),
    ("09 Th1 2025", "2025-01-09", False),
    ("9 tháng năm năm 2025", "2025-05-09", False),
    ("9 tháng mười hai 2025", "2025-12-09", False),
    ("Tháng Mười Một 9, 2025", "2025-11-09", False),
    ("January 9, 2025", "2025-01-09", False),
    ("Jan. 9th, 2025 at 5:05 pm", "2025-01-09T17:05:00+07:00", False),
    ("9 Jan 2025 17:05", "2025-01-09T17:05:00+07:00", False),
    ("Thursday, 9 January 2025 17:05 GMT+7", "2025-01-09T17:05:00+07:00", True),
    ("le 9 janvier 2025 à 17h05", "2025-01-09T17:05:00+07:00", False),
    ("1er août 2025", "2025-08-01", False),
    ("9 de enero de 2025", "2025-01-09", False),
    ("9. März 2025", "2025-03-09", False),
    ("9 января 2025", "2025-01-09", False),
    ("2025年1月9日 17:05", "2025-01-09T17:05:00+07:00", False),
    ("2025년 1월 9일", "2025-01-09", False),
    ("2025-01-09", "2025-01-09", False),
    ("2025/01/09", "2025-01-09", False),
    ("2025-06-17T13:43:02+0700", "2025-06-17T13:43:02+07:00", True),
    ("2025-06-17T13:43:02.123+07:00", "2025-06-17T13:43:02+07:00", True),
    ("2025-06-17T13:43:02-05:00", "2025-06-17T13:43:02-05:00", True),
    ("2026-07-08T03:12:44Z", "2026-07-08T03:12:44+00:00", True),
    ("2025-06-17T13:43", "2025-06-17T13:43:00+07:00", False),
    ("20250617T134302Z", "2025-06-17T13:43:02+00:00", True),
    ("20250617134302", "2025-06-17T13:43:02+07:00", False),
    ("Thu, 09 Jan 2025 17:05:00 +0700", "2025-01-09T17:05:00+07:00", True),
    ("Thu, 09 Jan 2025 10:05:00 GMT", "2025-01-09T10:05:00+00:00", True),
    ("Thu, 9 Jan 2025 10:05:00 EST", "2025-01-09T10:05:00-05:00", True),
    ("Thu Jan 09 2025 17:05:00 GMT+0700 (Indochina Time)", "2025-01-09T17:05:00+07:00", True),
    ("09/01/2025 08:00-11:30", "2025-01-09T08:00:00+07:00", False),
    ("09/01/2025 25:61", "2025-01-09", False),
    ("Cập nhật thứ sáu, ngày 30/11/12 04:00 chiều", "2012-11-30T16:00:00+07:00", False),
    ("０９：０５　09/01/2025", "2025-01-09T09:05:00+07:00", False),
    ("ngày\u00a009/01/2025\u200b", "2025-01-09", False),
]


@pytest.mark.parametrize(("text", "expected", "zone"), PRINTED)
def test_printed_forms(text: str, expected: str, zone: bool) -> None:
    for form in (text, unicodedata.normalize("NFD", text), f"  {text}\n", text.upper()):
        moment = dates.parse(form, fetched_at=FETCHED)
        assert moment is not None
        assert dates.iso(moment) == expected
        assert moment.has_zone == zone
        assert moment.has_time == ("T" in expected)
        assert moment.has_day
        assert moment.when.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0912.345.678",
        "0233.3852.2025",
        "+84 233 385 2025",
        "thắng 2-1",
        "thắng 2 - 1 (1-0)",
        "trực 24/7",
        "tăng 12,5% so với 2025",
        "Nghị quyết 57-NQ/TW",
        "Nghị quyết số 12/2025/QH15",
        "Thông tư 01/2025/TT-BGDĐT",
        "số 10/12/2025/NĐ",
        "17:05",
        "17h05 chiều nay",
        "phiên bản 1.2.2025.3",
        "v9.1.2024",
        "192.168.1.2025",
        "10.12.2025.1",
        "31/02/2025",
        "00/01/2025",
        "09/13/2025",
        "2025-13-01",
        "09/01/25",
        "09/01/1989",
        "09/01/2999",
        "Thứ hai, 30/11/12",  # it was a Friday
        "tháng 1/2025",
        "năm 2025",
        "Tháng 1 năm 2025",
        "13-15/03/2015",
        "2 tháng trước",
        "vài giờ trước",
        "trước 2 giờ",
        "99999 phút trước",
        "1.234.567 đồng",
        "20250109170",
        "3.5.2",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert dates.parse(text, fetched_at=FETCHED) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 giờ trước", "2026-11-23T20:22:00+07:00"),
        ("Cập nhật 15 phút trước", "2026-11-23T22:07:00+07:00"),
        ("một giờ trước", "2026-11-23T21:22:00+07:00"),
        ("cách đây 30 giây", "2026-11-23T22:21:30+07:00"),
        ("2h trước", "2026-11-23T20:22:00+07:00"),
        ("2 hours ago", "2026-11-23T20:22:00+07:00"),
        ("an hour ago", "2026-11-23T21:22:00+07:00"),
        ("10 mins ago", "2026-11-23T22:12:00+07:00"),
        ("23 giờ trước", "2026-11-22T23:22:00+07:00"),
        ("3 ngày trước", "2026-11-20"),
        ("hôm qua", "2026-11-22"),
        ("Hôm qua, 17:05", "2026-11-22T17:05:00+07:00"),
        ("17:05 hôm qua", "2026-11-22T17:05:00+07:00"),
        ("hôm nay", "2026-11-23"),
        ("yesterday", "2026-11-22"),
    ],
)
def test_relative_dates_need_the_fetch(text: str, expected: str) -> None:
    for form in (text, unicodedata.normalize("NFD", text)):
        moment = dates.parse(form, fetched_at=FETCHED)
        assert moment is not None
        assert dates.iso(moment) == expected
        assert not moment.has_zone
        assert dates.parse(form) is None


def test_a_printed_date_beats_a_relative_one() -> None:
    moment = dates.parse("2 giờ trước | 14/08/2026 18:27", fetched_at=FETCHED)
    assert moment is not None
    assert dates.iso(moment) == "2026-08-14T18:27:00+07:00"


def test_relative_words_in_running_text_are_none() -> None:
    assert dates.parse("Ông kể rằng 2 giờ trước " + "nước sông dâng rất nhanh " * 6, fetched_at=FETCHED) is None


def test_the_day_of_the_fetch_is_vietnams() -> None:
    moment = dates.parse("hôm nay", fetched_at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC))
    assert moment is not None
    assert dates.iso(moment) == "2026-11-24"


def test_month_first() -> None:
    moment = dates.parse("9/5/2026 1:30:00 PM", day_first=False)
    assert moment is not None
    assert dates.iso(moment) == "2026-09-05T13:30:00+07:00"
    assert dates.parse("15/08/2026", day_first=False) is None
    assert dates.parse("2026-08-15", day_first=False) is not None


def test_the_future_of_the_fetch_is_no_date() -> None:
    assert dates.parse("25/11/2026 08:00", fetched_at=FETCHED) is not None
    assert dates.parse("26/11/2026 08:00", fetched_at=FETCHED) is None
    assert dates.parse("26/11/2026 08:00") is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("08/01/2026 18:21 | Cập nhật: 09/01/2026 19:30", ["2026-01-08T18:21:00+07:00", "2026-01-09T19:30:00+07:00"]),
        ("18:21 08/01/2026 - Cập nhật 19:30 09/01/2026", ["2026-01-08T18:21:00+07:00", "2026-01-09T19:30:00+07:00"]),
        ("18:21 08/01/2026 - 19:30 09/01/2026", ["2026-01-08T18:21:00+07:00", "2026-01-09T19:30:00+07:00"]),
        ("từ 24/3/2021 đến ngày 30 tháng 12 năm 2022", ["2021-03-24", "2022-12-30"]),
        ("31/02/2025, 01/03/2025", ["2025-03-01"]),
        ("không ngày", []),
    ],
)
def test_find_all_keeps_the_order(text: str, expected: list[str]) -> None:
    assert [dates.iso(moment) for moment in dates.find_all(text)] == expected


@pytest.mark.parametrize(
    ("url", "expected", "time"),
    [
        ("https://baomau.example/thoi-su/202601/bai-viet-3fa19b2/", "2026-01", False),
        ("https://baomau.example/2015/03/bai-viet.htm", "2015-03", False),
        ("https://baomau.example/2022/12/24/bai-viet", "2022-12-24", False),
        ("https://baomau.example/pages/20121223/bai.aspx", "2012-12-23", False),
        ("https://baomau.example/sitemap/2026-07-08.xml", "2026-07-08", False),
        ("https://baomau.example/bai-viet-20260716171712046.htm", "2026-07-16T17:17:12+07:00", True),
        ("https://baomau.example/bai-102260228093004191.htm", "2026-02-28T09:30:04+07:00", True),
        ("https://baomau.example/bai-188150307071033787.chn", "2015-03-07T07:10:33+07:00", True),
        ("https://baomau.example/bai-viet-20150323080612.htm?d=20200101", "2015-03-23T08:06:12+07:00", True),
    ],
)
def test_from_url(url: str, expected: str, time: bool) -> None:
    moment = dates.from_url(url)
    assert moment is not None
    assert dates.iso(moment) == expected
    assert moment.has_time == time
    assert not moment.has_zone
    assert moment.has_day == (len(expected) > 7)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://baomau.example/bai-viet-190987.htm",
        "https://baomau.example/202513/bai/",
        "https://baomau.example/209901x/",
        "https://baomau.example/bai-102261328093004191.htm",
        "https://baomau.example/bai-102260228093004191",
        "https://baomau.example/hop-ngay-13-15-03-2015_176188.html",
        "https://baomau.example/a?d=/2022/12/24/",
        "https://baomau.example/2022/02/30/a",
        "https://[::1/ế",
    ],
)
def test_no_date_in_a_url(url: str) -> None:
    moment = dates.from_url(url)
    assert moment is None or not moment.has_day


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("9/5/2026 1:30:00 PM", "2026-09-05T13:30:00+07:00"),
        ("1/28/2026 6:52:01 AM", "2026-01-28T06:52:01+07:00"),
        ("9/5/2026 13:30", "2026-05-09T13:30:00+07:00"),
        ("09/05/2026 01:30:00 PM, thứ bảy", "2026-05-09T13:30:00+07:00"),
        ("2026-05-09T13:30:00+0700", "2026-05-09T13:30:00+07:00"),
    ],
)
def test_stamps_of_american_servers(stamp: str, expected: str) -> None:
    moment = dates.parse_stamp(stamp)
    assert moment is not None
    assert dates.iso(moment) == expected


def test_utc() -> None:
    local = datetime(2026, 11, 23, 22, 22, 0, 7, tzinfo=dates.VIETNAM)
    assert dates.utc(local) == "2026-11-23T15:22:00.000007Z"
    assert dates.utc(FETCHED) == "2026-11-23T15:22:00.123456Z"
    assert dates.utc(FETCHED.replace(microsecond=0)) == "2026-11-23T15:22:00.000000Z"
    with pytest.raises(ValueError, match="naive"):
        dates.utc(datetime(2026, 1, 1))


SPANS = st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30))
FORMS = st.sampled_from(
    [
        "%d/%m/%Y %H:%M",
        "%H:%M %d/%m/%Y",
        "%d-%m-%Y - %H:%M",
        "%H:%M | %d.%m.%Y",
        "%Hh%M ngày %d/%m/%Y",
        "%H giờ %M phút ngày %d-%m-%Y",
        "ngày %d tháng %m năm %Y, %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S+07:00",
        "%a, %d %b %Y %H:%M:%S +0700",
    ]
)


@given(SPANS, FORMS, st.sampled_from(["", "Tin mới ", "Thời sự | ", "Báo Mẫu", "("]))
def test_what_is_printed_is_read(when: datetime, form: str, prefix: str) -> None:
    moment = dates.parse(prefix + when.strftime(form))
    assert moment is not None
    assert moment.when.replace(tzinfo=None, second=0) == when.replace(second=0, microsecond=0)
    assert moment.has_time


@given(SPANS, st.integers(-12 * 4, 14 * 4))
def test_iso_comes_back(when: datetime, quarters: int) -> None:
    aware = when.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    moment = dates.parse(aware.isoformat())
    assert moment is not None
    assert moment.when == aware
    assert moment.has_zone
    assert dates.iso(moment) == aware.isoformat()


PIECES = st.sampled_from(
    [
        "09",
        "1",
        "/",
        "-",
        ".",
        ":",
        "2025",
        "31",
        "17:05",
        " ",
        "tháng",
        "ngày ",
        "GMT+",
        "7",
        "(",
        "T",
        "Z",
        "+0700",
        "Jan",
        "giờ",
        " trước",
        "thứ ba",
        "năm",
        "h",
        "pm",
        "，",
        "\u0301",
    ]
)


@settings(max_examples=500)
@given(st.text(st.characters(), max_size=60) | st.lists(PIECES, max_size=25).map("".join), st.booleans())
def test_nothing_raises_and_everything_is_plausible(text: str, day_first: bool) -> None:
    for moment in dates.find_all(text, fetched_at=FETCHED, day_first=day_first):
        assert 1989 <= moment.when.year <= 2026
        assert moment.when - FETCHED <= timedelta(days=2)
        assert dates.parse(dates.iso(moment)) is not None
    dates.from_url(text)


def test_long_hostile_text_is_fast() -> None:
    for text in ("1/" * 50_000, "9/1/2025 " * 10_000, "17:05" * 30_000, " " * 100_000 + "2025", "tháng " * 20_000):
        dates.find_all(text, fetched_at=FETCHED)
