"""Báo Sơn La (baosonla.vn; before baosonla.org.vn): Sơn La's provincial paper."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class EditorDetail2026(Layout):
    """Known since January 2026, from a public scraper: the sapo in bold before the editor's text."""

    fingerprint = "#editor-detail"

    lead = css(".fulltext p.font-bold")
    section = css("ul.breadcrumb a.active")
    body = paragraphs("#editor-detail", ".fulltext", drop=".audio-article, .select-accent-wrap, .text-end")


class BaoSonLaSpider(NewsSpider):
    """An article's id is a handful of letters and digits of mixed case; that of the old host is not documented."""

    name = "baosonla"
    publisher = "Báo Sơn La"
    allowed_domains = ("baosonla.vn", "baosonla.org.vn")
    sections = (
        "/thoi-su-chinh-tri.html",
        "/xay-dung-dang.html",
        "/kinh-te.html",
        "/nong-nghiep.html",
        "/cong-nghiep-ttcn.html",
        "/thuong-mai-dich-vu.html",
        "/van-hoa-xa-hoi.html",
        "/xa-hoi.html",
        "/khoa-giao.html",
        "/suc-khoe.html",
        "/an-toan-giao-thong.html",
        "/the-thao.html",
        "/quoc-phong-an-ninh.html",
        "/doi-ngoai.html",
        "/quoc-te.html",
        "/du-lich.html",
        "/nong-thon-moi.html",
        "/dien-dan-cu-tri.html",
        "/phong-su.html",
        "/phap-luat.html",
        "/cai-cach-hanh-chinh.html",
    )
    denied = ("/emagazine/", "/thong-tin-quang-cao/", "/video/")
    article_url = r"^/[a-z0-9-]+/[a-z0-9-]+-(?P<id>(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{5,12})\.html$"
    layouts = (EditorDetail2026,)
    evidence = "documented"
