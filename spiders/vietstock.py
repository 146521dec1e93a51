"""Vietstock (vietstock.vn), a magazine of the stock market."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class VstDetail2015(Layout):
    """Paragraph classes pTitle, pHead, pBody, pAuthor."""

    fingerprint = "#vst_detail"

    title = css("h1.article-title")
    lead = css("p.pHead")
    source_line = css("p.pPublishTimeSource")
    body = paragraphs("#vst_detail")


class VietstockSpider(NewsSpider):
    """Other articles are appended as one scrolls: only `#vst_detail` is the page's own."""

    name = "vietstock"
    publisher = "Vietstock"
    allowed_domains = ("vietstock.vn",)
    sections = ("/",)
    article_url = r"^/20\d{2}/\d{2}/[a-z0-9-]+-\d+-(?P<id>\d+)\.htm$"
    layouts = (VstDetail2015,)
    evidence = "documented"
