"""Đầu tư Chứng khoán (tinnhanhchungkhoan.vn), a magazine of the securities market."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class TinNhanhChungKhoanSpider(NewsSpider):
    """No feed; monthly sitemaps since 2010, whose lastmod may be the time of an edit."""

    name = "tinnhanhchungkhoan"
    publisher = "Đầu tư Chứng khoán"
    allowed_domains = ("tinnhanhchungkhoan.vn",)
    sitemaps = ("https://tinnhanhchungkhoan.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
