"""VietnamPlus (vietnamplus.vn), the news site of the Vietnam News Agency, in six languages."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class VietnamPlusSpider(NewsSpider):
    """Monthly sitemaps since 2010. Before 2023 `/slug/<number>.vnp`. special.vietnamplus.vn answers 403."""

    name = "vietnamplus"
    publisher = "VietnamPlus"
    allowed_domains = ("vietnamplus.vn",)
    feeds = ("https://vietnamplus.vn/rss/home.rss",)
    sitemaps = ("https://vietnamplus.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    denied = ("special.vietnamplus.vn", "mega.vietnamplus.vn")
    article_url = r"^/[a-z0-9/-]+(?:-post|/)(?P<id>\d{4,})\.(?:html|vnp)$"
    layouts = (CmsBody2021,)
    language = None
    evidence = "documented"
