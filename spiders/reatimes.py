"""Reatimes (reatimes.vn), a magazine of real estate."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class ReatimesSpider(NewsSpider):
    """Its one known sitemap is the Google News one."""

    name = "reatimes"
    publisher = "Tạp chí Bất động sản Việt Nam"
    allowed_domains = ("reatimes.vn",)
    feeds = ("https://reatimes.vn/rss/home.rss",)
    sitemaps = ("https://reatimes.vn/sitemaps/googlenews.ashx",)
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
