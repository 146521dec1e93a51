"""Hà Giang's provincial paper (baohagiang.vn)."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoHaGiangSpider(NewsSpider):
    """Merged into baotuyenquang.com.vn in July 2025: an archive that is closed."""

    name = "baohagiang"
    publisher = "Báo Hà Giang"
    allowed_domains = ("baohagiang.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
