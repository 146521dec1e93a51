"""Vĩnh Long's paper and broadcaster (baovinhlong.com.vn), with Bến Tre's and Trà Vinh's since July 2025."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoVinhLongSpider(NewsSpider):
    """Bến Tre's and Trà Vinh's hosts, on another CMS, have a source of their own (dongkhoi)."""

    name = "baovinhlong"
    publisher = "Báo và phát thanh, truyền hình Vĩnh Long"
    allowed_domains = ("baovinhlong.com.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
