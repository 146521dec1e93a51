"""Lâm Đồng's paper and broadcaster (baolamdong.vn), with Bình Thuận's and Đắk Nông's since July 2025."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoLamDongSpider(NewsSpider):
    """Before 2025 on MediaSoft: `/section/YYYYMM/slug-<id>/`."""

    name = "baolamdong"
    publisher = "Báo và phát thanh, truyền hình Lâm Đồng"
    allowed_domains = ("baolamdong.vn",)
    feeds = ("https://baolamdong.vn/rss/thoi-su",)
    sections = ("/",)
    article_url = (
        r"^/(?:[a-z0-9-]+-(?=\d{4,}\.html)|(?:[a-z0-9-]+/){1,2}(?:19"
        r"|20)\d{4}/[a-z0-9-]+-(?=[0-9a-f]{5,}/?$))(?P<id>[0-9a-f]{4,})(?:\.html|/?)$"
    )
    layouts = (OneCmsLongform2024, MediaSoft2012)
    evidence = "documented"
