"""Bình Thuận's provincial paper (baobinhthuan.com.vn)."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoBinhThuanSpider(NewsSpider):
    """The platform is inferred from its addresses. Merged into baolamdong.vn in July 2025: closed."""

    name = "baobinhthuan"
    publisher = "Báo Bình Thuận"
    allowed_domains = ("baobinhthuan.com.vn",)
    feeds = ("https://baobinhthuan.com.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
