"""VietNamNet (vietnamnet.vn), a national news site, in Vietnamese and English (/en)."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ContentDetail2022(Layout):
    """Since 2022. The breadcrumb holds a drop-down of other sections."""

    fingerprint = "h1.content-detail-title, #maincontent.main-content"

    title = css("h1.content-detail-title")
    lead = css(".content-detail-sapo")
    date = css("div.bread-crumb-detail__time")
    section = css(".bread-crumb-detail > ul > li > a[title]")
    body = paragraphs(
        "#maincontent",
        ".maincontent.main-content",
        drop="article.ck-cms-wiki-news-full, .ck-cms-insert-neww-group, .vnn-template-noneditable, .article-relate,"
        " .inner-article",
    )


class ArticleContent2010(Layout):
    """About 2010 to 2021."""

    fingerprint = ".ArticleContent"

    lead = css(".ArticleLead")
    date = css(".ArticleDate")
    body = paragraphs(".ArticleContent")


class VietNamNetSpider(NewsSpider):
    """Sitemaps a month, in numbered parts, since 2003; their index is not documented. Addresses of about 2011 to
    2015 have the id inside, `/vn/xa-hoi/183308/slug.html`; those of infonet have five digits.
    """

    name = "vietnamnet"
    publisher = "Báo VietNamNet"
    allowed_domains = ("vietnamnet.vn",)
    feeds = ("https://vietnamnet.vn/thoi-su.rss",)
    sections = ("/",)
    paging = "-page{page}"
    denied = ("english.vietnamnet.vn",)
    article_url = (
        r"^/(?:(?:vn/[a-z/-]+/(?=\d+/)|(?!vn/[a-z/-]+/\d+/)[a-z0-9/-]+-(?=\d{6,7}\.))(?P<id>\d{4,7})(?:/[a-z0-9-]+)?"
        r"|[a-z0-9/-]+-\d{5})\.html$"
    )
    layouts = (ContentDetail2022, ArticleContent2010)
    language = None
    evidence = "page"
