"""Znews (znews.vn; before zingnews.vn, until about 2018 news.zing.vn), a news magazine."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class TheArticle2013(Layout):
    """Since about 2013: classes that begin with the-article."""

    fingerprint = ".the-article-body"

    title = css("h1.the-article-title")
    lead = css("p.the-article-summary")
    date = css("li.the-article-publish")
    authors = css(".the-article-credit p.author")
    section = css("p.the-article-category a")
    body = paragraphs(".the-article-body", drop="#innerarticle, .inner-article, table.article, .notebox")


class ContentDocument2010(Layout):
    """About 2010 to 2013; title and lead stand twice."""

    fingerprint = "#content_document"

    title = css("#content_document h1.pTitle") | css("h1.pTitle")
    lead = css("#content_document h2.pHead") | css("h2.pHead")
    section = css("#content_head .subheader a")
    body = paragraphs("#content_document", drop=".tags")


class ZnewsSpider(NewsSpider):
    """On ePi with a theme of its own. Pages reload themselves after half an hour."""

    name = "znews"
    publisher = "Tạp chí Znews"
    allowed_domains = ("znews.vn", "zingnews.vn", "news.zing.vn")
    sitemaps = ("https://znews.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    paging = "{section}/trang{page}.html"
    article_url = r"^/[a-z0-9/-]+(?:-post|/a)(?P<id>\d+)\.html$"
    layouts = (TheArticle2013, ContentDocument2010)
    evidence = "page"
