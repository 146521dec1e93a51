"""Hà Tĩnh's provincial paper (baohatinh.vn)."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class BaoHaTinhSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "baohatinh"
    publisher = "Báo Hà Tĩnh"
    allowed_domains = ("baohatinh.vn",)
    feeds = ("https://baohatinh.vn/rss/home.rss",)
    sitemaps = ("https://baohatinh.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
