"""VietnamFinance (vietnamfinance.vn): a magazine of finance and business."""

from newsarchive.platforms.explus import ExplusEditor2025
from newsarchive.spider import NewsSpider


class VietnamFinanceSpider(NewsSpider):
    """One sitemap holds all, since 2020. The address shape is not documented; `-d<id>.html` is that of links to it."""

    name = "vietnamfinance"
    publisher = "VietnamFinance"
    allowed_domains = ("vietnamfinance.vn",)
    sitemaps = ("https://vietnamfinance.vn/sitemap.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-d(?P<id>\d{4,})\.html$"
    layouts = (ExplusEditor2025,)
    evidence = "documented"
