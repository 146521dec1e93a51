"""Nghệ An's provincial paper and broadcaster (baonghean.vn), in five languages."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoNgheAnSpider(NewsSpider):
    """Other languages live under /en, /fr, /ru and /cn."""

    name = "baonghean"
    publisher = "Báo và phát thanh, truyền hình Nghệ An"
    allowed_domains = ("baonghean.vn",)
    feeds = ("https://baonghean.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/(?:(?:en|fr|ru|cn)/)?[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    language = None
    evidence = "documented"
