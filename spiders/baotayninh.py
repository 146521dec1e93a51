"""Tây Ninh's paper and broadcaster (baotayninh.vn), with Long An's since July 2025."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class BaoTayNinhSpider(NewsSpider):
    """Its pages have two roots, the second of which holds the article."""

    name = "baotayninh"
    publisher = "Báo và phát thanh, truyền hình Tây Ninh"
    allowed_domains = ("baotayninh.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    evidence = "documented"
