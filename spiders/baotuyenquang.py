"""Tuyên Quang's paper and broadcaster (baotuyenquang.com.vn), with Hà Giang's since July 2025."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoTuyenQuangSpider(NewsSpider):
    """One installation with baohagiang.vn, which has a source of its own."""

    name = "baotuyenquang"
    publisher = "Báo và phát thanh, truyền hình Tuyên Quang"
    allowed_domains = ("baotuyenquang.com.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
