"""Báo Hậu Giang (baohaugiang.com.vn): the provincial paper of Hậu Giang."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ContentView2026(Layout):
    """Known since January 2026, from a public scraper; the breadcrumb's links are sections alone."""

    fingerprint = ".news-details-content .contentView"

    title = css("div.news-details-content h1")
    section = css(".box-breadcrumb a")
    body = paragraphs("div.news-details-content div.contentView")


class ViewPage2018(Layout):
    """Before that, from another scraper; its years are not documented."""

    fingerprint = "h1.view-page-Tit"

    title = css("h1.view-page-Tit")
    body = paragraphs("div.divDetail.newscontent")


class BaoHauGiangSpider(NewsSpider):
    """Merged into Cần Thơ's in July 2025. Section pages are `/slug-<id>.html`, articles one level below."""

    name = "baohaugiang"
    publisher = "Báo Hậu Giang"
    allowed_domains = ("baohaugiang.com.vn",)
    sections = ("/",)
    denied = (
        "/bang-gia-quang-cao/",
        "/lien-he/",
        "/tim-kiem/",
        "/video/",
        "/multimedia/",
        "/megastory/",
        "/infographics/",
        "/anh/",
        "/podcast/",
        "/foreign-languages/",
    )
    article_url = r"^/[a-z0-9-]+/[a-z0-9-]+-(?P<id>\d{3,})\.html$"
    layouts = (ContentView2026, ViewPage2018)
    evidence = "documented"
