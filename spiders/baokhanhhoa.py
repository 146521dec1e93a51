"""Khánh Hòa's provincial paper (baokhanhhoa.vn), with Ninh Thuận's since July 2025; English at news.baokhanhhoa.vn."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoKhanhHoaSpider(NewsSpider):
    """It refuses requests that lack the headers of a browser."""

    name = "baokhanhhoa"
    publisher = "Báo Khánh Hòa"
    allowed_domains = ("baokhanhhoa.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    language = None
    evidence = "documented"
