"""Cần Thơ's paper and broadcaster (baocantho.com.vn), with Hậu Giang's and Sóc Trăng's since July 2025."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class BaoCanThoSpider(NewsSpider):
    """Slugs may begin with a hyphen. English and Khmer editions exist."""

    name = "baocantho"
    publisher = "Báo và phát thanh, truyền hình Cần Thơ"
    allowed_domains = ("baocantho.com.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    language = None
    evidence = "page"
