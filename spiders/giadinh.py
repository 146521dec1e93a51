"""Gia đình và Xã hội (giadinh.suckhoedoisong.vn), a magazine of the Ministry of Health."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class GiaDinhSpider(NewsSpider):
    """Until 2021 at giadinh.net.vn."""

    name = "giadinh"
    publisher = "Gia đình và Xã hội"
    allowed_domains = ("giadinh.suckhoedoisong.vn", "giadinh.net.vn")
    feeds = ("https://giadinh.suckhoedoisong.vn/rss/home.rss",)
    sitemaps = ("https://giadinh.suckhoedoisong.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
