"""Đắk Nông's provincial paper (baodaknong.vn)."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class BaoDakNongSpider(NewsSpider):
    """Merged into baolamdong.vn in July 2025: an archive that is closed."""

    name = "baodaknong"
    publisher = "Báo Đắk Nông"
    allowed_domains = ("baodaknong.vn",)
    feeds = ("https://baodaknong.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
