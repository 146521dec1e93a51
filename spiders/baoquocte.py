"""Thế giới & Việt Nam (baoquocte.vn), the paper of the Ministry of Foreign Affairs."""

from newsarchive.platforms.master import MasterCms2015
from newsarchive.spider import NewsSpider


class BaoQuocTeSpider(NewsSpider):
    """All its feeds are one and the same; one sitemap holds all articles."""

    name = "baoquocte"
    publisher = "Báo Thế giới & Việt Nam"
    allowed_domains = ("baoquocte.vn",)
    feeds = ("https://baoquocte.vn/rss_feed/",)
    sitemaps = ("https://baoquocte.vn/sitemaparticles-site-1.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (MasterCms2015,)
    evidence = "documented"
