"""VietnamBiz (vietnambiz.vn), a magazine of business."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class Vnbcb2018(Layout):
    """Known from public scrapers."""

    fingerprint = "div.vnbcbc-body"

    title = css("h1.vnbcb-title")
    lead = css("div.vnbcbc-sapo")
    date = css("span.vnbcba-time")
    body = paragraphs("div.vnbcbc-body")


class VietnamBizSpider(NewsSpider):
    """Its feed calls itself utf-16 and is utf-8; the time in its head has no zone."""

    name = "vietnambiz"
    publisher = "VietnamBiz"
    allowed_domains = ("vietnambiz.vn",)
    feeds = (
        "https://vietnambiz.vn/thoi-su.rss",
        "https://vietnambiz.vn/tai-chinh.rss",
        "https://vietnambiz.vn/chung-khoan.rss",
        "https://vietnambiz.vn/doanh-nghiep.rss",
        "https://vietnambiz.vn/du-bao.rss",
    )
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{15,20})\.htm$"
    layouts = (Vnbcb2018,)
    evidence = "documented"
