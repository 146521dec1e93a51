"""Source: what the reader must know of a newspaper to read its pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsarchive import urls

if TYPE_CHECKING:
    from newsarchive.extraction.layout import Layout


@dataclass(frozen=True)
class Source:
    """A newspaper as extraction sees it; a spider's class attributes make one.

    `hosts` are the host names it publishes under; `article_url` is searched in the URL's path (else in path?query) and
    has a group `id` where the site has an id of its own; of the `layouts` the first whose fingerprint matches wins;
    `merged` are hosts of papers that became part of this one, with ids of their own.
    """

    name: str
    publisher: str | None = None
    hosts: tuple[str, ...] = ()
    article_url: re.Pattern[str] | None = None
    layouts: tuple[type[Layout], ...] = ()
    language: str | None = "vi"
    merged: tuple[str, ...] = ()

    def names_article(self, url: str) -> bool:
        """Whether a URL has the shape of this source's articles."""
        return self.article_url is not None and urls.search(self.article_url, url) is not None
