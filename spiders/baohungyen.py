"""Hưng Yên's paper and broadcaster (baohungyen.vn), with Thái Bình's since July 2025."""

from newsarchive.platforms.contentdetail import ContentDetail2020
from newsarchive.spider import NewsSpider


class BaoHungYenSpider(NewsSpider):
    """Thái Bình's old host has a source of its own."""

    name = "baohungyen"
    publisher = "Báo và phát thanh, truyền hình Hưng Yên"
    allowed_domains = ("baohungyen.vn",)
    sections = ("/",)
    article_url = r"^/[A-Za-z0-9/-]+-(?P<id>\d{5,})\.html$"
    layouts = (ContentDetail2020,)
    evidence = "documented"
