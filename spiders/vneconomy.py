"""VnEconomy (vneconomy.vn), a magazine of economy."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ArticleEditor2024(Layout):
    """Known from public scrapers."""

    fingerprint = "#article-editor, div[data-field=body]"

    title = css("h1.article-header__title")
    lead = css("h4.article-content__lead") | css("div.news-sapo[data-field=sapo]")
    date = css("time.article-meta__time")
    body = paragraphs("#article-editor", "div[data-field=body]")


class VnEconomySpider(NewsSpider):
    """Many addresses have no id; those until about 2015 begin with one. A sitemap a month since 2007."""

    name = "vneconomy"
    publisher = "VnEconomy"
    allowed_domains = ("vneconomy.vn",)
    feeds = ("https://vneconomy.vn/tin-moi.rss",)
    dated_sitemaps = ("https://vneconomy.vn/sitemap/news-{year}-{month:02}.xml",)
    oldest = "2007-01-01"
    sections = ("/",)
    article_url = (
        r"^/(?!(?:thi-truong-(?:xuat-nhap-khau|von-tai-chinh|bat-dong-san|chung-khoan|tieu-dung)"
        r"|khung-phap-ly-chung-khoan)\.htm$)(?:(?P<id>\d{14,20}P\d+C\d+)/[a-z0-9-]+|[a-z0-9]+(?:-+[a-z0-9]+){4,})\.htm$"
    )
    layouts = (ArticleEditor2024,)
    evidence = "documented"
