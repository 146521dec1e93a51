"""Lào Cai's provincial paper (baolaocai.vn), with Yên Bái's since July 2025."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class BaoLaoCaiSpider(NewsSpider):
    """Paragraphs are bare divs. Yên Bái's old host has a source of its own."""

    name = "baolaocai"
    publisher = "Báo Lào Cai"
    allowed_domains = ("baolaocai.vn",)
    feeds = ("https://baolaocai.vn/rss/home.rss",)
    sitemaps = ("https://baolaocai.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "page"
