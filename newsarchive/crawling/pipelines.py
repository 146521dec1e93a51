"""Item pipelines, each thin: validate the record, drop what already stands, write the line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from scrapy.exceptions import DropItem

from newsarchive.archive.jsonl import Latest, latest_revisions
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
            self.count("dropped/no_capture")
            raise DropItem(f"{item.url}: no capture to prove it from")
        error = next(self._validator.iter_errors(item.to_dict()), None)
        if error is not None:
            self.count("dropped/invalid")
            raise DropItem(f"{item.url}: {error.json_path}: {error.message[:200]}")
        return item


class Revisions(_Pipeline):
    """Numbers the versions of an article and drops one whose content already stands as the latest."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._known: dict[str, Latest] | None = None

    def process_item(self, item: Any) -> Any:
        """Give the article its revision; the first item loads what the source's lines already hold."""
        if not isinstance(item, Article):
            return item
        if self._known is None:
            self._known = latest_revisions(self.recorder.folder)
        before = self._known.get(item.key)
        if before is not None and before.content_digest == item.content_digest:
            self.count("unchanged")
            raise DropItem(f"{item.url}: stands already as {before.id}", log_level="DEBUG")
        if before is not None:
            item = item.as_revision(before.revision + 1, before.id)
        self._known[item.key] = Latest(item.revision, item.content_digest, item.id)
        return item


class Lines(_Pipeline):
    """Writes the line and counts what it holds."""

    def process_item(self, item: Any) -> Any:
        """Write an Article into the segment of its capture."""
        if not isinstance(item, Article):
            return item
        try:
            self.recorder.write(item)
        except WriteFailed as error:
            self.count("dropped/not_written")
            raise DropItem(f"{item.url}: {error}") from error
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
