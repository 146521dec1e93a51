"""Sức khỏe cộng đồng (suckhoecongdongonline.vn), a magazine of public health."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class SucKhoeCongDongSpider(NewsSpider):
    """Its addresses were not seen: the platform's shape is assumed."""

    name = "suckhoecongdongonline"
    publisher = "Sức khỏe cộng đồng"
    allowed_domains = ("suckhoecongdongonline.vn",)
    feeds = ("https://suckhoecongdongonline.vn/rss/home.rss",)
    sitemaps = ("https://suckhoecongdongonline.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
