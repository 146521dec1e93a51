"""Hànộimới (hanoimoi.vn; before hanoimoi.com.vn), the Party's daily of Hanoi."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class HaNoiMoiSpider(NewsSpider):
    """Topic pages end `-event<number>.html` and are no articles."""

    name = "hanoimoi"
    publisher = "Báo Hànộimới"
    allowed_domains = ("hanoimoi.vn", "hanoimoi.com.vn")
    feeds = ("https://hanoimoi.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "page"
