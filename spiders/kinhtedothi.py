"""Kinh tế & Đô thị (kinhtedothi.vn): the economic daily of the city of Hà Nội."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class Ktdt2025(Layout):
    """Known since December 2025, from a public scraper; the printed date has the hour first."""

    fingerprint = ".content-ktdt-article"

    title = css("h1.article-title")
    date = css("div.article-published-on")
    body = paragraphs(".content-ktdt-article")


class KinhTeDoThiSpider(NewsSpider):
    """No feed and no sitemap are known. Addresses end `.<id>.html`, those until about 2023 have no id. Pháp luật &
    Xã hội and the other supplements have sub-domains and sites of their own.
    """

    name = "kinhtedothi"
    publisher = "Kinh tế & Đô thị"
    allowed_domains = ("kinhtedothi.vn",)
    sections = ("/",)
    article_url = (
        r"^/(?:[a-z0-9-]+/){0,3}(?=[a-z0-9-]+\.\d|[a-z0-9]+(?:-+[a-z0-9]+){3})"
        r"[a-z0-9-]+(?:\.(?P<id>\d{4,}))?\.html$"
    )
    denied = (
        "phapluatxahoi.kinhtedothi.vn",
        "giaothonghanoi.kinhtedothi.vn",
        "tieudung.kinhtedothi.vn",
        "thitruongtaichinh.kinhtedothi.vn",
    )
    layouts = (Ktdt2025,)
    evidence = "documented"
