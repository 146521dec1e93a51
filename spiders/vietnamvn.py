"""Vietnam.vn (vietnam.vn): the state's platform that republishes the country's papers, also in machine translation."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class NextAnt2025(Layout):
    """Since 2025, Next.js and Ant Design, the text in the served HTML. The source line inside it names the first
    publisher.
    """

    fingerprint = ".post-detail-body, .post-detail-container"

    title = css(".post-detail-container h1") | css("h1")
    body = paragraphs(".post-detail-body", ".post-detail-container")


class VietnamVnSpider(NewsSpider):
    """A translation lives under `/<language>/<the Vietnamese slug>`, so the language is part of the key. Days have
    sitemaps of their own.
    """

    name = "vietnamvn"
    publisher = "Vietnam.vn"
    allowed_domains = ("vietnam.vn",)
    sitemaps = ("https://www.vietnam.vn/sitemap.xml",)
    sitemap_url = r"sitemap-post/|news-sitemap"
    article_url = (
        r"^/(?!(?:[a-z]{2}/)?(?:events?|category|tag|author|organization)(?:/|$))"
        r"(?P<id>(?:[a-z]{2}(?:-[a-z]{2,4})?/)?(?=[a-z0-9-]{8,}/?$)[a-z0-9]+(?:-+[a-z0-9]+)+)/?$"
    )
    layouts = (NextAnt2025,)
    language = None
    evidence = "documented"
