"""The portal of the Government Office (vpcp.chinhphu.vn)."""

from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class VpcpSpider(NewsSpider):
    """Ids may be as short as eight digits."""

    name = "vpcp"
    publisher = "Văn phòng Chính phủ"
    allowed_domains = ("vpcp.chinhphu.vn",)
    feeds = ("https://vpcp.chinhphu.vn/rss/home.rss",)
    sitemaps = ("https://vpcp.chinhphu.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{8,})\.htm$"
    layouts = (DetailContent2022,)
    evidence = "documented"
