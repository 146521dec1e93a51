"""Nhịp sống kinh doanh (nhipsongkinhdoanh.vn): a business magazine."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ArticleContent2026(Layout):
    """Known since May 2026, from a public scraper; the date is in the head."""

    fingerprint = "h1.article__title ~ div.article-content"

    title = css("h1.article__title")
    body = paragraphs("div.article-content")


class NhipSongKinhDoanhSpider(NewsSpider):
    """The sitemap index names a sitemap a month, since January 2020. The address shape is not documented; `-<id>.htm`
    is that of links to it.
    """

    name = "nhipsongkinhdoanh"
    publisher = "Nhịp sống kinh doanh"
    allowed_domains = ("nhipsongkinhdoanh.vn",)
    sitemaps = ("https://nhipsongkinhdoanh.vn/sitemap.xml",)
    sitemap_url = r"/cms-articles-\d{4}-\d{1,2}\.xml$"
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.htm$"
    denied = ("/hashtag/", "/cms/")
    layouts = (ArticleContent2026,)
    evidence = "documented"
