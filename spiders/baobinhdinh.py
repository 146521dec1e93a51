"""Báo Bình Định (baobinhdinh.vn; before baobinhdinh.com.vn): the provincial paper of Bình Định."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class Viewer2013(Layout):
    """About 2013 and later, from a public scraper: ASP.NET pages, pictures from `viewimage.aspx`."""

    fingerprint = "form p.pTitle"

    title = css("p.pTitle")
    body = paragraphs("#divContent")


class BaoBinhDinhSpider(NewsSpider):
    """Merged into Gia Lai's in July 2025; a later CMS is not documented. The id is the query's `mabb`, sections are
    `ViewCat.aspx`.
    """

    name = "baobinhdinh"
    publisher = "Báo Bình Định"
    allowed_domains = ("baobinhdinh.vn", "baobinhdinh.com.vn")
    sections = (
        "/ViewCat.aspx?macm=1&macmp=1",
        "/ViewCat.aspx?macm=5&macmp=5",
        "/ViewCat.aspx?macm=6&macmp=6",
        "/ViewCat.aspx?macm=12&macmp=12",
        "/ViewCat.aspx?macm=15&macmp=15",
        "/ViewCat.aspx?macm=18&macmp=18",
        "/ViewCat.aspx?macm=22&macmp=22",
        "/ViewCat.aspx?macm=23&macmp=23",
        "/ViewCat.aspx?macm=24&macmp=24",
        "/ViewCat.aspx?macm=25&macmp=25",
        "/ViewCat.aspx?macm=27&macmp=27",
    )
    article_url = r"^/(?i:viewer\.aspx)\?(?:.*&)?mabb=(?P<id>\d+)"
    layouts = (Viewer2013,)
    evidence = "documented"
