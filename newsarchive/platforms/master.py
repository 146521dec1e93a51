"""MasterCMS: the CMS of Công Thương, Thế giới & Việt Nam and others; pictures under /stores/news_dataimages/."""

from newsarchive.extraction import Layout, css, meta, paragraphs


class MasterCms2015(Layout):
    """`table.__MB_ARTICLE_A` in the text is a box of other articles, no picture."""

    fingerprint = ".__MASTERCMS_CONTENT"

    title = css("h1.post-title") | css("h1.article-detail-title")
    lead = css(".post-desc") | css(".article-detail-desc")
    date = css(".article-date") | css(".bx-time")
    section = css("a.article-catname") | css("a.bx-cat-link") | meta("article:section")
    body = paragraphs(
        ".__MASTERCMS_CONTENT",
        drop="table.__MB_ARTICLE_A, .article-detail-similar, .article-detail-other, .article-detail-tags,"
        " .__MB_MASTERCMS_EL .article",
    )
