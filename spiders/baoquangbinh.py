"""Quảng Bình's provincial paper (baoquangbinh.vn)."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoQuangBinhSpider(NewsSpider):
    """Merged into baoquangtri.vn in July 2025: an archive that is closed."""

    name = "baoquangbinh"
    publisher = "Báo Quảng Bình"
    allowed_domains = ("baoquangbinh.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
