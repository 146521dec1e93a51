"""Đà Nẵng's paper and broadcaster (baodanang.vn), with Quảng Nam's since July 2025."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoDaNangSpider(NewsSpider):
    """Before 2025 on MediaSoft: `/channel/<number>/YYYYMM/slug-<id>/`."""

    name = "baodanang"
    publisher = "Báo và phát thanh, truyền hình Đà Nẵng"
    allowed_domains = ("baodanang.vn",)
    feeds = ("https://baodanang.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = (
        r"^/(?:[a-z0-9-]+-(?=\d{4,}\.html)|(?:[a-z0-9-]+/){1,3}(?:19"
        r"|20)\d{4}/[a-z0-9-]+-(?=[0-9a-f]{5,}/?$))(?P<id>[0-9a-f]{4,})(?:\.html|/?)$"
    )
    layouts = (OneCmsLongform2024, MediaSoft2012)
    evidence = "documented"
