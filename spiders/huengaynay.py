"""Huế ngày nay (huengaynay.vn; before baothuathienhue.vn), the paper of Huế."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class HueNgayNaySpider(NewsSpider):
    """The a before the number may be missing."""

    name = "huengaynay"
    publisher = "Huế ngày nay"
    allowed_domains = ("huengaynay.vn", "baothuathienhue.vn")
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-a?(?P<id>\d{4,7})\.html?$"
    layouts = (ContentFck2018,)
    evidence = "documented"
