"""Lao Động (laodong.vn), the daily of the trade unions, in Vietnamese, English and Korean."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class GalleryCtt2017(Layout):
    """A layout known from public scrapers."""

    fingerprint = "#gallery-ctt, div.art-body"

    title = css("h1.title")
    lead = css(".chappeau")
    date = css("span.time")
    section = css("a.main-cat-lnk")
    body = paragraphs("#gallery-ctt", "div.art-body", drop=".art-relate, .gallery-banner")


class LaoDongSpider(NewsSpider):
    """It answers first visits with a short page that sets a cookie and loads again. laodong.com.vn and `.bld` until
    about 2015.
    """

    name = "laodong"
    publisher = "Báo Lao Động"
    allowed_domains = ("laodong.vn", "laodong.com.vn")
    feeds = ("https://laodong.vn/rss/home.rss",)
    sections = ("/",)
    paging = "?page={page}"
    denied = ("/event/",)
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{6,7})\.(?:ldo|bld)$"
    layouts = (GalleryCtt2017,)
    language = None
    evidence = "documented"
