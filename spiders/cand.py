"""Công an nhân dân (cand.com.vn; since 2026 cand.vn), the daily of the police."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class BoxTitleDetail2020(Layout):
    """Before the move to cand.vn; UIkit, known from public scrapers."""

    fingerprint = ".box-title-detail"

    title = css(".box-title-detail.entry-title") | css(".box-title-detail")
    lead = css(".box-des-detail")
    date = css(".box-date")
    section = css(".uk-breadcrumb a")
    body = paragraphs(".detail-content-body", drop=".contref.simplebox")


class CandSpider(NewsSpider):
    """antg, antgct and vnca on sub-domains are its magazines. cand.vn is on ePi and keeps the old addresses too."""

    name = "cand"
    publisher = "Báo Công an nhân dân"
    allowed_domains = ("cand.com.vn", "cand.vn")
    feeds = ("https://cand.vn/rss/home.rss",)
    sitemaps = ("https://cand.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[A-Za-z0-9/-]+-(?:i?(?P<id>\d{5,7})/?|post\d{5,8}\.html)$"
    layouts = (CmsBody2021, BoxTitleDetail2020)
    evidence = "documented"
