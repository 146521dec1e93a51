"""VOV (vov.vn), the news site of the Voice of Vietnam."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class TextLong2022(Layout):
    """Since about 2022, Drupal."""

    fingerprint = ".article-content .text-long"

    title = css("h1.article-title")
    lead = css(".article-summary")
    date = css(".article-date")
    authors = css(".article-author a")
    section = css(".breadcrumb a")
    body = paragraphs(".article-content .text-long")


class VovSpider(NewsSpider):
    """ePi's addresses and classes before about 2023, numbers of another count before 2021. robots.txt is said to
    refuse some agents; it is obeyed as everywhere. The index of its sitemaps lags a month.
    """

    name = "vov"
    publisher = "VOV"
    allowed_domains = ("vov.vn",)
    dated_sitemaps = ("https://vov.vn/sitemaps/{year}/{month}/article.xml",)
    oldest = "2020-01-01"
    sections = ("/tin-moi-cap-nhat", "/")
    paging = "?page={page}"
    denied = ("vov2.vov.vn", "english.vov.vn")
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.vov$"
    layouts = (TextLong2022, CmsBody2021)
    evidence = "page"
