"""The CMS of Quảng Ninh's, Hưng Yên's, Cao Bằng's and Lạng Sơn's papers (`#content-detail`, `h1.name`)."""

from newsarchive.extraction import Layout, css, paragraphs


class ContentDetail2020(Layout):
    """The sapo is the text's first bold paragraph, or stands in the head only."""

    fingerprint = "#content-detail"

    title = css("h1.name")
    section = css(".breadcrumbs ol.breadcrumb a") | css("ol.breadcrumb a")
    body = paragraphs(
        "#content-detail",
        drop="div.relates, div.topics, div.social, div.print_page, div.block-news-list",
    )
