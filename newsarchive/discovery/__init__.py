"""Where article URLs come from: feeds, sitemaps, section pages. Pure: bytes and URLs in, `Found` out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Found(NamedTuple):
    """A URL that a feed, sitemap or section page names; `lastmod` is an aware datetime, as far as the page tells."""

    url: str
    lastmod: datetime | None = None
    kind: Literal["article", "sitemap"] = "article"
