"""Ấp Bắc (baoapbac.vn), Tiền Giang's provincial paper."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoApBacSpider(NewsSpider):
    """Merged into Đồng Tháp's in July 2025: an archive that is closed."""

    name = "baoapbac"
    publisher = "Báo Ấp Bắc"
    allowed_domains = ("baoapbac.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
