"""ePi (mcms.one): the CMS of Nhân Dân, VietnamPlus and a dozen others; URLs end `-post<number>.html`."""

from newsarchive.extraction import Layout, css, meta, paragraphs


class CmsBody2021(Layout):
    """Since 2021. Paragraphs may be bare divs; the body may be split into several blocks."""

    fingerprint = "div.cms-body, .zce-content-body"

    title = css("h1.cms-title") | css("h1.article__title") | css("h1.article__header")
    lead = css(".article__sapo.cms-desc") | css(".article__sapo") | css("div.cms-desc")
    date = css(".article__meta time") | css("time.time") | meta("article:published_time")
    section = css(".breadcrumbs h2.main a, .breadcrumbs li a") | css(".breadcrumb h2.main a")
    tags = css(".article__tags a") | css(".article__tag a")
    body = paragraphs(
        "div.article__body.cms-body",
        "div.cms-body",
        ".zce-content-body",
        drop=".rennab, [id^=sda], .sda_middle, [id^=adsWeb_], .ads_middle, .related-news, .article__related,"
        " .article__story",
    )
