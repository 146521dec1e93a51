"""Đắk Lắk's paper and broadcaster (baodaklak.vn), with Phú Yên's since July 2025."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoDakLakSpider(NewsSpider):
    """A plain h1 is the paper's name. Phú Yên's host has a source of its own."""

    name = "baodaklak"
    publisher = "Báo và phát thanh, truyền hình Đắk Lắk"
    allowed_domains = ("baodaklak.vn",)
    sections = ("/",)
    paging = "?paged={page}"
    denied = ("phuyen.baodaklak.vn",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
