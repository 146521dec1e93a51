"""Sức khỏe Việt (suckhoeviet.org.vn), a magazine of health."""

from newsarchive.platforms.master import MasterCms2015
from newsarchive.spider import NewsSpider


class SucKhoeVietSpider(NewsSpider):
    """All its feeds are one and the same; one sitemap holds all articles."""

    name = "suckhoeviet"
    publisher = "Sức khỏe Việt"
    allowed_domains = ("suckhoeviet.org.vn",)
    feeds = ("https://suckhoeviet.org.vn/rss_feed/",)
    sitemaps = ("https://suckhoeviet.org.vn/sitemaparticles-site-1.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (MasterCms2015,)
    evidence = "documented"
