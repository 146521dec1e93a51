"""Pháp Luật TP. Hồ Chí Minh (plo.vn), the law daily of Ho Chi Minh City."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class PloSpider(NewsSpider):
    """Monthly sitemaps."""

    name = "plo"
    publisher = "Báo Pháp Luật TP. Hồ Chí Minh"
    allowed_domains = ("plo.vn",)
    feeds = ("https://plo.vn/rss/home.rss",)
    sitemaps = ("https://plo.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
