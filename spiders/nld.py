"""Người Lao Động (nld.com.vn), the labour daily of Ho Chi Minh City."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class Box2012(Layout):
    """About 2012, paragraphs are spans in divs; the byline stands behind the text."""

    fingerprint = "div.box10 p.time"

    title = css("div.box10 > h1")
    lead = css("div.box10 > h3")
    date = css("div.box10 > p.time")
    section = css("div.box10 div.caption h2 a")
    tags = css("div.box10 div.tags a")
    body = paragraphs("div.box10 > div.content")


class NguoiLaoDongSpider(NewsSpider):
    """Merged into Tuổi Trẻ; since 2026 its addresses redirect to tuoitre.vn/nld/. Old ids stand at the head of the
    path.
    """

    name = "nld"
    publisher = "Báo Người Lao Động"
    allowed_domains = ("nld.com.vn",)
    feeds = ("https://nld.com.vn/rss/home.rss",)
    sitemaps = ("https://nld.com.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = (
        r"^/(?:[a-z0-9/-]+-(?=\d{15,21}\.htm)|(?=\d{17}p\d+c\d+/))"
        r"(?P<id>\d{15,21})(?:p\d+c\d+/[^/]+)?\.htm$"
    )
    layouts = (DetailContent2022, Box2012)
    evidence = "documented"
