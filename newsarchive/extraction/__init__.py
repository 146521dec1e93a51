"""Extraction: Page -> Article, pure; and the vocabulary in which a source declares its layouts."""

from newsarchive.extraction.embedded import embedded
from newsarchive.extraction.layout import Layout, read_article
from newsarchive.extraction.rules import Rule, css, json_ld, meta, paragraphs
from newsarchive.extraction.source import Source

__all__ = ["Layout", "Rule", "Source", "css", "embedded", "json_ld", "meta", "paragraphs", "read_article"]
