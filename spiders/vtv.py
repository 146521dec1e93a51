"""VTV (vtv.vn), the news site of Vietnam Television."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class NoiDung2012(Layout):
    """Before about 2016."""

    fingerprint = "div.noidung"

    lead = css("h2.sapo")
    section = css(".list-cate a")
    body = paragraphs("div.noidung")


class VtvSpider(NewsSpider):
    """vtv.gov.vn is its other host."""

    name = "vtv"
    publisher = "Báo điện tử VTV"
    allowed_domains = ("vtv.vn", "vtv.gov.vn")
    feeds = ("https://vtv.vn/rss/home.rss",)
    sitemaps = ("https://vtv.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022, NoiDung2012)
    evidence = "documented"
