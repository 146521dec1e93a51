"""Tài nguyên và Môi trường (baotainguyenmoitruong.vn), a ministry's paper."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoTaiNguyenMoiTruongSpider(NewsSpider):
    """Merged into nongnghiepmoitruong.vn in 2025: an archive that is closed."""

    name = "baotainguyenmoitruong"
    publisher = "Báo Tài nguyên và Môi trường"
    allowed_domains = ("baotainguyenmoitruong.vn",)
    feeds = ("https://baotainguyenmoitruong.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
