"""Thời báo Ngân hàng (thoibaonganhang.vn), the paper of the State Bank."""

from newsarchive.platforms.master import MasterCms2015
from newsarchive.spider import NewsSpider


class ThoiBaoNganHangSpider(NewsSpider):
    """All its feeds are one and the same; one sitemap holds all articles."""

    name = "thoibaonganhang"
    publisher = "Thời báo Ngân hàng"
    allowed_domains = ("thoibaonganhang.vn",)
    feeds = ("https://thoibaonganhang.vn/rss_feed/",)
    sitemaps = ("https://thoibaonganhang.vn/sitemaparticles-site-1.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (MasterCms2015,)
    evidence = "documented"
