"""Phú Thọ's paper and broadcaster (baophutho.vn), with Vĩnh Phúc's and Hòa Bình's since July 2025."""

from newsarchive.platforms.dcontent import DContent2015
from newsarchive.spider import NewsSpider


class BaoPhuThoSpider(NewsSpider):
    """About half of its bodies are obfuscated. Hòa Bình's old host has a source of its own."""

    name = "baophutho"
    publisher = "Báo và phát thanh, truyền hình Phú Thọ"
    allowed_domains = ("baophutho.vn",)
    sections = ("/",)
    denied = ("/print/", "/topic/")
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{4,7})\.htm$"
    layouts = (DContent2015,)
    evidence = "documented"
