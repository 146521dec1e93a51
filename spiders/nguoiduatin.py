"""Người Đưa Tin (nguoiduatin.vn), a news magazine of the lawyers' association."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class NguoiDuaTinSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "nguoiduatin"
    publisher = "Người Đưa Tin"
    allowed_domains = ("nguoiduatin.vn",)
    feeds = ("https://nguoiduatin.vn/rss/home.rss",)
    sitemaps = ("https://nguoiduatin.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?:a\d{4,8}|(?P<id>\d{9,21}))\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
