"""Lạng Sơn's paper and broadcaster (baolangson.vn)."""

from newsarchive.platforms.contentdetail import ContentDetail2020
from newsarchive.spider import NewsSpider


class BaoLangSonSpider(NewsSpider):
    """Its robots.txt is said to disallow much; it is obeyed as everywhere."""

    name = "baolangson"
    publisher = "Báo và phát thanh, truyền hình Lạng Sơn"
    allowed_domains = ("baolangson.vn",)
    sections = ("/",)
    article_url = r"^/[A-Za-z0-9/-]+-(?P<id>\d{5,})\.html$"
    layouts = (ContentDetail2020,)
    evidence = "documented"
