"""Công Thương (congthuong.vn), the paper of the Ministry of Industry and Trade."""

from newsarchive.platforms.master import MasterCms2015
from newsarchive.spider import NewsSpider


class CongThuongSpider(NewsSpider):
    """All its feeds are one and the same; one sitemap holds all articles."""

    name = "congthuong"
    publisher = "Báo Công Thương"
    allowed_domains = ("congthuong.vn",)
    feeds = ("https://congthuong.vn/rss_feed/",)
    sitemaps = ("https://congthuong.vn/sitemaparticles-site-1.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (MasterCms2015,)
    evidence = "documented"
