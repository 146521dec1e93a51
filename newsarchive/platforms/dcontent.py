"""The CMS of Thanh Hóa's, Phú Thọ's and, until July 2025, Quảng Trị's papers: many bodies are obfuscated."""

from newsarchive.extraction import Layout, css, paragraphs


class DContent2015(Layout):
    """Title, lead and date are clear; the body may be base64 of substituted text, which stays as it is."""

    fingerprint = "#dcontent, div.article__body:not(.cms-body)"

    title = css("h1.article__title") | css("h1.title")
    lead = css(".article__sapo")
    body = paragraphs("#dcontent", ".article__body", drop=".article__tags, .article__share")
