"""Quân đội nhân dân (qdnd.vn), the daily of the army, in five languages."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class PostContent2018(Layout):
    """A layout known from public scrapers."""

    fingerprint = ".bgbrdm .brcrum-title, .post-subinfo"

    title = css("h1.post-title")
    lead = css(".post-summary")
    date = css(".post-date") | css(".post-subinfo")
    section = css(".bgbrdm .brcrum-title .head a")
    body = paragraphs(".post-content", "div.articleContent")


class QdndSpider(NewsSpider):
    """Other languages live on sub-domains (en, cn, la, km)."""

    name = "qdnd"
    publisher = "Báo Quân đội nhân dân"
    allowed_domains = ("qdnd.vn",)
    feeds = ("https://www.qdnd.vn/rss/cate/tin-tuc-moi-nhat.rss",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-(?P<id>\d{5,8})/?$"
    layouts = (PostContent2018,)
    language = None
    evidence = "documented"
