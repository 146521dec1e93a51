"""VTC News (vtcnews.vn), the news site of the digital broadcaster VTC."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class EdittorContent2020(Layout):
    """The site's own spelling of editor."""

    fingerprint = "div.edittor-content"

    title = css("h1.font28")
    date = css("span.time-update")
    section = css("a.mt-category")
    tags = css("ul.keylink a")
    body = paragraphs("div.edittor-content")


class VtcNewsSpider(NewsSpider):
    """vtc.vn until about 2023; its sub-domains are games and television."""

    name = "vtcnews"
    publisher = "Báo điện tử VTC News"
    allowed_domains = ("vtcnews.vn", "vtc.vn")
    feeds = ("https://vtcnews.vn/rss/feed.rss",)
    sections = ("/",)
    paging = "{section}/trang-{page}.html"
    denied = ("au.vtc.vn", "now.vtc.vn")
    article_url = r"^/[a-z0-9/-]+-ar(?P<id>\d+)\.html$"
    layouts = (EdittorContent2020,)
    evidence = "page"
