"""Dân Việt (danviet.vn), the news site of the farmers' union's daily."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class DanVietSpider(NewsSpider):
    """Articles have ids of two kinds, `-d<number>.html` and the platform's."""

    name = "danviet"
    publisher = "Dân Việt"
    allowed_domains = ("danviet.vn",)
    feeds = ("https://danviet.vn/rss/home.rss",)
    sitemaps = ("https://danviet.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?:d(?=\d+\.html)|(?=\d{9,21}\.htm$))(?P<id>\d+)\.html?$"
    layouts = (DetailContent2022,)
    evidence = "documented"
