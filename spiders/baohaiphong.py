"""Hải Phòng's paper and broadcaster (baohaiphong.vn), with Hải Dương's since July 2025."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoHaiPhongSpider(NewsSpider):
    """Article ids go on from baohaiduong.vn, which has a source of its own."""

    name = "baohaiphong"
    publisher = "Báo và phát thanh, truyền hình Hải Phòng"
    allowed_domains = ("baohaiphong.vn",)
    feeds = ("https://baohaiphong.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
