"""The portal of the Ministry of Culture, Sports and Tourism (bvhttdl.gov.vn)."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class EntryBody2020(Layout):
    """The title is an h2."""

    fingerprint = "div.entry-body"

    title = css("h2.title")
    lead = css("p.sapo")
    tags = css(".detail-tab a")
    body = paragraphs("div.entry-body")


class BvhttdlSpider(NewsSpider):
    """On VCCorp's CMS with a template of its own."""

    name = "bvhttdl"
    publisher = "Bộ Văn hóa, Thể thao và Du lịch"
    allowed_domains = ("bvhttdl.gov.vn",)
    feeds = ("https://bvhttdl.gov.vn/rss/home.rss",)
    sitemaps = ("https://bvhttdl.gov.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{14,18})\.htm$"
    layouts = (EntryBody2020, DetailContent2022)
    evidence = "documented"
