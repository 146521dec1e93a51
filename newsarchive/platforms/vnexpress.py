"""VnExpress (FPT): VnExpress, VnExpress International and Ngôi sao; URLs end in a number of seven digits."""

from newsarchive.extraction import Layout, css, paragraphs

_BOXES = (
    ".box_brief_info, .list-news, .box-tinlienquanv2, .block_tinlienquan_temp, .related_news, .box_feedback,"
    " .box_comment_vne"
)


class TitleDetail2019(Layout):
    """Since 2019. `span.location-stamp` is the dateline, glued to the lead."""

    fingerprint = "h1.title-detail"

    title = css("h1.title-detail")
    lead = css("p.description")
    dateline = css("p.description span.location-stamp")
    date = css(".header-content span.date") | css("span.date")
    section = css("ul.breadcrumb li a")
    body = paragraphs("article.fck_detail", "div.fck_detail", drop=_BOXES)


class TitleNewsDetail2014(Layout):
    """From 2014 to 2019, on sub-domains too. Structured data says +08:00 where the page prints GMT+7."""

    fingerprint = "h1.title_news_detail, div.title_news h1"

    title = css("h1.title_news_detail") | css("div.title_news h1")
    lead = css("p.description") | css("h2.description") | css("h3.short_intro")
    date = css("header span.time") | css("span.time") | css(".block_timer")
    section = css("ul.breadcrumb li a")
    tags = css("div.block_tag a.tag_item")
    body = paragraphs("article.fck_detail", "div.fck_detail", "#left_calculator", drop=_BOXES)


class CxtLeft2010(Layout):
    """About 2010 to 2013: `h1.Title`, `h2.Lead`, the text in `p.Normal` beside them, often one paragraph of many
    lines.
    """

    fingerprint = "div.cxtLeft h1.Title"

    title = css("h1.Title")
    lead = css("h2.Lead")
    date = css("span.spanTime")
    section = css(".breadCrumb a")
    tags = css(".tag-parent a")


class TitlePost2016(Layout):
    """VnExpress International."""

    fingerprint = "h1.title_post"

    title = css("h1.title_post")
    lead = css(".lead_post_detail") | css("div.lead_news_photo_detail")
    date = css(".author time")
    authors = css(".author b") | css(".author a")
    body = paragraphs("div.fck_detail", "article.fck_detail", drop=_BOXES)
