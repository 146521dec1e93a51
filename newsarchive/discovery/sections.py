"""Section pages (chuyên mục): the article links on one, the page after it, and the sections that a menu names."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from newsarchive import urls

if TYPE_CHECKING:
    from newsarchive.discovery.addresses import Addresses
    from newsarchive.page import Page

# Where papers put the number of a listing page: ?paged=2, ?page=2, ?trang=2, /page/2, /trang-2.htm, /p2, -p2, -page2.
_NUMBER = re.compile(
    r"(?:[?&](?:paged|page|p|trang)=|[/-](?:page|trang)[-/]?(?=\d)|[/-]p(?=\d+/?(?:\.\w+)?$))(\d{1,5})(?=\D|$)"
)
_SUFFIX = re.compile(r"\.(?:html?|chn|ldo|vov)\Z")

_MOST_LINKS = 20_000  # no section page has more; a page made to be slow may
_MOST_SECTIONS = 80


class Listing(NamedTuple):
    """What a section page offers: article URLs in order, each once, and the next page if it links to one; of a front
    page the sections that it links to.
    """

    articles: list[str]
    next_page: str | None
    sections: list[str]


def read(page: Page, addresses: Addresses, *, front: bool | None = None) -> Listing:
    """The article links of `page` on the source's hosts; its sections, if it is the `front` page (by its URL where that
    is not said: a front page may be redirected).
    """
    articles: dict[str, None] = {}
    sections: dict[str, None] = {}
    following: str | None = None
    here, number = _split(page.url)
    here = _bare(here)
    front = is_front(page.url) if front is None else front
    for target, _ in islice(page.links(), _MOST_LINKS):
        if not addresses.own(target):
            continue
        base, other = _split(target)
        if other == number + 1 and _bare(base) == here:
            following = following or target
        elif addresses.article(target):
            articles.setdefault(urls.canonical(target))
        elif front and len(sections) < _MOST_SECTIONS and addresses.section(target):
            sections.setdefault(target.partition("#")[0])
    return Listing(list(articles), following, list(sections))


def is_front(url: str) -> bool:
    """Whether the URL is a site's front page."""
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def numbered(url: str, template: str, number: int) -> str:
    """The address of listing page `number` by the source's `paging` template.

    It is put behind the section's address (`?paged={page}`, `-p{page}`) or, with `{section}`, in its place
    (`{section}/trang-{page}.htm`): the section's final slash and suffix are cut then.
    """
    base, _ = _split(url)
    if "{section}" in template:
        return template.format(section=_bare(base), page=number)
    return f"{base}{template.format(page=number)}"


def _bare(address: str) -> str:
    """The address without final slashes and suffix."""
    return _SUFFIX.sub("", address.rstrip("/")).rstrip("/")


def _split(url: str) -> tuple[str, int]:
    """A listing's address without its page number, and that number (1 where there is none)."""
    found = _NUMBER.search(url)
    if not found:
        return url.partition("#")[0], 1
    return url[: found.start()] + ("/" if url[found.start()] == "/" and url.endswith("/") else ""), int(found.group(1))
