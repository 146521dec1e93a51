"""Nhà đầu tư (nhadautu.vn): a magazine for investors."""

from newsarchive.extraction import Layout, css
from newsarchive.spider import NewsSpider


class TitleDetail2026(Layout):
    """Known since 2026, from a public scraper; the text is left to the generic reader."""

    fingerprint = "h1#title_detail_check"

    title = css("h1#title_detail_check")
    date = css("div.t.mr-3")


class NhaDauTuSpider(NewsSpider):
    """The sitemap reaches back to January 2026 only. The address shape is not documented; `-d<id>.html` is that of
    links to it.
    """

    name = "nhadautu"
    publisher = "Nhà đầu tư"
    allowed_domains = ("nhadautu.vn",)
    sitemaps = ("https://nhadautu.vn/sitemap.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-d(?P<id>\d{4,})\.html$"
    layouts = (TitleDetail2026,)
    evidence = "documented"
