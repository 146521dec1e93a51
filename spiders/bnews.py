"""BNews (bnews.vn), the economic news site of the Vietnam News Agency."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class LrContent2019(Layout):
    """Known from public scrapers."""

    fingerprint = "div.lr-ct"

    title = css("h1.font-42")
    lead = css(".lr-summary-post")
    body = paragraphs("div.lr-ct")


class BNewsSpider(NewsSpider):
    """Pages show no date. Paragraphs are bare text, titles come in NFD."""

    name = "bnews"
    publisher = "BNews"
    allowed_domains = ("bnews.vn",)
    feeds = (
        "https://bnews.vn/rss/kinh-te-viet-nam-1.rss",
        "https://bnews.vn/rss/kinh-te-the-gioi-2.rss",
        "https://bnews.vn/rss/ngan-hang-18.rss",
        "https://bnews.vn/rss/chung-khoan-33.rss",
    )
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+/(?P<id>\d{5,7})\.html$"
    layouts = (LrContent2019,)
    evidence = "documented"
