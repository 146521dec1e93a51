"""Báo Điện Biên Phủ (baodienbienphu.vn; before baodienbienphu.com.vn): Điện Biên's paper, radio and television."""

from newsarchive.extraction import Layout, paragraphs
from newsarchive.spider import NewsSpider


class EditorContent2026(Layout):
    """Known since January 2026, from a public scraper. Scripts put the text into the page: only a capture of what a
    browser displayed holds it.
    """

    fingerprint = "div.editor-content"

    body = paragraphs("div.editor-content")


class BaoDienBienPhuSpider(NewsSpider):
    """Client-rendered: what the server sends holds links and heads, no text. Addresses have no id; on the old host they
    were `/tin-tuc/<section>/<id>/slug`.
    """

    name = "baodienbienphu"
    publisher = "Báo và phát thanh, truyền hình Điện Biên"
    allowed_domains = ("baodienbienphu.vn", "baodienbienphu.com.vn")
    sections = ("/",)
    article_url = r"^/(?:tin-bai/[^/]+|tin-tuc/[a-z0-9-]+/(?P<id>\d{3,}))/[^/]+/?$"
    layouts = (EditorContent2026,)
    evidence = "documented"
