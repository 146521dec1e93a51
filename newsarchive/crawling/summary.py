"""The report of a crawl: one JSON object in runs.jsonl, and a table that a person can read at the end."""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from scrapy import signals

from newsarchive.crawling.recorder import Recorder
from newsarchive.crawling.tally import Tally
from newsarchive.version import __version__

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

_SHOWN = [
    "date",
    "body",
    "captions",
    "lead",
    "dateline",
    "date_modified",
    "authors",
    "section",
    "tags",
    "language",
    "images",
    "source_name",
]
# Requests that Scrapy drops before they reach a callback or an errback.
_UNSEEN = {
    "offsite/filtered": "request/offsite",
    "dupefilter/filtered": "request/duplicate",
    "urllength/request_ignored_count": "request/url_too_long",
}


class Summary:
    """Writes the report when the engine has stopped, after the recorder closed its segment."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._started = datetime.now(UTC)
        self._clock = time.monotonic()
        self._reason = "unknown"
        self._tally = Tally(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Summary:
        """Build the extension and connect it to the crawl's end."""
        summary = cls(crawler)
        crawler.signals.connect(summary.note_reason, signals.spider_closed)
        crawler.signals.connect(summary.finish, signals.engine_stopped)
        return summary

    def note_reason(self, spider: Spider, reason: str) -> None:
        """Remember why the crawl ended."""
        self._reason = reason

    def finish(self) -> None:
        """Append the report to runs.jsonl and show it."""
        recorder = Recorder.of(self.crawler)
        stats = self.crawler.stats.get_stats() if self.crawler.stats is not None else {}
        report = {
            "source": recorder.name,
            "reader": f"newsarchive/{__version__}",
            "started": self._started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._clock, 3),
            "finish_reason": self._reason,
            **report_of(stats),
            **self._tally.report(),
            "articles": stats.get("news/articles", 0) - recorder.lost_lines,
            "frontier": recorder.frontier is not None,
            "segments": [closed._asdict() for closed in recorder.closed],
        }
        try:
            recorder.folder.mkdir(parents=True, exist_ok=True)
            _append(recorder.folder / "runs.jsonl", json.dumps(report, ensure_ascii=False).encode() + b"\n")
        except OSError as error:
            logger.error("The report could not be written to %s: %s", recorder.folder / "runs.jsonl", error)
        if sys.stderr.isatty():
            Console(stderr=True).print(table_of(report))
        else:
            for line in lines_of(report):
                logger.info("%s", line)


def _append(path: Path, line: bytes) -> None:
    """Write a line whole, or not at all: half a line would spoil the next one, too."""
    with path.open("ab", buffering=0) as stream:
        size = stream.tell()
        try:
            if stream.write(line) != len(line):
                raise OSError("no room for the whole line")
        except OSError:
            stream.truncate(size)
            raise


def report_of(stats: dict[str, Any]) -> dict[str, Any]:
    """What a crawl did, from Scrapy's stats: counts, fill rate a field, layouts, each reason something was not kept."""
    articles = stats.get("news/articles", 0)
    filled = _under(stats, "news/filled/")
    return {
        "pages": stats.get("response_received_count", 0),
        "articles": articles,
        "revisions": stats.get("news/revisions", 0),
        "unchanged": stats.get("news/unchanged", 0),
        "not_modified": stats.get("news/not_modified", 0),
        "captures": stats.get("capture/exchanges", 0),
        "revisits": stats.get("capture/revisits", 0),
        "wire_bytes": stats.get("capture/wire_bytes", 0),
        "status": _under(stats, "downloader/response_status_count/"),
        "fill": {name: round(count / articles, 4) for name, count in filled.items()} if articles else {},
        "layouts": _under(stats, "news/layout/"),
        "flags": _under(stats, "news/flag/"),
        "skipped": {
            **_under(stats, "news/skipped/"),
            **{f"discovery/{k}": v for k, v in _under(stats, "news/discovery/").items()},
            **{f"urls/{k}": v for k, v in _under(stats, "news/urls/").items()},
            **{f"dropped/{k}": v for k, v in _under(stats, "news/dropped/").items()},
            **{f"read/{k}": v for k, v in _under(stats, "news/read/").items()},
            **{name: stats[key] for key, name in _UNSEEN.items() if key in stats},
        },
        "failed": _under(stats, "news/failed/"),
        "errors": {
            **_under(stats, "capture/errors/"),
            **{f"unwritten/{k}": v for k, v in _under(stats, "capture/unwritten/").items()},
            **{f"truncated/{k}": v for k, v in _under(stats, "capture/truncated/").items()},
            **{f"undecodable/{k}": v for k, v in _under(stats, "capture/undecodable/").items()},
            **{f"spider/{k}": v for k, v in _under(stats, "spider_exceptions/").items()},
        },
        "refused": {"robots": stats.get("robotstxt/forbidden", 0), **_under(stats, "capture/refused/")},
        "requisites": stats.get("news/requisite/fetched", 0),
        "not_in_archive": stats.get("replay/not_in_archive", 0),
    }


def table_of(report: dict[str, Any]) -> Table:
    """The report as a rich table."""
    table = Table(title=f"{report['source']}: {report['finish_reason']}", show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column()
    for line in lines_of(report):
        name, _, value = line.partition(": ")
        table.add_row(name, value)
    return table


def lines_of(report: dict[str, Any]) -> list[str]:
    """The report as plain lines, `name: value`; what is empty is left out."""
    seconds = max(report["seconds"], 0.001)
    lines = [
        f"articles: {report['articles']} new lines ({report['revisions']} revisions), {report['unchanged']} unchanged",
        f"pages: {report['pages']} in {report['seconds']:.1f} s ({report['pages'] / seconds:.1f} a second)",
        f"captures: {report['captures']} exchanges, {report['wire_bytes'] / 1e6:.2f} MB on the wire",
    ]
    gaps = {name: rate for name, rate in report["fill"].items() if name in _SHOWN}
    if gaps:
        lines.append(
            "fields filled: "
            + ", ".join(f"{name} {rate:.0%}" for name, rate in sorted(gaps.items(), key=lambda p: -p[1]))
        )
    for name in ("layouts", "flags", "status", "skipped", "failed", "errors", "refused"):
        counts = {key: count for key, count in report[name].items() if count}
        if counts:
            lines.append(f"{name}: " + ", ".join(f"{key} {count}" for key, count in sorted(counts.items())))
    for name in ("requisites", "not_in_archive"):
        if report[name]:
            lines.append(f"{name.replace('_', ' ')}: {report[name]}")
    return lines


def _under(stats: dict[str, Any], prefix: str) -> dict[str, int]:
    return {key.removeprefix(prefix): value for key, value in sorted(stats.items()) if key.startswith(prefix)}
