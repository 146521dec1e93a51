"""Nhân Dân (nhandan.vn), the central daily of the Communist Party, in six languages."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class NhanDanSpider(NewsSpider):
    """dangcongsan.vn was merged into it in 2025. special.nhandan.vn holds pages of another kind."""

    name = "nhandan"
    publisher = "Báo Nhân Dân"
    allowed_domains = ("nhandan.vn", "nhandan.com.vn")
    feeds = ("https://nhandan.vn/rss/home.rss",)
    sitemaps = ("https://nhandan.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    denied = ("special.nhandan.vn",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    language = None
    evidence = "page"
