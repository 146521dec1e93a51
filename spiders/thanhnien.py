"""Thanh Niên (thanhnien.vn; until about 2013 thanhnien.com.vn), the daily of the Youth Federation."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.platforms.vccorp import DetailContent2022
from newsarchive.spider import NewsSpider


class Details2018(Layout):
    """Before 2022, `/slug-post<number>.html`."""

    fingerprint = "h1.details__headline, #abody"

    title = css("h1.details__headline")
    lead = css("#chapeau")
    date = css(".details__meta time")
    body = paragraphs("#abody", drop=".details__morenews, .article-poll, article.story")


class PrintNews2011(Layout):
    """About 2011 to 2013, SharePoint; the sapo is the first h2 of the text."""

    fingerprint = "#print-news h1.mainTitle"

    title = css("h1.mainTitle")
    date = css("span.date-line")
    section = css("div.categories1 > span")
    tags = css(".hienthiTags div.tags a")
    body = paragraphs("div.article-content")


class ThanhNienSpider(NewsSpider):
    """Moved to VCCorp in 2022; ids hold the time behind 185. Windows of five days have sitemaps since June 2011."""

    name = "thanhnien"
    publisher = "Báo Thanh Niên"
    allowed_domains = ("thanhnien.vn", "thanhnien.com.vn")
    feeds = ("https://thanhnien.vn/rss/home.rss",)
    dated_sitemaps = ("https://thanhnien.vn/sitemaps/sitemaps-{year}-{month}-{first}-{last}.xml",)
    oldest = "2011-06-01"
    sections = ("/",)
    paging = "{section}/trang-{page}.htm"
    article_url = (
        r"^/(?:[a-z0-9/-]+-(?:post(?=\d{5,8}\.html)|(?=185\d{4,18}\.htm$)|(?=\d{15,21}\.htm))"
        r"(?P<id>\d{5,21})\.html?|[Pp]ages/20\d{6}/[^/]+\.aspx)$"
    )
    layouts = (DetailContent2022, Details2018, PrintNews2011)
    evidence = "page"
