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

    title = css("h1.title-page")
    lead = css("h2.singular-sapo")
    section = css("ul.breadcrumbs li a") | css("[data-content-name=article-breadcrumb]")
    body = paragraphs("div.singular-content", drop=".news-relation")


class EMagazine2021(Layout):
    """Stories of pictures and long-form since 2021; captions are plain paragraphs."""

    fingerprint = ".e-magazine__body"

    title = css("h1.e-magazine__title")
    lead = css(".e-magazine__sapo")
    section = css(".e-magazine__maincate a")
    body = paragraphs(".e-magazine__body", drop=".news-relation")


class NewsContent2012(Layout):
    """Before about 2021, two templates."""

    fingerprint = ".dt-news__content, #divNewsContent"

    lead = css(".dt-news__sapo")
    body = paragraphs(".dt-news__content", "#divNewsContent", drop=".news-tag, .news-relation")


class DanTriSpider(NewsSpider):
    """Ids begin with the instant the page was made."""

    name = "dantri"
    publisher = "Báo Dân trí"
    allowed_domains = ("dantri.com.vn", "dtinews.vn")
    feeds = ("https://dantri.com.vn/rss/home.rss",)
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{10,17})\.htm$"
    layouts = (DesktopInArticle2025, SingularContent2021, EMagazine2021, NewsContent2012)
    evidence = "page"
