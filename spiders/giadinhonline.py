"""Gia đình Online (giadinhonline.vn): a family magazine."""

from newsarchive.platforms.explus import ExplusEditor2025
from newsarchive.spider import NewsSpider


class GiaDinhOnlineSpider(NewsSpider):
    """No feed and no sitemap are known. The address shape is not documented; `-d<id>.html` is that of links to it.
    Its sister sites on sub-domains have other pages and ids of their own.
    """

    name = "giadinhonline"
    publisher = "Gia đình Online"
    allowed_domains = ("giadinhonline.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-d(?P<id>\d{4,})\.html$"
    denied = ("phunusuckhoe.giadinhonline.vn", "mientay.giadinhonline.vn")
    layouts = (ExplusEditor2025,)
    evidence = "documented"
