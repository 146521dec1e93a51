"""Thái Nguyên's provincial paper (baothainguyen.vn), with Bắc Kạn's since July 2025."""

from newsarchive.extraction import Layout, paragraphs
from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class ArticleProse2024(Layout):
    """The newer theme."""

    fingerprint = ".article-prose"

    body = paragraphs(".article-prose")


class BaoThaiNguyenSpider(NewsSpider):
    """A newer theme holds the text in `.article-prose`."""

    name = "baothainguyen"
    publisher = "Báo Thái Nguyên"
    allowed_domains = ("baothainguyen.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012, ArticleProse2024)
    evidence = "documented"
