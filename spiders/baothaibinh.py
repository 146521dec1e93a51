"""Báo Thái Bình (baothaibinh.com.vn): the provincial paper of Thái Bình."""

from newsarchive.spider import NewsSpider


class BaoThaiBinhSpider(NewsSpider):
    """Merged into Hưng Yên's in July 2025. The CMS is that of baobinhphuoc.com.vn; its markup is not documented: the
    generic reader's.
    """

    name = "baothaibinh"
    publisher = "Báo Thái Bình"
    allowed_domains = ("baothaibinh.com.vn",)
    sections = ("/",)
    article_url = r"^/(?:tin-tuc|news)/\d+/(?P<id>\d+)/[a-z0-9-]+/?$"
    evidence = "documented"
