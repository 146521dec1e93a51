"""Đồng Nai's paper and broadcaster (baodongnai.com.vn), with Bình Phước's since July 2025."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoDongNaiSpider(NewsSpider):
    """Bình Phước's old host has a source of its own."""

    name = "baodongnai"
    publisher = "Báo và phát thanh, truyền hình Đồng Nai"
    allowed_domains = ("baodongnai.com.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
