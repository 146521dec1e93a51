"""Việt Báo (vietbao.vn): a general news magazine."""

from newsarchive.spider import NewsSpider


class VietBaoSpider(NewsSpider):
    """The sitemap index names a sitemap a month, since 2024. The address shape is not documented; `-<id>.html` is that
    of links to it. No selectors are known.
    """

    name = "vietbao"
    publisher = "Việt Báo"
    allowed_domains = ("vietbao.vn",)
    sitemaps = ("https://vietbao.vn/sitemap.xml",)
    sitemap_url = r"/sitemap-blog-\d{4}-\d{1,2}\.xml$"
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{5,})\.html$"
    layouts = ()
    evidence = "documented"
