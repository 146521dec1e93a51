"""Tuổi Trẻ (tuoitre.vn), the daily of Ho Chi Minh City; /nld/ holds Người Lao Động since 2026."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.vccorp import DetailContent2022, MainDetailBody2016
from newsarchive.spider import NewsSpider


class Fck2013(Layout):
    """About 2013 to 2016, `/tin/<section>/YYYYMMDD/slug/<number>.html`."""

    fingerprint = "p.txt-head, h1.title-2"

    title = css("h1.title-2")
    lead = css("p.txt-head") | css("h2.txt-head")
    date = css(".tool-bar span.date")
    section = css("ul.breadcrumb li a")
    tags = css("ul.block-key li a")
    body = paragraphs("div.left-side div.fck", "div.fck")


class TuoiTreSpider(NewsSpider):
    """Ids begin with the instant the page was made. Windows of five days have sitemaps since January 2011."""

    name = "tuoitre"
    publisher = "Báo Tuổi Trẻ"
    allowed_domains = ("tuoitre.vn",)
    feeds = ("https://tuoitre.vn/rss/home.rss",)
    sitemaps = ("https://tuoitre.vn/sitemaps/index.rss",)
    sitemap_url = r"(?i)sitemaps-\d{4}-\d{1,2}-"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = (
        r"^/(?:[a-z0-9/-]+-(?=\d{14,21}\.htm)|tin/[a-z0-9/-]+/20\d{6}/[a-z0-9-]+/(?=\d{4,8}\.html))"
        r"(?P<id>\d{4,21})\.html?$"
    )
    layouts = (DetailContent2022, MainDetailBody2016, Fck2013)
    evidence = "page"
