"""The report of a crawl: one JSON object a crawl in runs.jsonl, and the same for a person's eyes."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from loopback.crawl import Crawl, crawl
from loopback.papers import papers
from loopback.proxy import Proxy
from loopback.web import Web, answer
from rich.console import Console

from newsarchive.crawling.summary import lines_of, report_of, table_of
from newsarchive.crawling.tally import kind_of_date
from newsarchive.items import Article

PAGES = list(papers("baoquangtri").values())[:4]
KEYS = [
    "source", "reader", "started", "finished", "seconds", "finish_reason", "pages", "articles", "revisions",
    "unchanged", "not_modified", "captures", "revisits", "wire_bytes", "status", "fill", "layouts", "flags",
    "skipped", "failed", "errors", "refused", "requisites", "not_in_archive", "arguments", "found", "answers",
    "body_length", "dates", "frontier", "segments",
]  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    folder = tmp_path_factory.mktemp("summary")
    empty = "https://baoquangtri.vn/xa-hoi/202508/trang-trong-0000001/"
    (folder / "urls.txt").write_text("\n".join([*(page.url for page in PAGES), empty, "khong phai"]))
    with Web({page.url: page.answer for page in PAGES}) as web, Proxy(web) as proxy:
        web.put(empty, answer(""))
        for page in PAGES:
            for url, picture in page.pictures.items():
                web.put(url, picture)
        done = crawl("baoquangtri", folder / "archives", proxy=proxy.url(), arguments={"urls": folder / "urls.txt"})
        done.report["asked"] = len(web.log)
        done.report["bytes"] = sum(served.size for served in web.log)
        return done


def test_the_report_is_one_object_a_crawl(crawled: Crawl) -> None:
    (line,) = (crawled.folder / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    report = json.loads(line)
    assert list(report) == KEYS
    assert report["source"] == "baoquangtri"
    assert report["finish_reason"] == "finished"
    assert datetime.fromisoformat(report["finished"]) >= datetime.fromisoformat(report["started"])
    assert 0 < report["seconds"] < 60


def test_its_counts_are_those_of_the_archive(crawled: Crawl) -> None:
    report = crawled.report
    answered = [record for record in crawled.records if record.type == "response"]
    assert report["articles"] == len(crawled.lines) == len(PAGES)
    assert report["captures"] == report["pages"] == len(answered) == report["asked"]
    assert sum(report["status"].values()) == len(answered)
    assert report["wire_bytes"] > report["bytes"]
    assert report["skipped"] == {"article/empty": 1, "urls/not_a_url": 1}
    assert report["requisites"] + report["failed"].get("requisite/http_404", 0) == sum(
        len(line["images"]) for line in crawled.lines
    )
    assert sum(report["layouts"].values()) == len(PAGES)


def test_the_fill_rate_of_a_field_is_that_of_the_lines(crawled: Crawl) -> None:
    for name in crawled.lines[0]:
        filled = sum(line[name] not in (None, [], {}) for line in crawled.lines)
        assert crawled.report["fill"].get(name, 0) == round(filled / len(crawled.lines), 4), name


def test_what_later_reports_are_held_against(crawled: Crawl) -> None:
    report = crawled.report
    assert report["arguments"] == {"urls": str(crawled.archives.parent / "urls.txt")}
    assert report["found"] == {"new": len(PAGES) + 1, "known": 0}
    assert report["answers"]["article"] == {"200": len(PAGES) + 1}
    assert sum(sum(counts.values()) for counts in report["answers"].values()) == report["pages"]
    lengths = sorted(len(line["body"]) for line in crawled.lines)
    assert report["body_length"]["lines"] == len(lengths)
    assert abs(report["body_length"]["median"] - lengths[(len(lengths) - 1) // 2]) <= 5
    assert report["dates"] == {"instant": len(PAGES), "day": 0, "none": 0, "future": 0}


@pytest.mark.parametrize(
    ("date", "kind"),
    [
        (None, "none"),
        ("2026-11-23", "day"),
        ("2026-11-23T10:00:00+07:00", "instant"),
        ("2026-11-24T22:00:00+07:00", "instant"),
        ("2026-11-25", "future"),
        ("2027-01-01T00:00:00+07:00", "future"),
    ],
)
def test_dates_are_told_apart(date: str | None, kind: str) -> None:
    article = Article(id="a:1:1", source="a", title="Một bài", date=date, fetched_at="2026-11-23T15:00:00.123456Z")
    assert kind_of_date(article) == kind


def test_a_person_reads_the_same(crawled: Crawl) -> None:
    assert f"articles: {len(PAGES)} new lines (0 revisions), 0 unchanged" in crawled.log
    assert "skipped: article/empty 1, urls/not_a_url 1" in crawled.log
    out = io.StringIO()
    Console(file=out, width=120).print(table_of(crawled.report))
    assert "baoquangtri: finished" in out.getvalue()


def test_a_crawl_that_did_nothing_has_a_report() -> None:
    report = {"source": "x", "finish_reason": "finished", "seconds": 0.0, **report_of({})}
    assert report["fill"] == {}
    assert lines_of(report)[0] == "articles: 0 new lines (0 revisions), 0 unchanged"


def test_reports_gather(crawled: Crawl, tmp_path: Path) -> None:
    """A crawl that fetches nothing leaves its report and no segment."""
    (tmp_path / "urls.txt").write_text("# nothing today\n")
    for count in (1, 2):
        done = crawl("vietnamvn", tmp_path / "archives", arguments={"urls": tmp_path / "urls.txt"})
        assert done.code == 0
        assert len((done.folder / "runs.jsonl").read_text().splitlines()) == count
    assert not [path for path in done.folder.rglob("*") if path.name not in ("runs.jsonl", ".lock", "frontier.sqlite")]
