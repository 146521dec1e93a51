"""The portal of the Ministry of Science and Technology (mst.gov.vn)."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class MstSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "mst"
    publisher = "Bộ Khoa học và Công nghệ"
    allowed_domains = ("mst.gov.vn",)
    feeds = ("https://mst.gov.vn/rss/home.rss",)
    sitemaps = ("https://mst.gov.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022,)
    evidence = "documented"
