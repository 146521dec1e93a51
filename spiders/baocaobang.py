"""Cao Bằng's provincial paper (baocaobang.vn)."""

from newsarchive.platforms.contentdetail import ContentDetail2020
from newsarchive.spider import NewsSpider


class BaoCaoBangSpider(NewsSpider):
    """Paths may have capital letters."""

    name = "baocaobang"
    publisher = "Báo Cao Bằng"
    allowed_domains = ("baocaobang.vn",)
    sections = ("/",)
    article_url = r"^/[A-Za-z0-9/-]+-(?P<id>\d{5,})\.html$"
    layouts = (ContentDetail2020,)
    evidence = "documented"
