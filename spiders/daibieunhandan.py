"""Đại biểu Nhân dân (daibieunhandan.vn), the paper of the National Assembly."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class DaiBieuNhanDanSpider(NewsSpider):
    """Pages of videos have no text."""

    name = "daibieunhandan"
    publisher = "Báo Đại biểu Nhân dân"
    allowed_domains = ("daibieunhandan.vn",)
    feeds = ("https://daibieunhandan.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
