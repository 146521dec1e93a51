"""The "-a<number>.html" CMS of the Mekong delta's papers (content-fck, /static/templates/)."""

from newsarchive.extraction import Layout, css, paragraphs


class ContentFck2018(Layout):
    """The first h1 is the breadcrumb; a picture's caption is the centred paragraph behind it, the byline the last line
    on the right.
    """

    fingerprint = ".content-fck, #newscontents, .content-fck-font-size, #contentNews"

    title = css("h1.margintopbot10") | css("h1.title")
    lead = css("h4.sapo, p.sapo") | css(".detail-desc p")
    date = css("span.pubdate")
    section = css(".titlecate h1 a") | css("h2.catename-h1 a") | css("div.breadcrumb-news-detail a")
    tags = css("div.block_tag a.tag_item")
    body = paragraphs(
        "#newscontents .content-fck",
        ".content-fck",
        "div.content-fck-font-size",
        "#contentNews .singular-content",
        "#newscontents",
        "#contentNews",
        drop="div[class^=AMN_res_]",
    )
