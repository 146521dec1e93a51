"""Đồng Tháp's paper and broadcaster (baodongthap.vn), with Tiền Giang's since July 2025."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class BaoDongThapSpider(NewsSpider):
    """Tiền Giang's old host baoapbac.vn has a source of its own."""

    name = "baodongthap"
    publisher = "Báo và phát thanh, truyền hình Đồng Tháp"
    allowed_domains = ("baodongthap.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    evidence = "documented"
