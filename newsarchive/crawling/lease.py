"""A lease: one request while the crawl works on it, and what is learned meanwhile of how it ends."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy import Request


@dataclass(slots=True, eq=False)
class Lease:
    """A leased URL. The pipelines and the spider's signals write into it; its end is made of what stands there."""

    id: int
    fingerprint: bytes
    kind: str | None
    slot: str
    attempts: int
    request: Request
    own_slot: bool = False  # the spider chose the downloader slot
    downloading: bool = True  # until the downloader has let go of it
    ended: bool = False
    article: str | None = None  # key of the article that it led to
    published: str | None = None  # that article's date
    changed: bool = False  # a line was written for it
    failure: str | None = None  # why it can't count as done
    put_back: bool = False  # its callback closed the spider before it was through


# The lease whose response the spider and the pipelines are working on. Scrapy runs each response in tasks of its own,
# which inherit the context: so an item, a found request or an error is known to belong to its page.
current: ContextVar[Lease | None] = ContextVar("lease", default=None)
