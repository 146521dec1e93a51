"""VCCorp (Admicro, IMS): the CMS of some twenty national papers and magazines; ids of 15 to 20 digits hold a time."""

from newsarchive.extraction import Layout, css, paragraphs

# Boxes of links that editors set into the text. The class VCSortableInPreviewMode alone says nothing: pictures have it
# too. A VideoStream keeps its caption, hence its place.
_BOXES = (
    ".VCSortableInPreviewMode[type=RelatedNewsBox], .VCSortableInPreviewMode[type=RelatedOneNews],"
    " .VCSortableInPreviewMode[type=RelatedNews], .kbwscwl-relatedbox, .link-content-footer, #listNewsInContent,"
    " .VCObjectBoxRelatedNewsItemSapo, .button-dowload-img, .tn-ggr2-popup"
)


class DetailContent2022(Layout):
    """Since 2022: every field marked by its data-role."""

    fingerprint = "div.detail-content[data-role=content], .detail-content.afcbc-body, div.detail-cmain#mainContent"

    title = css("[data-role=title]") | css("h1.detail-title") | css("h1.title")
    lead = css("[data-role=sapo]") | css("h2.detail-sapo") | css("h2.sapo, p.sapo")
    date = css("[data-role=publishdate]") | css("span.pdate")
    section = css(".detail-breadcrumb a") | css(".detail-cate a") | css("[data-role=cate-name]")
    tags = css("[data-role=tags] a") | css(".detail-tab a") | css(".tagdetail .row2 a")
    body = paragraphs("[data-role=content]", ".detail-content.afcbc-body", "#mainContent", drop=_BOXES)


class MainDetailBody2016(Layout):
    """Tuổi Trẻ's pages from about 2016 to 2022."""

    fingerprint = "#main-detail-body"

    title = css("h1.article-title")
    lead = css("h2.sapo") | css("h2.txt-head")
    date = css(".date-time")
    body = paragraphs("#main-detail-body", drop=_BOXES)


class KnContent2014(Layout):
    """Kênh 14 and GenK: classes that begin with kbwc and knc."""

    fingerprint = "h1.kbwc-title, div.knc-content[data-role=content], h2.knc-sapo"

    title = css("h1.kbwc-title")
    lead = css("h2.knc-sapo")
    authors = css("span.kbwcm-author")
    section = css("li.gbrcwli.active a")
    body = paragraphs("div.knc-content", "#ContentDetail", drop=_BOXES)
