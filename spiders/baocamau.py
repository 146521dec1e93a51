"""Báo Cà Mau (baocamau.vn; before baocamau.com.vn): the provincial paper, radio and television of Cà Mau."""

from newsarchive.extraction import Layout, paragraphs
from newsarchive.spider import NewsSpider


class PostContent2026(Layout):
    """Known since January 2026, from a public scraper; the comments' hidden input tells it from other sites'
    `post-content`.
    """

    fingerprint = "input[name=dataPostComment]"

    body = paragraphs("div.post-content", "section.post-content")


class BaoCaMauSpider(NewsSpider):
    """With Bạc Liêu's paper since July 2025. Addresses end `-a<id>.html`; the old host's had a section and no `a`."""

    name = "baocamau"
    publisher = "Báo và phát thanh, truyền hình Cà Mau"
    allowed_domains = ("baocamau.vn", "baocamau.com.vn")
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){0,2}[a-z0-9-]+-a?(?P<id>\d{4,})\.html$"
    layouts = (PostContent2026,)
    evidence = "documented"
