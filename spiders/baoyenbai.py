"""Báo Yên Bái (baoyenbai.com.vn): the provincial paper of Yên Bái."""

from newsarchive.spider import NewsSpider


class BaoYenBaiSpider(NewsSpider):
    """Merged into Lào Cai's in July 2025. The address shape is not documented; `/<number>/<id>/slug.aspx` is that of
    links to it and of Hòa Bình's paper, which has the same CMS. Its markup is not documented: the generic reader's.
    """

    name = "baoyenbai"
    publisher = "Báo Yên Bái"
    allowed_domains = ("baoyenbai.com.vn",)
    sections = ("/",)
    article_url = r"^/\d+/(?P<id>\d+)/[^/]+\.(?:aspx|html?)$"
    evidence = "documented"
