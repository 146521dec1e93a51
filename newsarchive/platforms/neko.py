"""NEKO (OneCMS, 1cdn.vn): the CMS of Hànộimới and some fifteen provincial papers; flat URLs `/slug-<number>.html`."""

from newsarchive.extraction import Layout, css, paragraphs


class OneCmsLongform2024(Layout):
    """Since 2024. The head of the article stands inside the element that holds its text."""

    fingerprint = ".b-maincontent, .sc-longform-header, h1.block-sc-title"

    title = css("h1.sc-longform-header-title") | css("h1.block-sc-title")
    lead = css("p.sc-longform-header-sapo") | css("p.block-sc-sapo")
    date = css("span.block-sc-publish-time") | css("span.c-detail-head__time")
    authors = css(".sc-longform-header-author") | css(".block-sc-author")
    section = css("ol.breadcrumb li.breadcrumb-item a") | css("a.block-sc-cate-name")
    tags = css(".c-widget-tags.onecms__tags a")
    body = paragraphs(
        ".b-maincontent .entry",
        "article.entry",
        ".b-maincontent",
        drop=".sc-empty-layer, .c-box, .sc-hightlight-box, .sc-related-articles, .c-sticky-share, .c-powered,"
        " .c-news-related, .c-tag",
    )
