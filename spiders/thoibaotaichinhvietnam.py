"""Thời báo Tài chính Việt Nam (thoibaotaichinhvietnam.vn), the paper of the Ministry of Finance."""

from newsarchive.platforms.master import MasterCms2015
from newsarchive.spider import NewsSpider


class ThoiBaoTaiChinhSpider(NewsSpider):
    """All its feeds are one and the same; one sitemap holds all articles since 2015."""

    name = "thoibaotaichinhvietnam"
    publisher = "Thời báo Tài chính Việt Nam"
    allowed_domains = ("thoibaotaichinhvietnam.vn",)
    feeds = ("https://thoibaotaichinhvietnam.vn/rss_feed/",)
    sitemaps = ("https://thoibaotaichinhvietnam.vn/sitemaparticles-site-1.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (MasterCms2015,)
    evidence = "documented"
