"""Báo Biên phòng (bienphong.com.vn): the paper of the border guard."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class DivContent2025(Layout):
    """Known since December 2025, from a public scraper; the first year is not documented."""

    fingerprint = "#divcontent"

    title = css("h1.title--big")
    body = paragraphs("#divcontent")


class BienPhongSpider(NewsSpider):
    """No feed and no sitemap are documented. The address shape neither; `-post<id>.html` is that of links to it."""

    name = "bienphong"
    publisher = "Báo Biên phòng"
    allowed_domains = ("bienphong.com.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-post(?P<id>\d{4,})\.html$"
    denied = ("/videos/",)
    layouts = (DivContent2025,)
    evidence = "documented"
