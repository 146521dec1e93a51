"""Vietstock (vietstock.vn), a magazine of the stock market."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class VstDetail2015(Layout):
    """Paragraph classes pTitle, pHead, pBody; author, source and time are the last three paragraphs."""

    fingerprint = "#vst_detail"

    title = css("h1.article-title")
    lead = css("p.pHead")
    date = css("p.pPublishTimeSource")
    authors = css("p.pAuthor")
    source_line = css("p.pSource")
    body = paragraphs("#vst_detail", drop=".pTitle, .pHead, .pAuthor, .pSource, .pPublishTimeSource")


class VietstockSpider(NewsSpider):
    """Other articles are appended as one scrolls: only `#vst_detail` is the page's own."""

    name = "vietstock"
    publisher = "Vietstock"
    allowed_domains = ("vietstock.vn",)
    feeds = (
        "https://vietstock.vn/144/chung-khoan.rss",
        "https://vietstock.vn/733/doanh-nghiep.rss",
        "https://vietstock.vn/757/tai-chinh/ngan-hang.rss",
        "https://vietstock.vn/761/kinh-te/vi-mo.rss",
        "https://vietstock.vn/772/the-gioi/tai-chinh-quoc-te.rss",
        "https://vietstock.vn/773/the-gioi/chung-khoan-the-gioi.rss",
    )
    sections = ("/",)
    article_url = r"^/20\d{2}/\d{2}/[a-z0-9-]+-\d+-(?P<id>\d+)\.htm$"
    layouts = (VstDetail2015,)
    evidence = "documented"
