"""GenK (genk.vn), a magazine of technology."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.vccorp import DetailContent2022, KnContent2014
from newsarchive.spider import NewsSpider


class NewsShow2012(Layout):
    """About 2012; the sapo is a box of dash lines."""

    fingerprint = "div.news-show div.news-showtitle"

    title = css("div.news-showtitle h1")
    lead = css("div.init_content")
    section = css("div.news-showtitle h2.sub_title a")
    tags = css("div.assessment div.tags a")
    body = paragraphs("div.assessment-main1")


class GenKSpider(NewsSpider):
    """Older pages have a layout that Kênh 14 shares, those of 2012 one of their own."""

    name = "genk"
    publisher = "GenK"
    allowed_domains = ("genk.vn",)
    feeds = ("https://genk.vn/rss/home.rss",)
    sitemaps = ("https://genk.vn/sitemap.xml",)
    sitemap_url = r"sitemaps-\d{4}-\d{1,2}-|latest-news-sitemap"
    sections = ("/",)
    paging = "{section}/trang-{page}.chn"
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{9,21})\.(?:html?|chn)$"
    layouts = (DetailContent2022, KnContent2014, NewsShow2012)
    evidence = "documented"
