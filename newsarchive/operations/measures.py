"""What a report says of its crawl, as rates: so many of so many things were not as they should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from newsarchive.crawling.frontier import RETRY_LATER
from newsarchive.operations.reports import Report
from newsarchive.operations.rows import Sample

FIELDS = ("body", "lead", "captions", "authors", "section", "tags", "images", "dateline", "language")
_OWN = ("article", "listing", "feed", "sitemap")  # kinds of pages that a newspaper serves itself
_REFUSALS = ("401", "403", "406", "418", "429", "451")
_UNKNOWN = ("generic", "unknown")


class Measure(NamedTuple):
    """A rate of a report. `most`: above it a source is unwell whatever was usual; None: only against what was."""

    kind: str
    of: Callable[[Report], Sample]
    most: float | None = None
    field: str = ""


def refused(report: Report) -> Sample:
    """Answers that refuse (403, 429 and the like) and pages that ask for a proof of being human, of all answers."""
    bad = sum(_answers(report, status) for status in _REFUSALS)
    bad += sum(report.skipped.get(f"{kind}/challenge", 0) for kind in _OWN)
    unseen = 0
    if report.reason == RETRY_LATER:  # a refusal that is tried again later is no answer yet
        unseen = max(0, report.status.get("429", 0) + report.status.get("503", 0) - _answers(report, "429"))
    return _sample(bad + unseen, asked(report) + unseen)


def unreachable(report: Report) -> Sample:
    """Requests without a response, and those answered with another error: not found, or a fault of the server."""
    bad = sum(
        count
        for kind in _OWN
        for status, count in report.answers.get(kind, {}).items()
        if status >= "400" and status not in _REFUSALS
    )
    return _sample(bad + _unanswered(report), asked(report))


def redirected(report: Report) -> Sample:
    """Articles whose address leads to the front page or another page that is none."""
    return _sample(report.skipped.get("article/redirected", 0), _pages(report))


def unread(report: Report) -> Sample:
    """Articles' pages in which nothing was found that makes an article."""
    bad = sum(count for reason, count in report.skipped.items() if reason.startswith("article/"))
    other = report.skipped.get("article/redirected", 0) + report.skipped.get("article/challenge", 0)
    return _sample(bad - other, _pages(report))


def robots(report: Report) -> Sample:
    """Requests that robots.txt forbids."""
    bad = report.refused.get("robots", 0)
    return _sample(bad, bad + asked(report))


def unknown_layouts(report: Report) -> Sample:
    """Lines that were read from a page that no layout knows."""
    return _sample(sum(report.layouts.get(name, 0) for name in _UNKNOWN), sum(report.layouts.values()))


def undated(report: Report) -> Sample:
    """Lines without a date, or with one that lies in the future."""
    return _sample(report.dates.get("none", 0) + report.dates.get("future", 0), sum(report.dates.values()))


def untimed(report: Report) -> Sample:
    """Lines that have no instant, at most a day."""
    dated = sum(report.dates.values())
    return _sample(dated - report.dates.get("instant", 0), dated)


def lacking(name: str) -> Callable[[Report], Sample]:
    """Lines without the field of this name."""

    def of(report: Report) -> Sample:
        return _sample(round(report.lines * (1 - report.fill.get(name, 0.0))), report.lines)

    return of


def lengths(report: Report) -> Sample:
    """The median length of the bodies, and of how many."""
    return Sample(0, report.lines, report.median) if report.median is not None else Sample(0, 0)


MEASURES = (
    Measure("refused", refused, 0.5),
    Measure("unreachable", unreachable, 0.5),
    Measure("redirected", redirected, 0.5),
    Measure("unread", unread, 0.5),
    Measure("robots", robots),
    Measure("layout", unknown_layouts),
    Measure("dates", undated),
    Measure("dates", untimed),
    *(Measure("fields", lacking(name), field=name) for name in FIELDS),
)


def asked(report: Report) -> int:
    """Requests for pages of the newspaper itself, answered or not."""
    return sum(sum(report.answers.get(kind, {}).values()) for kind in _OWN) + _unanswered(report)


def _unanswered(report: Report) -> int:
    return sum(
        count
        for reason, count in report.failed.items()
        if reason.partition("/")[0] in _OWN and not reason.partition("/")[2].startswith("http_")
    )


def _pages(report: Report) -> int:
    answers: Mapping[str, int] = report.answers.get("article", {})
    return sum(count for status, count in answers.items() if status < "400" and status != "304")


def _answers(report: Report, status: str) -> int:
    return sum(report.answers.get(kind, {}).get(status, 0) for kind in _OWN)


def _sample(bad: int, size: int) -> Sample:
    """A sample in which no more is bad than there is."""
    return Sample(max(0, min(bad, size)), max(0, size))
