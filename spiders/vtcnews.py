"""VTC News (vtcnews.vn), the news site of the digital broadcaster VTC."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class EdittorContent2020(Layout):
    """The site's own spelling of editor."""

    fingerprint = "div.edittor-content"

    title = css("h1.font28")
    lead = css("h2.font18.bold")
    date = css("span.time-update")
    section = css("a.mt-category")
    tags = css("ul.keylink a")
    body = paragraphs("div.edittor-content")


class VtcNewsSpider(NewsSpider):
    """No feed and no sitemap are known."""

    name = "vtcnews"
    publisher = "Báo điện tử VTC News"
    allowed_domains = ("vtcnews.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-ar(?P<id>\d+)\.html$"
    layouts = (EdittorContent2020,)
    evidence = "page"
