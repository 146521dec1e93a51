"""Bình Dương's provincial paper (baobinhduong.vn)."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class BaoBinhDuongSpider(NewsSpider):
    """The province became part of Ho Chi Minh City in July 2025: an archive that is closed."""

    name = "baobinhduong"
    publisher = "Báo Bình Dương"
    allowed_domains = ("baobinhduong.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    evidence = "documented"
