"""Item pipelines, each thin: validate the record, drop what already stands, write the line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from scrapy.exceptions import DropItem

from newsarchive.crawling.lease import current
from newsarchive.crawling.recorder import Recorder
from newsarchive.errors import WriteFailed
from newsarchive.items import Article, json_schema

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class _Pipeline:
    """What the three share: the crawler's stats and recorder."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Any:
        """Build the pipeline."""
        return cls(crawler)

    @property
    def recorder(self) -> Recorder:
        return Recorder.of(self.crawler)

    def count(self, what: str) -> None:
        """Add one to the crawl's `news/<what>`."""
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(f"news/{what}")

    def refuse(self, reason: str) -> None:
        """Count an article that can't be written; its page then counts as failed, not as done."""
        self.count(f"dropped/{reason}")
        lease = current.get()
        if lease is not None:
            lease.failure = f"record/{reason}"


class Validation(_Pipeline):
    """Lets only records pass that the schema accepts and that can be proven from a capture."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._validator = Draft202012Validator(json_schema())

    def process_item(self, item: Any) -> Any:
        """Drop an Article that breaks the schema, naming the field."""
        if not isinstance(item, Article):
            return item
        if item.warc is None:
            self.refuse("no_capture")
            raise DropItem(f"{item.url}: no capture to prove it from")
        error = next(self._validator.iter_errors(item.to_dict()), None)
        if error is not None:
            self.refuse("invalid")
            raise DropItem(f"{item.url}: {error.json_path}: {error.message[:200]}")
        return item


class Unchanged(DropItem):
    """An article whose content stands already as the latest version."""


class Revisions(_Pipeline):
    """Numbers the versions of an article and drops one whose content already stands as the latest."""

    def process_item(self, item: Any) -> Any:
        """Give the article its revision."""
        return numbered(self, item) if isinstance(item, Article) else item


class Lines(_Pipeline):
    """Writes the line and counts what it holds."""

    def process_item(self, item: Any) -> Any:
        """Write an Article into the segment of its capture."""
        if not isinstance(item, Article):
            return item
        item = numbered(self, item)  # a pipeline in between may have waited while another version was written
        try:
            self.recorder.write(item)
        except WriteFailed as error:
            self.count("dropped/not_written")
            raise DropItem(f"{item.url}: {error}") from error
        lease = current.get()
        if lease is not None:
            lease.article, lease.published, lease.changed = item.key, item.date, True
        self.count("articles")
        if item.revision > 1:
            self.count("revisions")
        self.count(f"layout/{item.layout}")
        for name, value in item.to_dict().items():
            if value not in (None, [], {}):
                self.count(f"filled/{name}")
        for flag in item.flags:
            self.count(f"flag/{flag}")
        return item


def numbered(pipeline: _Pipeline, item: Article) -> Article:
    """`item` as the version after the one that stands. Raise Unchanged where that one has the same content."""
    before = pipeline.recorder.latest(item.key)
    if before is None:
        return item
    if before.content_digest == item.content_digest:
        lease = current.get()
        if lease is not None:
            lease.article, lease.published = item.key, item.date
        pipeline.count("unchanged")
        raise Unchanged(f"{item.url}: stands already as {before.id}", log_level="DEBUG")
    return item.as_revision(before.revision + 1, before.id)
