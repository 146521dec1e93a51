"""Công lý (congly.vn), the paper of the Supreme People's Court."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class CongLySpider(NewsSpider):
    """Monthly sitemaps."""

    name = "congly"
    publisher = "Báo Công lý"
    allowed_domains = ("congly.vn",)
    feeds = ("https://congly.vn/rss/trang-chu",)
    sitemaps = ("https://congly.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
