from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discovery.window import Window, days_of_article, days_of_sitemap, window
from newsarchive.errors import UsageError

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def test_bounds_are_included() -> None:
    bounds = window("2025-08-10", "2025-08-20")
    assert not bounds.is_open
    assert bounds.holds(date(2025, 8, 10))
    assert bounds.holds(date(2025, 8, 20))
    assert not bounds.holds(date(2025, 8, 9))
    assert not bounds.holds(date(2025, 8, 21))


@pytest.mark.parametrize(("since", "until"), [(None, None), ("", " ")])
def test_no_bounds(since: str | None, until: str | None) -> None:
    assert window(since, until) == Window()
    assert window(since, until).is_open


@pytest.mark.parametrize("value", ["2025-02-30", "09/01/2025", "2025", "hôm qua", "2025-13-01", "0", "2025-8-1"])
def test_what_is_no_day(value: str) -> None:
    for name, arguments in (("since", (value, None)), ("until", (None, value))):
        with pytest.raises(UsageError, match=f"{name}=.* is no day: write it like {name}=2026-11-23"):
            window(*arguments)


def test_since_after_until() -> None:
    with pytest.raises(UsageError, match="since=2025-03-01 is later than until=2025-02-01"):
        window("2025-03-01", "2025-02-01")


@pytest.mark.parametrize(
    ("url", "first", "last"),
    [
        ("https://x.vn/2025/01/09/bai.html", date(2025, 1, 9), date(2025, 1, 9)),
        ("https://x.vn/2025/1/9/bai.html", date(2025, 1, 9), date(2025, 1, 9)),
        ("https://x.vn/2025-01-09/bai.html", date(2025, 1, 9), date(2025, 1, 9)),
        ("https://x.vn/20250109/bai.html", date(2025, 1, 9), date(2025, 1, 9)),
        ("https://x.vn/kinh-te/202502/bai-1a2b3c/", date(2025, 2, 1), date(2025, 2, 28)),
        ("https://x.vn/kinh-te/202402/bai-1a2b3c/", date(2024, 2, 1), date(2024, 2, 29)),
        ("https://x.vn/2025-12/so-1", date(2025, 12, 1), date(2025, 12, 31)),
        ("https://x.vn/2025/02/31/bai", date(2025, 2, 1), date(2025, 2, 28)),
    ],
)
def test_days_in_the_path_of_an_article(url: str, first: date, last: date) -> None:
    assert days_of_article(url) == (first, last)


@pytest.mark.parametrize(
    "url",
    [
        "https://x.vn/bai-190987.htm",
        "https://2025-01-09.vn/bai",
        "https://x.vn/bai?ngay=2025-01-09",
        "https://x.vn/bai-12025011.htm",
        "https://x.vn/",
        "https://x.vn/1899/01/01/",
        "https://x.vn/ket-qua-xo-so-2025-12-20-1234567.htm",
        "https://x.vn/ke-hoach-2026-3-nam-toi.htm",
        "https://x.vn/tin/nghi-quyet-2025-10/",
        "https://x.vn/2025-12-20",
    ],
)
def test_paths_without_days(url: str) -> None:
    """What a slug speaks of is no date of publication."""
    assert days_of_article(url) is None
    assert window("2015-01-01", "2015-01-31").may_hold(None)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("sitemap-post/2025-01-09.xml", date(2025, 1, 9), date(2025, 1, 9)),
        ("sitemap-article-2013-10-07.xml", date(2013, 10, 7), date(2013, 10, 7)),
        ("sitemap-20131007.xml", date(2013, 10, 7), date(2013, 10, 7)),
        ("StaticSitemaps/sitemaps-2011-6-1-5.xml", date(2011, 6, 1), date(2011, 6, 5)),
        ("sitemaps/sitemaps-2026-11-26-30.xml", date(2026, 11, 26), date(2026, 11, 30)),
        ("sitemaps/sitemaps-2024-2-26-29.xml", date(2024, 2, 26), date(2024, 2, 29)),
        ("sitemaps/sitemaps-2025-2-26-31.xml", date(2025, 2, 26), date(2025, 2, 28)),
        ("sitemap-2025-11-26-2.xml", date(2025, 11, 26), date(2025, 11, 26)),
        ("sitemap-article-07-2026-01.xml", date(2026, 7, 1), date(2026, 7, 31)),
        ("sitemap-article-12-2003.xml", date(2003, 12, 1), date(2003, 12, 31)),
        ("sitemap-23-11-2026.xml", date(2026, 11, 1), date(2026, 11, 30)),
        ("sitemaps/news-2010-1.xml", date(2010, 1, 1), date(2010, 1, 31)),
        ("sitemaps/news-2010-12.xml", date(2010, 12, 1), date(2010, 12, 31)),
        ("sitemaps/2026/7/article.xml", date(2026, 7, 1), date(2026, 7, 31)),
        ("cms-articles-2020-01.xml", date(2020, 1, 1), date(2020, 1, 31)),
        ("sitemap_202001.xml", date(2020, 1, 1), date(2020, 1, 31)),
        ("sitemap-2025-02-31.xml", date(2025, 2, 1), date(2025, 2, 28)),
    ],
)
def test_days_in_the_name_of_a_sitemap(name: str, first: date, last: date) -> None:
    assert days_of_sitemap(f"https://x.vn/{name}") == (first, last)


@pytest.mark.parametrize(
    "name", ["sitemap.xml", "sitemap-12.xml", "sitemap-tag.xml", "news-sitemap.xml", "s-1234567.xml"]
)
def test_sitemaps_without_days(name: str) -> None:
    assert days_of_sitemap(f"https://x.vn/{name}") is None


def test_a_day_earlier() -> None:
    assert window("2026-03-01", None).a_day_earlier() == window("2026-02-28", None)
    assert window("0001-01-01", "2026-03-01").a_day_earlier() == window("0001-01-01", "2026-03-01")
    assert Window().a_day_earlier() == Window()


@given(day=DAYS, since=DAYS, until=DAYS)
def test_what_the_window_holds_it_may_hold(day: date, since: date, until: date) -> None:
    bounds = Window(min(since, until), max(since, until))
    if bounds.holds(day):
        assert bounds.may_hold(days_of_article(f"https://x.vn/{day:%Y/%m/%d}/bai"))
        assert bounds.may_hold(days_of_article(f"https://x.vn/kinh-te/{day:%Y%m}/bai-1/"))
    else:
        assert not bounds.may_hold(days_of_sitemap(f"https://x.vn/sitemap-post/{day.isoformat()}.xml"))


@given(url=st.text(max_size=60))
def test_any_address_is_read(url: str) -> None:
    for days in (days_of_article(url), days_of_sitemap(url)):
        assert days is None or days[0] <= days[1]
