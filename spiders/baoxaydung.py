"""Xây dựng (baoxaydung.vn), the paper of the Ministry of Construction."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class BaoXayDungSpider(NewsSpider):
    """Took in baogiaothong.vn in 2025; baoxaydung.com.vn is its old host with `/slug-<number>.html`."""

    name = "baoxaydung"
    publisher = "Báo Xây dựng"
    allowed_domains = ("baoxaydung.vn", "baoxaydung.com.vn", "baogiaothong.vn")
    merged = ("baoxaydung.com.vn", "baogiaothong.vn")
    feeds = ("https://baoxaydung.vn/rss/home.rss",)
    sitemaps = ("https://baoxaydung.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?:d\d{4,8}|(?P<id>\d{5,21}))\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
