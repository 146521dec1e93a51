"""VnExpress International (e.vnexpress.net), the English edition."""

from newsarchive.platforms.vnexpress import TitleDetail2019, TitlePost2016
from newsarchive.spider import NewsSpider


class EVnExpressSpider(NewsSpider):
    """Its markup is known less well than its parent's."""

    name = "evnexpress"
    publisher = "VnExpress International"
    allowed_domains = ("e.vnexpress.net",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{7})\.html$"
    layouts = (TitlePost2016, TitleDetail2019)
    language = "en"
    evidence = "documented"
