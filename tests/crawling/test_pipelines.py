"""The three pipelines by themselves: what they pass, drop and count."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from loopback.papers import papers
from scrapy.exceptions import DropItem

from newsarchive import read_article
from newsarchive.archive.jsonl import Latest, latest_revisions
from newsarchive.crawling import pipelines
from newsarchive.crawling.recorder import Recorder
from newsarchive.items import Article, Capture

PAPER = papers("baoquangtri")["theo_ttxvn"]
CAPTURE = Capture(
    "2026/11/baoquangtri-20261123T152200Z-00000-aaaaaaaa.warc.gz",
    400,
    900,
    f"<urn:uuid:{UUID(int=4)}>",
    f"sha1:{'A' * 32}",
)


class FakeRecorder:
    """Holds lines instead of writing them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.written: list[Article] = []

    def latest(self, key: str) -> Latest | None:
        standing = latest_revisions(self.folder).get(key)
        for article in self.written:
            if article.key == key:
                standing = Latest(article.revision, article.content_digest, article.id)
        return standing

    def write(self, article: Article) -> None:
        self.written.append(article)


class Stats(dict[str, int]):
    def inc_value(self, name: str, count: int = 1) -> None:
        self[name] = self.get(name, 0) + count


@pytest.fixture
def crawler(tmp_path: Path) -> Any:
    recorder = FakeRecorder(tmp_path)
    return SimpleNamespace(
        stats=Stats(), get_extension=lambda cls: recorder if cls is Recorder else None, recorder=recorder
    )


@pytest.fixture
def article() -> Article:
    read = read_article(PAPER.body, PAPER.url, fetched_at=None, content_type=PAPER.kind)
    return dataclasses.replace(read, warc=CAPTURE, fetched_at="2026-11-23T15:22:00.123456Z")


def passed(crawler: Any, *items: Any) -> list[Any]:
    """What comes out of the three, one after the other; None for what was dropped."""
    three = [cls.from_crawler(crawler) for cls in (pipelines.Validation, pipelines.Revisions, pipelines.Lines)]
    out: list[Any] = []
    for item in items:
        try:
            for pipeline in three:
                item = pipeline.process_item(item)
            out.append(item)
        except DropItem:
            out.append(None)
    return out


@pytest.mark.parametrize("item", [{"title": "của người khác"}, SimpleNamespace(title="lạ"), "một chuỗi"])
def test_what_is_no_article_passes_untouched(item: Any, crawler: Any) -> None:
    assert passed(crawler, item) == [item]
    assert crawler.recorder.written == []
    assert crawler.stats == {}


def test_an_article_is_written_and_counted(crawler: Any, article: Article) -> None:
    (out,) = passed(crawler, article)
    assert crawler.recorder.written == [out] == [article]
    assert crawler.stats["news/articles"] == 1
    assert crawler.stats[f"news/layout/{article.layout}"] == 1
    assert crawler.stats["news/filled/title"] == 1
    assert "news/filled/previous" not in crawler.stats


def test_an_article_without_a_capture_cannot_be_proven(crawler: Any, article: Article) -> None:
    assert passed(crawler, dataclasses.replace(article, warc=None)) == [None]
    assert crawler.stats == {"news/dropped/no_capture": 1}


@pytest.mark.parametrize(
    "change", [{"title": ""}, {"date": "hôm qua"}, {"url": ""}, {"captions": [""]}, {"source": ""}]
)
def test_an_article_that_breaks_the_schema_is_dropped(change: dict[str, Any], crawler: Any, article: Article) -> None:
    assert passed(crawler, dataclasses.replace(article, **change)) == [None]
    assert crawler.stats == {"news/dropped/invalid": 1}
    assert crawler.recorder.written == []


def test_revisions_count_each_change_also_back_to_an_earlier_one(crawler: Any, article: Article) -> None:
    changed = dataclasses.replace(article, content_digest="sha256:" + "0" * 64)
    out = passed(crawler, article, article, changed, changed, article)
    assert [item and item.revision for item in out] == [1, None, 2, None, 3]
    assert out[2].previous == out[0].id
    assert out[4].previous == out[2].id
    assert len({item.id for item in out if item}) == 3
    assert crawler.stats["news/unchanged"] == 2
    assert crawler.stats["news/revisions"] == 2


def test_lines_that_stand_already_are_known(crawler: Any, article: Article) -> None:
    (out,) = passed(crawler, article)
    stem = CAPTURE.file.removesuffix(".warc.gz")
    line = crawler.recorder.folder / f"{stem}.jsonl"
    line.parent.mkdir(parents=True)
    line.write_text(out.to_json() + "\n", encoding="utf-8")
    assert passed(crawler, article) == [None]
    (again,) = passed(crawler, dataclasses.replace(article, content_digest="sha256:" + "1" * 64))
    assert (again.revision, again.previous) == (2, out.id)
