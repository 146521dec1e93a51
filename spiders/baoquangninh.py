"""Quảng Ninh's paper and broadcaster (baoquangninh.vn)."""

from newsarchive.platforms.contentdetail import ContentDetail2020
from newsarchive.spider import NewsSpider


class BaoQuangNinhSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "baoquangninh"
    publisher = "Báo và phát thanh, truyền hình Quảng Ninh"
    allowed_domains = ("baoquangninh.vn",)
    sections = ("/",)
    article_url = r"^/[A-Za-z0-9/-]+-(?P<id>\d{5,})\.html$"
    layouts = (ContentDetail2020,)
    evidence = "documented"
