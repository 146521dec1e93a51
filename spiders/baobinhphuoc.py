"""Báo Bình Phước (baobinhphuoc.com.vn): the provincial paper, radio and television of Bình Phước."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class NewsBody2017(Layout):
    """Until about 2019, from a public scraper; the printed hour has a meaningless AM or PM."""

    fingerprint = ".toppn .time"

    date = css(".toppn .time")
    body = paragraphs(".news_body")


class BaoBinhPhuocSpider(NewsSpider):
    """Merged into Đồng Nai's in July 2025. The CMS since about 2019 is that of baothaibinh.com.vn, its markup not
    documented: the generic reader's. Before, addresses were `/Content/slug`.
    """

    name = "baobinhphuoc"
    publisher = "Báo Bình Phước"
    allowed_domains = ("baobinhphuoc.com.vn",)
    sections = ("/",)
    article_url = (
        r"^/(?:(?:tin-tuc|news)/\d+/(?P<id>\d+)/[a-z0-9-]+|Content/(?=[a-z0-9]+(?:-+[a-z0-9]+){3})[a-z0-9-]+)/?$"
    )
    layouts = (NewsBody2017,)
    evidence = "documented"
