"""Explus (images on i.ex-cdn.com): the editor of some magazines, whose text stands in `#explus-editor`; URLs end
`-d<id>.html`.
"""

from newsarchive.extraction import Layout, css, paragraphs


class ExplusEditor2025(Layout):
    """Known since 2025. Boxes in the text are named as VCCorp's editor names them; those of type 6 link elsewhere."""

    fingerprint = "#explus-editor"

    title = css("h1.detail-title")
    lead = css(".detail-sapo") | css("h2.intro")
    section = css(".breadcrumb-item a.breadcrumb-link")
    body = paragraphs("#explus-editor", drop=".VCSortableInPreviewMode.type-6, [type=RelatedNewsBox]")
