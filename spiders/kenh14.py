"""Kênh 14 (kenh14.vn), a magazine for young readers."""

from newsarchive.platforms.vccorp import DetailContent2022, KnContent2014
from newsarchive.spider import NewsSpider


class Kenh14Spider(NewsSpider):
    """Older pages have a layout that GenK shares."""

    name = "kenh14"
    publisher = "Kênh 14"
    allowed_domains = ("kenh14.vn",)
    feeds = ("https://kenh14.vn/rss/home.rss",)
    sitemaps = ("https://kenh14.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.chn"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022, KnContent2014)
    evidence = "documented"
