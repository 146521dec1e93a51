"""The portal of the Ministry of Public Security (bocongan.gov.vn)."""

from newsarchive.extraction import Layout, css
from newsarchive.spider import NewsSpider


class BcaTailwind2026(Layout):
    """Known since January 2026, from public scrapers. The day is in JSON-LD, in UTC; the text is left to the generic
    reader.
    """

    fingerprint = "p.text-justify.text-bca-gray-700.font-medium"

    lead = css("p.text-justify.text-bca-gray-700.font-medium")


class BoCongAnSpider(NewsSpider):
    """Section pages hold ten articles each. Its services and schools have sub-domains and sites of their own."""

    name = "bocongan"
    publisher = "Bộ Công an"
    allowed_domains = ("bocongan.gov.vn",)
    sections = (
        "/chuyen-muc/chi-dao-dieu-hanh",
        "/chuyen-muc/hoat-dong-cua-bo-cong-an-1754966863",
        "/chuyen-muc/hoat-dong-cua-dia-phuong-1753170286",
        "/chuyen-muc/hoat-dong-xa-hoi-1753170294",
        "/chuyen-muc/nguoi-tot-viec-tot-1753170210",
        "/chuyen-muc/thong-tin-doi-ngoai-1751367399",
        "/chuyen-muc/tin-an-ninh-trat-tu-1753170263",
    )
    denied = (
        "dichvucong.bocongan.gov.vn",
        "truyna.bocongan.gov.vn",
        "dhannd.bocongan.gov.vn",
        "daihocpccc.bocongan.gov.vn",
    )
    article_url = r"^/(?:[a-z0-9-]+/)?bai-viet/[^/]+-(?P<id>\d{4,})/?$"
    layouts = (BcaTailwind2026,)
    evidence = "documented"
