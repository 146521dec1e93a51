"""Báo Hòa Bình (baohoabinh.com.vn): the provincial paper of Hòa Bình."""

from newsarchive.spider import NewsSpider


class BaoHoaBinhSpider(NewsSpider):
    """Merged into Phú Thọ's in July 2025. The CMS is that of baoyenbai.com.vn; its markup is not documented: the
    generic reader's.
    """

    name = "baohoabinh"
    publisher = "Báo Hòa Bình"
    allowed_domains = ("baohoabinh.com.vn",)
    sections = ("/",)
    article_url = r"^/\d+/(?P<id>\d+)/[^/]+\.(?:aspx|html?)$"
    evidence = "documented"
