"""The signs that something is wrong in the newest reports of one crawl: each alone, not yet with its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from newsarchive.crawling.stopping import DISK_FULL
from newsarchive.operations import measures
from newsarchive.operations.measures import MEASURES, Measure
from newsarchive.operations.reports import Report
from newsarchive.operations.rows import Row, row_of_lengths, row_of_rates
from newsarchive.operations.silence import silence

_WRITE_FAILED = "archive_write_failed"  # as crawling.recorder ends a crawl
_SHOWN = 4  # reasons that are named
_SAID = {
    "refused": "{bad} of {size} requests were refused",
    "unreachable": "{bad} of {size} requests failed",
    "redirected": "{bad} of {size} articles led to a page that is none",
    "unread": "no article was found in {bad} of {size} pages",
    "robots": "robots.txt forbids {bad} of {size} requests",
    "layout": "no layout knows the pages of {bad} of {size} articles",
    "fields": "{field} is missing in {bad} of {size} articles",
    "dates": "{bad} of {size} articles have {date}",
}


class Sign(NamedTuple):
    """A row of bad runs: index of its first report, how many, and what they show. `frozen`: listings name as many."""

    kind: str
    first: int
    runs: int
    what: str
    frozen: bool = True


def facts(reports: Sequence[Report]) -> list[Sign]:
    """What needs no comparison: errors of the spider, a disk that refused. They count from the first run on."""
    found = [_row_of(reports, "disk", _disk), _row_of(reports, "errors", _errors)]
    return [sign for sign in found if sign is not None]


def compared(reports: Sequence[Report]) -> list[Sign]:
    """What differs from the runs before; `reports` are of one crawl, each of which asked for the newest."""
    times = [report.started for report in reports]
    found: list[Sign] = []
    for measure in MEASURES:
        row = row_of_rates([measure.of(report) for report in reports], times, most=measure.most)
        if row is not None and not (measure.kind == "dates" and found and found[-1].kind == "dates"):
            found.append(Sign(measure.kind, row.first, row.runs, _said(measure, row, reports)))
    lengths = row_of_lengths([measures.lengths(report) for report in reports], times)
    if lengths is not None:
        what = f"the bodies of {lengths.size} articles have a median of about {lengths.value:.0f} characters"
        found.append(Sign("body", lengths.first, lengths.runs, f"{what}, usually {lengths.usual:.0f}"))
    quiet = silence(reports)
    if quiet is not None:
        what = f"nothing new in {quiet.runs} runs ({quiet.days:.1f} working days)"
        usual = f"{quiet.usual:.0f} articles on a working day" if quiet.usual >= 1 else "an article every few days"
        found.append(Sign("silent", quiet.first, quiet.runs, f"{what}, usually {usual}", frozen=quiet.listed >= 0.5))
    return found


def _said(measure: Measure, row: Row, reports: Sequence[Report]) -> str:
    date = "no date, or one in the future" if measure.of is measures.undated else "no time of day"
    said = _SAID[measure.kind].format(bad=row.bad, size=row.size, field=measure.field, date=date)
    said += f", usually {row.usual:.0%}"
    reasons = _reasons(measure.kind, reports[row.first :])
    return f"{said} ({reasons})" if reasons else said


def _reasons(kind: str, reports: Sequence[Report]) -> str:
    """The reasons that the reports count, the most frequent ones first."""
    counts: Counter[str] = Counter()
    for report in reports:
        if kind in ("refused", "unreachable"):
            counts.update({name: count for name, count in report.failed.items() if not name.startswith("requisite/")})
        if kind in ("refused", "unread"):
            counts.update({name: count for name, count in report.skipped.items() if name.startswith("article/")})
    return _named(counts)


def _named(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(_SHOWN))


def _row_of(reports: Sequence[Report], kind: str, of: Callable[[Report], Counter[str]]) -> Sign | None:
    """The unbroken row of reports at the end in which `of` counts something."""
    first, counts = len(reports), Counter[str]()
    while first and (found := of(reports[first - 1])):
        first, counts = first - 1, counts + found
    return Sign(kind, first, len(reports) - first, _named(counts)) if counts else None


def _disk(report: Report) -> Counter[str]:
    counts = Counter({"dropped/not_written": report.skipped.get("dropped/not_written", 0)})
    if report.reason in (DISK_FULL, _WRITE_FAILED):
        counts[f"ended with {report.reason}"] = 1
    return +counts


def _errors(report: Report) -> Counter[str]:
    counts = Counter({name: count for name, count in report.errors.items() if name.startswith("spider/")})
    dropped = {name: report.skipped.get(name, 0) for name in ("dropped/invalid", "dropped/no_capture")}
    return +(counts + Counter(dropped))
