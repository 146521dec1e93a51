"""CafeF (cafef.vn), a magazine of finance and markets."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class CafeFSpider(NewsSpider):
    """Pages of pulled items answer 200 with an error page. The clock is a 24-hour one with a meaningless AM or PM."""

    name = "cafef"
    publisher = "CafeF"
    allowed_domains = ("cafef.vn",)
    feeds = ("https://cafef.vn/rss/home.rss",)
    sitemaps = ("https://cafef.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.chn"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "page"
