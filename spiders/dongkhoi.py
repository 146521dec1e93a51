"""Đồng Khởi (dongkhoi.baovinhlong.vn; before baodongkhoi.vn), Bến Tre's provincial paper, and Trà Vinh's."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class DongKhoiSpider(NewsSpider):
    """Both were merged into baovinhlong.com.vn in July 2025 and kept their CMS."""

    name = "dongkhoi"
    publisher = "Báo Đồng Khởi"
    allowed_domains = ("dongkhoi.baovinhlong.vn", "travinh.baovinhlong.vn", "baodongkhoi.vn")
    merged = ("travinh.baovinhlong.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    evidence = "documented"
