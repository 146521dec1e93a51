"""Báo và phát thanh, truyền hình Quảng Trị (baoquangtri.vn): the provincial paper, with Quảng Bình's since July
2025.
"""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.mediasoft import MediaSoft
from newsarchive.spider import NewsSpider


class MediaSoft2025(MediaSoft):
    """Since July 2025, `/section/YYYYMM/slug-<hex id>/`: the CMS that baoquangbinh.vn brought along."""


class DContent2024(Layout):
    """Until July 2025, `/slug-<number>.htm`. Many bodies are obfuscated by the publisher; title, lead and date are
    clear.
    """

    fingerprint = "#dcontent, .article__sapo, .article__body"

    title = css("h1.article__title") | css("h1.title")
    lead = css(".article__sapo")
    body = paragraphs("#dcontent", ".article__body", drop=".article__tags, .article__share")


class BaoQuangTriSpider(NewsSpider):
    """No feed and no sitemap were found: section pages only. `?paged=` is known from a sister paper."""

    name = "baoquangtri"
    publisher = "Báo và phát thanh, truyền hình Quảng Trị"
    allowed_domains = ("baoquangtri.vn",)
    sections = (
        "/thoi-su/",
        "/chinh-tri/",
        "/kinh-te/",
        "/xa-hoi/",
        "/van-hoa/",
        "/giao-duc/",
        "/suc-khoe/",
        "/phap-luat/",
        "/quoc-phong-an-ninh/",
        "/khoa-hoc-cong-nghe/",
        "/the-thao/",
        "/du-lich/",
        "/quoc-te/",
        "/phong-su-ky-su/",
        "/toa-soan-ban-doc/",
        "/moi-nong/",
        "/multimedia/",
        "/dat-va-nguoi-quang-tri/",
        "/dat-va-nguoi-quang-binh/",
    )
    paging = "?paged={page}"
    article_url = (
        r"^/(?=.*/20\d{4}/[^/]+/?$|[^.]*-\d{4,7}\.htm$)(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>[0-9a-f]{4,12})(?:/?|\.htm)$"
    )
    layouts = (MediaSoft2025, DContent2024)
    evidence = "documented"
