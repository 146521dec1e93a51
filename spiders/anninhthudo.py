"""An ninh Thủ đô (anninhthudo.vn), the paper of Hanoi's police."""

from newsarchive.platforms.epi import CmsBody2021
from newsarchive.spider import NewsSpider


class AnNinhThuDoSpider(NewsSpider):
    """Addresses end in .antd."""

    name = "anninhthudo"
    publisher = "Báo An ninh Thủ đô"
    allowed_domains = ("anninhthudo.vn",)
    feeds = ("https://anninhthudo.vn/rss/home.rss",)
    sitemaps = ("https://anninhthudo.vn/sitemap.xml",)
    sitemap_url = r"/sitemaps/news-\d{4}-\d"
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?:post(?P<id>\d+)|\d{5,8})\.(?:html|vnp|tpo|antd)$"
    layouts = (CmsBody2021,)
    evidence = "documented"
