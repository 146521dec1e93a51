"""Petrotimes (petrotimes.vn), the magazine of the petroleum association."""

from newsarchive.platforms.master import MasterCms2015
from newsarchive.spider import NewsSpider


class PetrotimesSpider(NewsSpider):
    """All its feeds are one and the same; one sitemap holds all articles."""

    name = "petrotimes"
    publisher = "Petrotimes"
    allowed_domains = ("petrotimes.vn",)
    feeds = ("https://petrotimes.vn/rss_feed/",)
    sitemaps = ("https://petrotimes.vn/sitemaparticles-site-1.xml",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (MasterCms2015,)
    evidence = "documented"
