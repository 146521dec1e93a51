"""VietnamFinance (vietnamfinance.vn): a magazine of finance and business."""

from newsarchive.extraction import css
from newsarchive.platforms.explus import Explus
from newsarchive.spider import NewsSpider


class Explus2026(Explus):
    """Known since January 2026, from public scrapers; the first year is not documented."""

    section = css(".breadcrumb-item a.breadcrumb-link")


class VietnamFinanceSpider(NewsSpider):
    """One sitemap holds all, since 2020. The address shape is not documented; `-d<id>.html` is that of links to it."""

    name = "vietnamfinance"
    publisher = "VietnamFinance"
    allowed_domains = ("vietnamfinance.vn",)
    sitemaps = ("https://vietnamfinance.vn/sitemap.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-d(?P<id>\d{4,})\.html$"
    layouts = (Explus2026,)
    evidence = "documented"
