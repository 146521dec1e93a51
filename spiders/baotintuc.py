"""Tin tức (baotintuc.vn), the daily of the Vietnam News Agency."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class BoxDetail2018(Layout):
    """The text may be split in two by an advertisement."""

    fingerprint = ".boxdetail div.contents"

    title = css("h1.detail-title")
    lead = css("h2.sapo")
    date = css("div.date span.txt")
    section = css("div.date h4.cate a")
    tags = css("div.keysword a")
    body = paragraphs("div.contents")


class BaoTinTucSpider(NewsSpider):
    """Old TLS. Ids begin with the instant the page was made. dantocmiennui.vn and lensontin are other papers."""

    name = "baotintuc"
    publisher = "Báo Tin tức"
    allowed_domains = ("baotintuc.vn",)
    feeds = ("https://baotintuc.vn/tin-moi-nhat.rss",)
    sections = ("/",)
    denied = ("lensontin.baotintuc.vn",)
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{17})\.htm$"
    layouts = (BoxDetail2018,)
    evidence = "page"
