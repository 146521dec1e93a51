"""Báo Nông nghiệp và Môi trường (nongnghiepmoitruong.vn): the daily of the ministry of agriculture and environment."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class DetailIntro2025(Layout):
    """Known since 2025, from public scrapers; older pages of nongnghiep.vn have the same names, the sapo in a p."""

    fingerprint = ".main-intro.detail-intro"

    title = css("h1.main-title.detail-title")
    lead = css(".main-intro.detail-intro")
    body = paragraphs("div.content[itemprop=articleBody]")


class NongNghiepMoiTruongSpider(NewsSpider):
    """Báo Nông nghiệp Việt Nam (nongnghiep.vn) until its ministry merged with that of environment in 2025. No feed and
    no sitemap are documented; `-tag<id>/` are tags.
    """

    name = "nongnghiepmoitruong"
    publisher = "Báo Nông nghiệp và Môi trường"
    allowed_domains = ("nongnghiepmoitruong.vn", "nongnghiep.vn")
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){0,3}[a-z0-9-]+-d(?P<id>\d{4,})\.html$"
    layouts = (DetailIntro2025,)
    evidence = "documented"
