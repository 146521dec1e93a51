"""Dân trí (dantri.com.vn), a national news site; dtinews.vn is its English edition."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class DesktopInArticle2025(Layout):
    """Since 2025, Tailwind; fields are marked by data-content-name."""

    fingerprint = "#desktop-in-article, [data-slot=content]"
    lead = css("[data-slot=sapo]") | css("article > h2")
    section = css("[data-content-name=article-breadcrumb]")
    tags = css("[data-content-name=article-tags]")
    body = paragraphs("[data-slot=content]", "#desktop-in-article")


class SingularContent2021(Layout):
    """About 2021 to 2025."""

    fingerprint = "article.singular-container"
    lead = css("h2.singular-sapo")
    section = css("ul.breadcrumbs li a") | css("[data-content-name=article-breadcrumb]")
    body = paragraphs("div.singular-content", drop=".news-relation")


class EMagazine2021(Layout):
    """Stories of pictures and long-form since 2021; captions are plain paragraphs."""

    fingerprint = ".e-magazine__body"
    section = css(".e-magazine__maincate a")
    body = paragraphs(".e-magazine__body", drop=".news-relation")


class DtNews2019(Layout):
    """About 2019 to 2021."""

    fingerprint = ".dt-news__content"
    body = paragraphs(".dt-news__content", drop=".news-tag, .news-relation")


class NewsContent2012(Layout):
    """Before about 2019, on VCCorp's CMS."""

    fingerprint = "#divNewsContent"
    date = css("span.tt-capitalize")
    body = paragraphs("#divNewsContent", drop=".news-tag, .news-relation")


class DanTriSpider(NewsSpider):
    """Ids begin with the instant the page was made; before 2016 they are numbers, before 2013 inside the path."""

    name = "dantri"
    publisher = "Báo Dân trí"
    allowed_domains = ("dantri.com.vn", "dtinews.vn")
    feeds = ("https://dantri.com.vn/rss/home.rss",)
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/(?!video/)(?:c\d+/s\d+|[a-z0-9/-]+)-(?P<id>\d{6,17})(?:/[a-z0-9-]+)?\.htm$"
    layouts = (DesktopInArticle2025, SingularContent2021, EMagazine2021, DtNews2019, NewsContent2012)
    evidence = "page"
