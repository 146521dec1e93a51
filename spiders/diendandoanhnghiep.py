"""Diễn đàn Doanh nghiệp (diendandoanhnghiep.vn), the magazine of the chamber of commerce."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class DienDanDoanhNghiepSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "diendandoanhnghiep"
    publisher = "Diễn đàn Doanh nghiệp"
    allowed_domains = ("diendandoanhnghiep.vn",)
    feeds = ("https://diendandoanhnghiep.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
