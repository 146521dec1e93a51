"""Thanh Hóa's paper and broadcaster (baothanhhoa.vn; vhds.baothanhhoa.vn for culture)."""

from newsarchive.platforms.dcontent import DContent2015
from newsarchive.spider import NewsSpider


class BaoThanhHoaSpider(NewsSpider):
    """Many bodies are obfuscated. Older addresses are `/section/slug/<number>.htm`; /print/ holds copies."""

    name = "baothanhhoa"
    publisher = "Báo và phát thanh, truyền hình Thanh Hóa"
    allowed_domains = ("baothanhhoa.vn",)
    sections = ("/",)
    denied = ("/print/", "/topic/")
    article_url = r"^/[a-z0-9/-]+[-/](?P<id>\d{4,7})\.htm$"
    layouts = (DContent2015,)
    evidence = "documented"
