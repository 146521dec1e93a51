"""The portal of the Ministry of Agriculture and Environment (mae.gov.vn)."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ChiTietTin2026(Layout):
    """Known since January 2026, from a public scraper."""

    fingerprint = "article.noi-dung-chi-tiet-tin"

    title = css("h1.tieu-de-chi-tiet-tin")
    lead = css(".sapo-chi-tiet-tin")
    body = paragraphs("article.noi-dung-chi-tiet-tin")


class MaeSpider(NewsSpider):
    """The ministry was formed in March 2025 of two. Section pages are `/chuyen-muc/slug.htm`; its departments have
    sub-domains and sites of their own.
    """

    name = "mae"
    publisher = "Bộ Nông nghiệp và Môi trường"
    allowed_domains = ("mae.gov.vn",)
    sections = ("/",)
    denied = (
        "/gioi-thieu/",
        "/van-ban/",
        "/lien-ket/",
        "/Pages/",
        "dcc.mae.gov.vn",
        "dwrm.mae.gov.vn",
        "vasi.mae.gov.vn",
        "vea.mae.gov.vn",
        "vnsdi.mae.gov.vn",
        "thamvan.mae.gov.vn",
        "dichvucongnnmt.mae.gov.vn",
    )
    article_url = r"^/(?!chuyen-muc/|gioi-thieu|van-ban|lien-ket)(?:[a-z0-9-]+/)?[a-z0-9-]+-(?P<id>\d{3,})\.htm$"
    layouts = (ChiTietTin2026,)
    evidence = "documented"
