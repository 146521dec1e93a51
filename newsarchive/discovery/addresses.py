"""Addresses: which URLs are articles of a source, which its section pages, and which none of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from newsarchive import urls

# Paths of one or two words, as papers name their sections; what papers keep there that is no section.
_SECTION: Final = re.compile(
    r"/[a-z][a-z0-9_]*(?:-[a-z0-9_]+){0,5}(?:/[a-z][a-z0-9_]*(?:-[a-z0-9_]+){0,5})?(?:/|\.(?:html?|chn|ldo|vov))?"
)
_NO_SECTION: Final = re.compile(
    r"/(?:rss|tags?|search|tim-kiem|login|dang-nhap|dang-ky|register|lien-he\w*|contact|about|gioi-thieu|quang-cao|dieu-khoan"
    r"|toa-soan|author|tac-gia|topic|event|su-kien|sitemap|print|in-bao|podcasts?|video\w*|media|e-?paper|doc-bao-in"
    r"|thong-tin-quang-cao|chinh-sach-bao-mat|ban-quyen|lich-van-nien|ket-qua-xo-so|xo-so|index|default|home|trang-chu|user|account)"
    r"(?:[-/.]|$)"
)


@dataclass(frozen=True)
class Addresses:
    """What a source's URLs look like.

    `article_url` is searched in the path, else in path?query; `hosts` are the names it publishes under, with all below
    them; `denied` holds path prefixes (`/video/`) and host names that are no articles of this source.
    """

    article_url: re.Pattern[str]
    hosts: Sequence[str] = ()
    denied: Sequence[str] = ()

    @cached_property
    def _denied_paths(self) -> tuple[str, ...]:
        return tuple(entry for entry in self.denied if entry.startswith("/"))

    @cached_property
    def _denied_hosts(self) -> tuple[str, ...]:
        return tuple(entry for entry in self.denied if not entry.startswith("/"))

    def own(self, url: str) -> bool:
        """Whether the URL lies on the source's hosts and is not denied."""
        if not on_hosts(url, self.hosts) or (self._denied_hosts and on_hosts(url, self._denied_hosts)):
            return False
        return not self._denied_paths or not urlsplit(url).path.startswith(self._denied_paths)

    def article(self, url: str) -> bool:
        """Whether the URL is an article's of this source; its host is not asked for where it came from a sitemap."""
        return urls.search(self.article_url, url) is not None

    def section(self, url: str) -> bool:
        """Whether the URL looks like a section page's: a short path of words that is no article and no service page."""
        parts = urlsplit(url)
        return (
            not parts.query
            and len(parts.path) <= 60
            and _SECTION.fullmatch(parts.path) is not None
            and _NO_SECTION.match(parts.path) is None
            and not self.article(url)
        )


def on_hosts(url: str, hosts: Sequence[str]) -> bool:
    """Whether the host of `url` is one of `hosts` or below one; any host where `hosts` is empty."""
    host = urls.host(url)
    return not hosts or any(host == own or host.endswith("." + own) for own in hosts)
