"""24h (24h.com.vn), a news magazine. A module's name cannot begin with a digit."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ArticleBody2015(Layout):
    """A layout known from public scrapers."""

    fingerprint = "#article_body"

    title = css("h1#article_title")
    lead = css("h2#article_sapo")
    date = css(".cate-24h-foot-arti-deta-cre-post")
    section = css("nav.cate-24h-foot-breadcrumb a")
    body = paragraphs("#article_body")


class Bao24hSpider(NewsSpider):
    """Ids stand behind that of the section, `-c46a1612345.html`."""

    name = "bao24h"
    publisher = "24h"
    allowed_domains = ("24h.com.vn",)
    feeds = ("https://www.24h.com.vn/upload/rss/trangchu24h.rss",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]+-c\d+a(?P<id>\d+)\.html$"
    layouts = (ArticleBody2015,)
    evidence = "documented"
