"""Addresses: which URLs are articles of a source, which its section pages, and which none of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from newsarchive import urls

# Paths of one or two names, as papers have for their sections; old systems number them: /12/, /144/chung-khoan.htm.
_NAME: Final = r"(?:[A-Za-z][A-Za-z0-9_]*(?:-{1,2}[A-Za-z0-9_]+){0,6}|\d{1,4})"
_SECTION: Final = re.compile(rf"/{_NAME}(?:/{_NAME})?(?:/|\.(?:html?|chn|ldo|vov|tpo|vnp|antd|bbg|aspx))?")
# What papers keep there that is no section: for readers, of the house, in other languages.
_SERVICE: Final = frozenset({
    "rss", "tag", "tags", "search", "tim-kiem", "login", "logout", "dang-nhap", "dang-xuat", "dang-ky", "thoat",
    "register", "signup", "contact", "about", "gioi-thieu", "quang-cao", "dieu-khoan", "toa-soan", "author", "tac-gia",
    "topic", "event", "su-kien", "sitemap", "print", "in", "in-bao", "podcast", "podcasts", "video", "videos", "media",
    "epaper", "e-paper", "doc-bao-in", "chinh-sach-bao-mat", "ban-quyen", "lich-van-nien", "ket-qua-xo-so", "xo-so",
    "index", "default", "home", "trang-chu", "user", "account", "member", "members", "tai-khoan", "gio-hang", "cart",
    "download", "api", "admin", "help", "ajax", "static",
})  # fmt: skip
_SERVICE_BEGIN: Final = (
    "lien-he",
    "thong-tin-quang-cao",
    "quang-cao-",
    "dieu-khoan-",
    "chinh-sach-bao",
    "contact-",
    "about-",
)
_LANGUAGES: Final = frozenset(
    {"en", "english", "zh", "cn", "fr", "ru", "es", "la", "lo", "km", "ko", "kr", "ja", "jp", "de"}
)
_TAG: Final = re.compile(r"-?tag\d+|tags?-")


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
            and not _serves(parts.path)
            and not self.article(url)
        )


def _serves(path: str) -> bool:
    """Whether a path leads to a service page, a tag's, or the edition of another language."""
    names = [name.partition(".")[0].lower() for name in path.strip("/").split("/")]
    return names[0] in _LANGUAGES or any(
        name in _SERVICE or name.startswith(_SERVICE_BEGIN) or _TAG.search(name) is not None for name in names
    )


def on_hosts(url: str, hosts: Sequence[str]) -> bool:
    """Whether the host of `url` is one of `hosts` or below one; any host where `hosts` is empty."""
    host = urls.host(url)
    return not hosts or any(host == own or host.endswith("." + own) for own in hosts)
