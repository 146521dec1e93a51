"""Saostar (saostar.vn): an entertainment magazine."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ArtContent2025(Layout):
    """Known since December 2025, from a public scraper; the first year is not documented."""

    fingerprint = ".art-content"

    title = css("h1.art-title")
    body = paragraphs(".art-content")


class SaostarSpider(NewsSpider):
    """No feed and no sitemap are documented. The address shape neither: links to it end in seven digits (2020) or in
    eighteen that begin with the day.
    """

    name = "saostar"
    publisher = "Saostar"
    allowed_domains = ("saostar.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}[a-z0-9-]+-(?P<id>\d{5,20})\.html$"
    layouts = (ArtContent2025,)
    evidence = "documented"
