"""Báo Lai Châu (baolaichau.vn): the provincial paper, radio and television of Lai Châu."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class PostInfo2026(Layout):
    """Known since January 2026, from a public scraper."""

    fingerprint = ".post-detail .post-info .body"

    title = css(".post-detail .post-info .title")
    lead = css(".post-info .sapo")
    body = paragraphs(".post-info .body")


class BaoLaiChauSpider(NewsSpider):
    """Addresses end in the id, some with `.html`; those of about 2020 have none."""

    name = "baolaichau"
    publisher = "Báo và phát thanh, truyền hình Lai Châu"
    allowed_domains = ("baolaichau.vn",)
    sections = ("/",)
    denied = ("/video/", "/multimedia/", "/infographic/", "/quang-cao/", "/tags/")
    article_url = r"^/[a-z0-9-]+/(?:[a-z0-9-]+-(?P<id>\d{5,7})(?:\.html)?|(?=[a-z0-9]+(?:-+[a-z0-9]+){7})[a-z0-9-]+)/?$"
    layouts = (PostInfo2026,)
    evidence = "documented"
