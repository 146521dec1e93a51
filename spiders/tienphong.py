"""Tiền Phong (tienphong.vn), the daily of the Youth Union."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class TienPhongSpider(NewsSpider):
    """Before about 2021 `/section/slug-<number>.tpo`."""

    name = "tienphong"
    publisher = "Báo Tiền Phong"
    allowed_domains = ("tienphong.vn",)
    feeds = ("https://tienphong.vn/rss/home.rss",)
    sitemaps = ("https://tienphong.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post)?(?P<id>\d{5,})\.tpo$"
    layouts = (CmsBody2021,)
    evidence = "documented"
