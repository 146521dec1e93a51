"""Quảng Nam's provincial paper (baoquangnam.vn)."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoQuangNamSpider(NewsSpider):
    """Merged into baodanang.vn in July 2025: an archive that is closed."""

    name = "baoquangnam"
    publisher = "Báo Quảng Nam"
    allowed_domains = ("baoquangnam.vn",)
    feeds = ("https://baoquangnam.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
