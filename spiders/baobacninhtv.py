"""Báo Bắc Ninh (baobacninhtv.vn): the provincial paper, radio and television of Bắc Ninh, on Bắc Giang's CMS."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class Bbg2026(Layout):
    """Known since January 2026, from a public scraper; addresses end `.bbg`."""

    fingerprint = ".news-details__content.link_content"

    lead = css("div.news_detail_sapo")
    body = paragraphs(".news-details__content.link_content", drop=".news-related__list")


class BaoBacNinhTvSpider(NewsSpider):
    """Bắc Giang's paper (before about 2023 `/bg/<section>/<id>/slug.html`) and Bắc Ninh's (Liferay, `/-/details/`)
    merged in July 2025; the sub-domain `en` is in English.
    """

    name = "baobacninhtv"
    publisher = "Báo và phát thanh, truyền hình Bắc Ninh"
    allowed_domains = (
        "baobacninhtv.vn",
        "baobacgiang.vn",
        "baobacninh.vn",
        "baobacgiang.com.vn",
        "baobacninh.com.vn",
    )
    merged = ("baobacninh.vn", "baobacninh.com.vn")
    sections = (
        "/chinh-tri",
        "/xay-dung-dang",
        "/kinh-te",
        "/xa-hoi",
        "/doi-song",
        "/phap-luat",
        "/an-toan-giao-thong",
        "/suc-khoe",
        "/giao-duc",
        "/quoc-phong",
        "/the-gioi",
        "/the-thao",
        "/nhip-song-tre",
        "/dat-va-nguoi-bac-ninh",
        "/phong-tuc-tap-quan",
    )
    denied = ("/bg/infographics/", "/photo/", "/videos/", "/podcast/")
    article_url = (
        r"^/(?:(?:[a-z0-9-]+/){0,3}(?:[a-z0-9-]+-postid(?=\d+\.bbg$)|(?<=[a-z]/)(?=\d+/[a-z0-9-]+\.html$))(?P<id>\d+)"
        r"(?:\.bbg|/[a-z0-9-]+\.html)|(?=[a-z0-9]+(?:-+[a-z0-9]+){4})[a-z0-9-]+\.bbg"
        r"|(?:[a-z0-9-]+/){0,3}-/details/\d+/[^/]+)$"
    )
    layouts = (Bbg2026,)
    language = None
    evidence = "documented"
