"""Ngôi Sao (ngoisao.vnexpress.net; before ngoisao.net), VnExpress' magazine of celebrities."""

from newsarchive.platforms.vnexpress import TitleDetail2019, TitleNewsDetail2014
from newsarchive.spider import NewsSpider


class NgoiSaoSpider(NewsSpider):
    """The same CMS as its parent's."""

    name = "ngoisao"
    publisher = "Ngôi Sao"
    allowed_domains = ("ngoisao.vnexpress.net", "ngoisao.net")
    sections = ("/",)
    paging = "-p{page}"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{7})\.html$"
    layouts = (TitleDetail2019, TitleNewsDetail2014)
    evidence = "documented"
