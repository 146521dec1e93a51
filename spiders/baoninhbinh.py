"""Báo Ninh Bình (baoninhbinh.org.vn): the provincial paper, radio and television of Ninh Bình, with Hà Nam's."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class HeaderTitle2025(Layout):
    """Known since December 2025, from a public scraper: a Tailwind site."""

    fingerprint = "h1.header-title"

    title = css("h1.header-title")
    body = paragraphs("#content_detail")


class BaoNinhBinhSpider(NewsSpider):
    """Hà Nam's paper merged into it in July 2025. The address shape is not documented; `/slug/d<17 digits>.htm` is that
    of links to it, `/<section>/slug-<id>.html` that of links to Hà Nam's.
    """

    name = "baoninhbinh"
    publisher = "Báo và phát thanh, truyền hình Ninh Bình"
    allowed_domains = ("baoninhbinh.org.vn", "baohanam.com.vn")
    merged = ("baohanam.com.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/d(?=\d{14,18}\.htm)|(?:[a-z0-9-]+/){0,3}[a-z0-9-]+-)(?P<id>\d{5,18})\.html?$"
    layouts = (HeaderTitle2025,)
    evidence = "documented"
