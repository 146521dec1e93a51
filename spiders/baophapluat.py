"""Báo Pháp luật Việt Nam (baophapluat.vn): the daily of the ministry of justice."""

from newsarchive.extraction import Layout, css
from newsarchive.spider import NewsSpider


class Breadcrumbs2026(Layout):
    """Known since January 2026: all but the breadcrumb is left to the head and the generic reader."""

    fingerprint = "section.breadcrumbs"

    section = css("section.breadcrumbs a")


class BaoPhapLuatSpider(NewsSpider):
    """No feed and no sitemap are known. Addresses have no id, but those until 2025 end `-post<id>.html`; sections are
    `/chuyen-muc/<name>.html`.
    """

    name = "baophapluat"
    publisher = "Báo Pháp luật Việt Nam"
    allowed_domains = ("baophapluat.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+-post(?P<id>\d{4,})|[a-z0-9]+(?:-+[a-z0-9]+){3,})\.html$"
    denied = ("/tag/",)
    layouts = (Breadcrumbs2026,)
    evidence = "documented"
