"""Thương hiệu & Công luận (thuonghieucongluan.com.vn): a magazine of brands and consumers."""

from newsarchive.spider import NewsSpider


class ThuongHieuCongLuanSpider(NewsSpider):
    """The sitemap index names a sitemap a day, since October 2013. The address shape is not documented; `-a<id>.html`
    is that of links to it. No selectors are known.
    """

    name = "thuonghieucongluan"
    publisher = "Thương hiệu & Công luận"
    allowed_domains = ("thuonghieucongluan.com.vn",)
    sitemaps = ("https://thuonghieucongluan.com.vn/sitemap.xml",)
    sitemap_url = r"/sitemap-article-\d{4}-\d{2}-\d{2}\.xml$"
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-a(?P<id>\d{4,})\.html$"
    layouts = ()
    evidence = "documented"
