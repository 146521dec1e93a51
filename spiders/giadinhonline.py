"""Gia đình Online (giadinhonline.vn): a family magazine."""

from newsarchive.platforms.explus import Explus
from newsarchive.spider import NewsSpider


class Explus2025(Explus):
    """Known since 2025, from public scrapers; the first year is not documented. The sapo is an `h2.intro`."""


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
    layouts = (Explus2025,)
    evidence = "documented"
