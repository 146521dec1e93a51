"""Báo điện tử Đảng Cộng sản Việt Nam (dangcongsan.vn): the Communist Party's online paper."""

from newsarchive.spider import NewsSpider


class DangCongSanSpider(NewsSpider):
    """Merged into Nhân Dân in 2025. The address shape is not documented; `/<section>/<slug>-<id>.html` is that of
    links to it. No selectors are known; the document library on tulieuvankien. is no news.
    """

    name = "dangcongsan"
    publisher = "Báo điện tử Đảng Cộng sản Việt Nam"
    allowed_domains = ("dangcongsan.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,4}[^/]+-(?P<id>\d{4,})\.html$"
    denied = ("tulieuvankien.dangcongsan.vn",)
    layouts = ()
    language = None
    evidence = "documented"
