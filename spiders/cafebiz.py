"""CafeBiz (cafebiz.vn), a magazine of business."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class CafeBizSpider(NewsSpider):
    """Windows of five days have sitemaps under /StaticSitemaps/ since October 2019."""

    name = "cafebiz"
    publisher = "CafeBiz"
    allowed_domains = ("cafebiz.vn",)
    feeds = ("https://cafebiz.vn/rss/home.rss",)
    sitemaps = ("https://cafebiz.vn/sitemap.xml",)
    sitemap_url = r"(?i)sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.chn"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
