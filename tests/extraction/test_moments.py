"""Which of its dates a page was published at: what it prints, what its head says, what its address allows."""

from __future__ import annotations

import re

import pytest

from newsarchive.extraction import Layout, Source, css, read_article
from newsarchive.items import Article
from newsarchive.page import Page

PLAIN = "https://bao.example/lua-dong-xuan-1234567.html"
MONTH = "https://bao.example/kinh-te/202605/lua-dong-xuan-3fa19b2/"
STAMP = "https://bao.example/lua-dong-xuan-20260514085512345.htm"
VCCORP = "https://bao.example/lua-dong-xuan-188260514085512345.chn"
DAY = "https://bao.example/2026/05/14/lua-dong-xuan"
TEXT = "".join(
    f"<p>Đoạn thứ {n} kể về vụ lúa đông xuân năm nay, cánh đồng trĩu hạt và thương lái chờ ngay đầu bờ ruộng.</p>"
    for n in ("nhất", "hai", "ba", "tư")
)


class Dated2026(Layout):
    fingerprint = "div.ngay"
    date = css("div.ngay")


def read(url: str, printed: str = "", said: str = "", changed: str = "", box: str = "p") -> Article:
    head = "".join(
        f'<meta property="article:{name}_time" content="{value}">'
        for name, value in (("published", said), ("modified", changed))
        if value
    )
    page = (
        f'<html lang="vi"><head><title>Lúa đông xuân trúng mùa</title>{head}</head><body><article>'
        f"<h1>Lúa đông xuân trúng mùa</h1><div class={box}>{printed}</div>{TEXT}</article></body></html>"
    )
    return read_article(Page(page.encode(), url), Source("bao", layouts=(Dated2026,)))


@pytest.mark.parametrize(
    ("url", "printed", "said", "date", "rule"),
    [
        (PLAIN, "14/05/2026 09:02", "2026-05-14T09:02:31+07:00", "2026-05-14T09:02:31+07:00", "meta"),
        (PLAIN, "14/05/2026 09:02", "2026-05-14T09:02:31+08:00", "2026-05-14T09:02:00+07:00", "generic"),
        (PLAIN, "14/05/2026 09:02", "2026-05-14T09:02:31Z", "2026-05-14T09:02:00+07:00", "generic"),
        (PLAIN, "14/05/2026 09:02", "5/14/2026 9:02:31 AM", "2026-05-14T09:02:31+07:00", "meta"),
        (PLAIN, "05/04/2026 09:02", "4/5/2026 9:02:31 AM", "2026-04-05T09:02:31+07:00", "meta"),
        (PLAIN, "14-05-2026 - 13:02 PM", "", "2026-05-14T13:02:00+07:00", "generic"),
        (PLAIN, "", "2026-05-14T02:02:31.000Z", "2026-05-14T09:02:31+07:00", "meta"),
        (PLAIN, "14/05/2026", "2026-05-14T09:02:31+07:00", "2026-05-14T09:02:31+07:00", "meta"),
        (PLAIN, "", "", None, None),
        # The month in the path.
        (MONTH, "09:02, 14/05/2026 (GMT+7)", "", "2026-05-14T09:02:00+07:00", "generic"),
        (MONTH, "09:02, 01/06/2026 (GMT+7)", "", "2026-06-01T09:02:00+07:00", "generic"),
        (MONTH, "09:02, 20/11/2026", "2026-05-14T09:02:31+07:00", "2026-05-14T09:02:31+07:00", "meta"),
        (MONTH, "09:02, 20/11/2026", "", "2026-11-20", "generic"),
        (MONTH, "", "", None, None),
        # The instant in the path: a page is made before it is published.
        (STAMP, "14/05/2026 09:02", "", "2026-05-14T09:02:00+07:00", "generic"),
        (STAMP, "30/05/2026 09:02", "", "2026-05-30T09:02:00+07:00", "generic"),
        (STAMP, "02/01/2026 09:02", "2026-05-14T09:02:31+07:00", "2026-05-14T09:02:31+07:00", "meta"),
        (STAMP, "02/01/2026 09:02", "", "2026-05-14", "url"),
        (STAMP, "", "", "2026-05-14", "url"),
        (VCCORP, "", "2026-05-14T09:02:31", "2026-05-14T09:02:31+07:00", "meta"),
        (VCCORP, "15-05-2026 - 09:02 AM", "2021-05-14T09:02:31", "2026-05-15T09:02:00+07:00", "generic"),
        (VCCORP, "", "", "2026-05-14", "url"),
        (DAY, "14/05/2026 09:02", "", "2026-05-14T09:02:00+07:00", "generic"),
        (DAY, "20/11/2026 09:02", "", "2026-05-14", "url"),
    ],
)
def test_the_publication(url: str, printed: str, said: str, date: str | None, rule: str | None) -> None:
    article = read(url, printed, said)
    assert article.date == date
    assert (article.provenance.get("date") or "none").partition(":")[0] == (rule or "none")


def test_a_layouts_rule_is_held_against_the_same_witnesses() -> None:
    assert read(PLAIN, "14/05/2026 09:02", "2026-05-14T09:02:31+07:00", box="ngay").date == "2026-05-14T09:02:31+07:00"
    assert read(PLAIN, "14/05/2026 09:02", "2026-05-14T09:02:31+08:00", box="ngay").date == "2026-05-14T09:02:00+07:00"
    assert read(STAMP, "02/01/2026 09:02", box="ngay").date == "2026-05-14"


def test_a_false_zone_is_false_for_the_change_too() -> None:
    for box in ("p", "ngay"):
        article = read(PLAIN, "14/05/2026 09:02", "2026-05-14T09:02:00+08:00", "2026-05-14T11:45:00+08:00", box)
        assert article.date_modified == "2026-05-14T11:45:00+07:00"


def test_what_the_text_tells_dates_no_article() -> None:
    page = (
        '<html lang="vi"><head><title>Thông báo cắt nước</title></head><body><article><h1>Thông báo cắt nước</h1>'
        "<div>12/03/2026</div><p>Từ 22 giờ ngày 14/3 đến 4 giờ ngày 15/3/2026, công ty tạm ngừng cấp nước.</p>"
        f"{TEXT}</article></body></html>"
    )
    assert read_article(Page(page.encode(), PLAIN), Source("bao")).date == "2026-03-12"


def test_an_id_like_a_month_is_no_witness() -> None:
    page = Page(
        f"<html><head><title>Lúa đông xuân trúng mùa</title></head><body><h1>Lúa đông xuân trúng mùa</h1>"
        f"<p>05/11/2025 08:00</p>{TEXT}</body></html>".encode(),
        "https://bao.example/12/201211/lua.aspx",
    )
    pattern = re.compile(r"^/\d+/(?P<id>\d+)/")
    assert read_article(page, Source("bao", article_url=pattern)).date == "2025-11-05T08:00:00+07:00"
    assert read_article(page, Source("bao")).date != "2025-11-05T08:00:00+07:00"


def test_the_clock_of_a_site_and_the_day_of_a_caption_date_nothing() -> None:
    page = (
        '<html><head><title>Lúa đông xuân trúng mùa</title></head><body><header><a href="/">Báo</a>'
        '<time id="currentDate">Thứ Sáu, 20/11/2026</time></header><h1>Lúa đông xuân trúng mùa</h1>'
        f'<figure><img src="/a.jpg"><figcaption>Chụp ngày 3/2/1995</figcaption></figure>{TEXT}</body></html>'
    )
    article = read_article(Page(page.encode(), PLAIN), Source("bao"))
    assert article.date is None
    assert "no_date" in article.flags


def test_what_was_published_is_told_from_what_was_changed_in_one_line() -> None:
    article = read(PLAIN, "Cập nhật: 13/05/2024 09:00 - Đăng: 12/05/2024 08:30")
    assert article.date == "2024-05-12T08:30:00+07:00"
