"""Giáo dục và Thời đại (giaoducthoidai.vn), the paper of the Ministry of Education."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class GiaoDucThoiDaiSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "giaoducthoidai"
    publisher = "Báo Giáo dục và Thời đại"
    allowed_domains = ("giaoducthoidai.vn",)
    feeds = ("https://giaoducthoidai.vn/rss/home.rss",)
    sitemaps = ("https://giaoducthoidai.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
