"""VnExpress (vnexpress.net), the most read news site of Vietnam."""

from newsarchive.platforms.vnexpress import CxtLeft2010, TitleDetail2019, TitleNewsDetail2014
from newsarchive.spider import NewsSpider


class VnExpressSpider(NewsSpider):
    """Pages that are gone redirect to /404.html; its sitemap refuses crawlers. About 2012 addresses had no id."""

    name = "vnexpress"
    publisher = "VnExpress"
    allowed_domains = ("vnexpress.net",)
    feeds = ("https://vnexpress.net/rss/tin-moi-nhat.rss",)
    sections = ("/",)
    paging = "-p{page}"
    denied = ("ngoisao.vnexpress.net", "e.vnexpress.net")
    article_url = r"^/(?:[a-z0-9/-]+-(?P<id>\d{7})\.html|gl/[a-z0-9/-]+/20\d\d/\d\d/[a-z0-9-]+/?)$"
    layouts = (TitleDetail2019, TitleNewsDetail2014, CxtLeft2010)
    evidence = "page"
