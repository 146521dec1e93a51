"""Gia Lai's provincial paper (baogialai.com.vn), with Bình Định's since July 2025."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class BaoGiaLaiSpider(NewsSpider):
    """Bình Định's old host baobinhdinh.vn has a source of its own."""

    name = "baogialai"
    publisher = "Báo Gia Lai"
    allowed_domains = ("baogialai.com.vn",)
    feeds = ("https://baogialai.com.vn/rss/home.rss",)
    sitemaps = ("https://baogialai.com.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
