"""BNews (bnews.vn), the economic news site of the Vietnam News Agency."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class LrContent2019(Layout):
    """Known from public scrapers."""

    fingerprint = "div.lr-ct"

    title = css("h1.font-42")
    lead = css(".lr-summary-post")
    authors = css(".lr-author")
    body = paragraphs("div.lr-ct")


class BNewsSpider(NewsSpider):
    """Pages show no date. Paragraphs are bare text, titles come in NFD."""

    name = "bnews"
    publisher = "BNews"
    allowed_domains = ("bnews.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+/(?P<id>\d{5,7})\.html$"
    layouts = (LrContent2019,)
    evidence = "documented"
