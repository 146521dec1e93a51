"""Section pages (chuyên mục): the article links on one, and the page after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from newsarchive import urls
from newsarchive.page import Page

# Where papers put the number of a listing page: ?paged=2, ?page=2, ?trang=2, /page/2, /trang-2.htm, /p2.
_NUMBER = re.compile(r"(?:[?&](?:paged|page|p|trang)=|/(?:page|trang)[-/]|/p(?=\d+/?$))(\d{1,5})(?=\D|$)")

_MOST_LINKS = 20_000  # no section page has more; a page made to be slow may


class Listing(NamedTuple):
    """What a section page offers: article URLs in order, each once, and the next page if it links to one."""

    articles: list[str]
    next_page: str | None


def read(page: Page, article_url: re.Pattern[str], hosts: Sequence[str]) -> Listing:
    """The article links of `page` on `hosts` (and their sub-domains) whose path matches `article_url`."""
    articles: dict[str, None] = {}
    following: str | None = None
    here, number = _split(page.url)
    for target, _ in islice(page.links(), _MOST_LINKS):
        if not on_hosts(target, hosts):
            continue
        base, other = _split(target)
        if other == number + 1 and base == here:
            following = following or target
        elif article_url.search(urlsplit(target).path):
            articles.setdefault(urls.canonical(target))
    return Listing(list(articles), following)


def numbered(url: str, template: str, number: int) -> str:
    """The address of listing page `number` by the source's `paging` template (`?paged={page}`)."""
    base, _ = _split(url)
    return f"{base}{template.format(page=number)}"


def on_hosts(url: str, hosts: Sequence[str]) -> bool:
    """Whether the host of `url` is one of `hosts` or below one; any host where `hosts` is empty."""
    host = urls.host(url)
    return not hosts or any(host == own or host.endswith("." + own) for own in hosts)


def _split(url: str) -> tuple[str, int]:
    """A listing's address without its page number, and that number (1 where there is none)."""
    found = _NUMBER.search(url)
    if not found:
        return url.partition("#")[0], 1
    return url[: found.start()] + ("/" if url[found.start()] == "/" and url.endswith("/") else ""), int(found.group(1))
