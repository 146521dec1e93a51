"""Finds the source of a URL among the installed spiders, and reads pages with it.

Presence in a SPIDER_MODULES package is registration: every NewsSpider subclass found there is a source. A project of
its own (SCRAPY_SETTINGS_MODULE, which `scrapy` and `newsarchive` take from its scrapy.cfg) adds its spiders to ours.
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from newsarchive import settings, urls
from newsarchive.errors import UnreadablePage
from newsarchive.extraction import Source
from newsarchive.extraction import read_article as read_page
from newsarchive.items import Article
from newsarchive.page import Page
from newsarchive.spider import NewsSpider


@lru_cache(maxsize=1)
def spiders() -> dict[str, type[NewsSpider]]:
    """Every installed source's spider by its name, sorted."""
    found: dict[str, type[NewsSpider]] = {}
    for package in _packages():
        for module in _modules(package):
            for _, cls in inspect.getmembers(importlib.import_module(module), inspect.isclass):
                if issubclass(cls, NewsSpider) and cls.__module__ == module and getattr(cls, "name", None):
                    found[cls.name] = cls
    return dict(sorted(found.items()))


def source_of(url: str) -> Source:
    """The source whose domain the host of `url` is, or lies below; for an unknown host a source with no layouts,
    named after the host.
    """
    host = urls.host(url)
    labels = host.split(".")
    for start in range(len(labels)):
        known = _by_host().get(".".join(labels[start:]))
        if known is not None:
            return known
    return Source(
        name=host.removeprefix("www.") or "unknown",
        publisher=None,
        hosts=(host,),
        article_url=None,
        layouts=(),
        language=None,
    )


def source_named(name: str | None, url: str) -> Source:
    """The source of that name where it is installed, else the one of the URL's host."""
    cls = spiders().get(name or "")
    return cls.declared() if cls is not None else source_of(url)


def read_article(
    body: bytes,
    url: str,
    *,
    fetched_at: datetime | None,
    content_type: str | None = None,
    truncated: bool = False,
    generic: bool = False,
) -> Article:
    """Read the article in `body`, the page's bytes with content-coding undone, as fetched from `url` at `fetched_at`.

    Finds the source by host; no network, no clock: without `fetched_at` relative dates stay unread. `generic` switches
    every layout off. Raise NotAnArticle or UnreadablePage (both ReadError), whose `reason` is one word.
    """
    if not urls.is_http(url):
        raise UnreadablePage("bad_url", f"{url!r} is no http(s) URL")
    page = Page(body, url, content_type=content_type, fetched_at=fetched_at, truncated=truncated)
    return read_page(page, source_of(url), generic=generic)


def _packages() -> list[str]:
    own = os.environ.get("SCRAPY_SETTINGS_MODULE")
    added = getattr(importlib.import_module(own), "SPIDER_MODULES", []) if own else []
    return list(dict.fromkeys([*settings.SPIDER_MODULES, *added]))


def _modules(package: str) -> Iterable[str]:
    root = importlib.import_module(package)
    yield package
    for module in pkgutil.walk_packages(getattr(root, "__path__", []), f"{package}."):
        yield module.name


@lru_cache(maxsize=1)
def _by_host() -> dict[str, Source]:
    return {host: cls.declared() for cls in spiders().values() for host in cls.allowed_domains}
