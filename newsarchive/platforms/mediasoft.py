"""MediaSoft (media-soft.cloud): the CMS of some fourteen provincial papers; URLs end `/YYYYMM/slug-<hex id>/`."""

from newsarchive.extraction import Layout, css, paragraphs


class MediaSoft2012(Layout):
    """A plain h1 may be the paper's name; the lead may be the first bold paragraph of the text."""

    fingerprint = (
        "div.detail-main-title, .td-post-content.tagdiv-type, .page-detail-meta, div#content.content-detail,"
        " a.maincatetitle, .article_content #content"
    )

    title = (
        css("div.detail-main-title h1.title") | css("h1.title") | css("h1#title") | css("h2#title") | css(".head_title")
    )
    lead = css("div.desc")
    date = css(".page-detail-meta li") | css("div.date")
    section = css(".breadcrumb a") | css("a.maincatetitle") | css("a.title.color1")
    tags = css("div.tag_list a")
    body = paragraphs(
        ".td-post-content",
        "div.content-detail",
        "div.knc-content",
        "div.article-prose",
        "div#content",
        drop=".td-post-sharing, .related-post, .box-tag, h1.media-heading, div.date, ul.social, div.bd02",
    )
