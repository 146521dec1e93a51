"""Báo và phát thanh, truyền hình Quảng Trị (baoquangtri.vn): the provincial paper, with Quảng Bình's since July
2025.
"""

from newsarchive.platforms.dcontent import DContent2015
from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoQuangTriSpider(NewsSpider):
    """Since July 2025 on the CMS that baoquangbinh.vn brought along, `/section/YYYYMM/slug-<hex id>/`; before that
    `/slug-<number>.htm`, many bodies obfuscated. No feed and no sitemap: section pages; `?paged=` is a sister paper's.
    """

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
    denied = ("/doc-bao-in/", "/thong-tin-quang-cao-tuyen-dung/")
    paging = "?paged={page}"
    article_url = (
        r"^/(?=.*/20\d{4}/[^/]+/?$|[^.]*-\d{4,7}\.htm$)(?:[a-z0-9-]+/)*[a-z0-9-]+-(?P<id>[0-9a-f]{4,12})(?:/?|\.htm)$"
    )
    layouts = (MediaSoft2012, DContent2015)
    evidence = "documented"
