"""Hải Dương's provincial paper (baohaiduong.vn)."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoHaiDuongSpider(NewsSpider):
    """Merged into baohaiphong.vn in July 2025: an archive that is closed."""

    name = "baohaiduong"
    publisher = "Báo Hải Dương"
    allowed_domains = ("baohaiduong.vn",)
    feeds = ("https://baohaiduong.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
