"""Sài Gòn Giải Phóng (sggp.org.vn), the Party's daily of Ho Chi Minh City, in Vietnamese, English and Chinese."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class SggpSpider(NewsSpider):
    """English and Chinese live on sub-domains, as does its financial weekly dttc."""

    name = "sggp"
    publisher = "Báo Sài Gòn Giải Phóng"
    allowed_domains = ("sggp.org.vn",)
    feeds = ("https://sggp.org.vn/rss/home.rss",)
    sitemaps = ("https://sggp.org.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    language = None
    evidence = "documented"
