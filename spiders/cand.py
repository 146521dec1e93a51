"""Công an nhân dân (cand.com.vn; since 2026 cand.vn), the daily of the police."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class BoxTitleDetail2020(Layout):
    """UIkit; known from public scrapers."""

    fingerprint = ".box-title-detail"

    title = css(".box-title-detail.entry-title") | css(".box-title-detail")
    lead = css(".box-des-detail")
    section = css(".uk-breadcrumb a")
    body = paragraphs(".detail-content-body", drop=".contref.simplebox")


class CandSpider(NewsSpider):
    """antg, antgct and vnca on sub-domains are its magazines. cand.vn has monthly sitemaps."""

    name = "cand"
    publisher = "Báo Công an nhân dân"
    allowed_domains = ("cand.com.vn", "cand.vn")
    sitemaps = ("https://cand.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[A-Za-z0-9/-]+-i?(?P<id>\d{5,7})/?$"
    layouts = (BoxTitleDetail2020,)
    evidence = "documented"
