"""Báo điện tử Chính phủ (baochinhphu.vn), the news site of the Government, in Vietnamese, English and Chinese."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class BaoChinhPhuSpider(NewsSpider):
    """Feeds write dates as American servers do. vpcp.chinhphu.vn has a source of its own."""

    name = "baochinhphu"
    publisher = "Báo điện tử Chính phủ"
    allowed_domains = ("baochinhphu.vn", "xaydungchinhsach.chinhphu.vn")
    feeds = ("https://baochinhphu.vn/rss/home.rss",)
    sitemaps = ("https://baochinhphu.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    language = None
    evidence = "page"
