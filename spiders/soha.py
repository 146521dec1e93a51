"""Soha (soha.vn), a news magazine."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class SohaSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "soha"
    publisher = "Soha"
    allowed_domains = ("soha.vn",)
    feeds = ("https://soha.vn/rss/home.rss",)
    sitemaps = ("https://soha.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
