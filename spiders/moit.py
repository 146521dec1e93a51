"""The portal of the Ministry of Industry and Trade (moit.gov.vn)."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class CommonContent2026(Layout):
    """Known since January 2026, from a public scraper; the misspelt class names are the site's."""

    fingerprint = ".article-content.common-content"

    title = css("h1.article-title")
    lead = css("div.article-brief")
    authors = css(".aritcle-author")
    source_line = css(".aritcle-source")
    body = paragraphs(".article-content.common-content", drop=".article-tags, .aritcle-author, .aritcle-source")


class MoitSpider(NewsSpider):
    """Addresses have no id; legal documents lie under other paths and services under sub-domains."""

    name = "moit"
    publisher = "Bộ Công Thương"
    allowed_domains = ("moit.gov.vn",)
    sections = ("/",)
    denied = ("dichvucong.moit.gov.vn", "vntr.moit.gov.vn", "api-tthc.moit.gov.vn")
    article_url = (
        r"^/(?:tin-tuc|khoa-hoc-va-cong-nghe)/(?:[a-z0-9-]+/){0,2}"
        r"(?=[a-z0-9]+(?:-+[a-z0-9]+){3})[a-z0-9.-]+\.html$"
    )
    layouts = (CommonContent2026,)
    evidence = "documented"
