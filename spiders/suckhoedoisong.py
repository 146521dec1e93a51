"""Sức khỏe & Đời sống (suckhoedoisong.vn), the paper of the Ministry of Health."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class SucKhoeDoiSongSpider(NewsSpider):
    """Gia đình và Xã hội, on a sub-domain, has a source of its own."""

    name = "suckhoedoisong"
    publisher = "Báo Sức khỏe & Đời sống"
    allowed_domains = ("suckhoedoisong.vn",)
    feeds = ("https://suckhoedoisong.vn/rss/home.rss",)
    sitemaps = ("https://suckhoedoisong.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    denied = ("giadinh.suckhoedoisong.vn",)
    article_url = r"^/[a-z0-9/-]+-(?:n\d{4,8}|(?P<id>\d{9,21}))\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
