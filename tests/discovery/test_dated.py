from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discovery.dated import addresses, check
from newsarchive.discovery.window import days_of_sitemap

WINDOWS = "https://x.vn/StaticSitemaps/sitemaps-{year}-{month}-{first}-{last}.xml"
MONTHS = "https://x.vn/sitemaps/news-{year}-{month}.xml"
DAYS = "https://x.vn/sitemap-article-{year}-{month:02}-{day:02}.xml"


def names(pattern: str, since: str, until: str) -> list[str]:
    found = addresses(pattern, date.fromisoformat(since), date.fromisoformat(until))
    return [url.rpartition("/")[2].removesuffix(".xml") for url in found]


def test_windows_of_five_days_newest_first() -> None:
    assert names(WINDOWS, "2024-02-20", "2024-03-07") == [
        "sitemaps-2024-3-6-10",
        "sitemaps-2024-3-1-5",
        "sitemaps-2024-2-26-29",
        "sitemaps-2024-2-21-25",
        "sitemaps-2024-2-16-20",
    ]


def test_months_are_not_padded_unless_the_pattern_says_so() -> None:
    assert names(MONTHS, "2009-12-31", "2010-02-01") == ["news-2010-2", "news-2010-1", "news-2009-12"]
    assert names("https://x.vn/s-{year}-{month:02}.xml", "2010-01-05", "2010-01-05") == ["s-2010-01"]
    assert names("https://x.vn/s-{year}.xml", "2009-06-05", "2010-01-05") == ["s-2010", "s-2009"]


def test_days() -> None:
    assert names(DAYS, "2013-10-31", "2013-11-01") == ["sitemap-article-2013-11-01", "sitemap-article-2013-10-31"]


def test_the_calendar_has_a_first_day() -> None:
    assert names(MONTHS, "0001-01-01", "0001-02-01") == ["news-1-2", "news-1-1"]


def test_nothing_between_days_the_wrong_way_round() -> None:
    assert names(DAYS, "2013-11-01", "2013-10-01") == []


@pytest.mark.parametrize("pattern", ["https://x.vn/s.xml", "https://x.vn/{month}.xml", "https://x.vn/{year}-{first}.xml",
                                     "https://x.vn/{year}-{monht}.xml", "https://x.vn/{year}{", "https://x.vn/{year}-{day}.xml",
                                     "https://x.vn/{year}-{first}-{last}.xml"])  # fmt: skip
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(ValueError, match="a pattern takes"):
        check(pattern)


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 400), st.sampled_from([WINDOWS, MONTHS, DAYS]))
def test_every_day_is_in_one_sitemap(since: date, length: int, pattern: str) -> None:
    check(pattern)
    until = since + timedelta(days=length)
    spans = [days_of_sitemap(url) for url in addresses(pattern, since, until)]
    assert len(set(spans)) == len(spans)
    for number in range(length + 1):
        day = since + timedelta(days=number)
        assert sum(span is not None and span[0] <= day <= span[1] for span in spans) == 1
