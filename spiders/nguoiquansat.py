"""Người Quan Sát (nguoiquansat.vn), a magazine of economy."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class NguoiQuanSatSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "nguoiquansat"
    publisher = "Người Quan Sát"
    allowed_domains = ("nguoiquansat.vn",)
    feeds = ("https://nguoiquansat.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
