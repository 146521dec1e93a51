"""Quảng Ngãi's paper and broadcaster (baoquangngai.vn), with Kon Tum's since July 2025."""

from newsarchive.extraction import Layout, css, embedded, paragraphs
from newsarchive.spider import NewsSpider


class OutputData2023(Layout):
    """The text stands as JSON in a script, which puts it into `#content`."""

    fingerprint = "p.category a"

    title = css("h1.title")
    lead = css("p.sapo")
    section = css("p.category a")
    embedded = embedded("outputData", "contentHtml", into="#content")
    body = paragraphs("#content", drop=".same")


class BaoQuangNgaiSpider(NewsSpider):
    """baokontum.com.vn is Kon Tum's old host."""

    name = "baoquangngai"
    publisher = "Báo và phát thanh, truyền hình Quảng Ngãi"
    allowed_domains = ("baoquangngai.vn", "baokontum.com.vn")
    merged = ("baokontum.com.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{3,})\.htm$"
    layouts = (OutputData2023,)
    evidence = "documented"
