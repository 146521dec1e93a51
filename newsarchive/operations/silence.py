"""Whether a source has brought nothing new for longer than it ever does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from newsarchive.crawling.frontier import RETRY_LATER
from newsarchive.dates import VIETNAM
from newsarchive.operations.reports import Report
from newsarchive.operations.rows import FEWEST, TRAILING
from newsarchive.operations.workdays import is_workday, workdays

_RUNS = 2  # at least so many without news
_SHORTEST = 0.5  # working days
_MISSING = 20  # articles that a usual time of that length would have brought: chance and bursts do not explain it
_LONGER = 1.5  # times as long as the longest silence before
_DAYS = 3  # working days that must be known


class Silence(NamedTuple):
    """The unbroken row of runs without news at the end. `days` are working days, `usual` new articles in one.

    `listed`: of the article URLs that listings named in a run before, the share that they name now.
    """

    first: int
    runs: int
    days: float
    usual: float
    listed: float


def silence(reports: Sequence[Report]) -> Silence | None:
    """The silence at the end of the reports of one crawl; None where there is none worth a word.

    What is usual is the median of the last TRAILING working days: weekends, holidays, Tết and the nights count neither
    as usual nor as silence, and what a source paused before, it may pause half as long again.
    """
    first = len(reports)
    while first and not reports[first - 1].new and _is_whole(reports[first - 1]):
        first -= 1
    before, quiet = reports[:first], reports[first:]
    if len(reports) < FEWEST or len(quiet) < _RUNS or not before:
        return None
    usual = _a_day(before)
    days = workdays(before[-1].finished, quiet[-1].started)
    longest = max(_pauses(before), default=0.0)
    if usual is None or days < max(_SHORTEST, _LONGER * longest) or usual * days < _MISSING:
        return None
    named = [sum(report.found.values()) for report in before[-TRAILING:]]
    now = [sum(report.found.values()) for report in quiet[-TRAILING:]]
    return Silence(first, len(quiet), days, usual, median(now) / max(median(named), 1))


def _is_whole(report: Report) -> bool:
    """Whether it came to its end: what was stopped may have missed the news."""
    return report.reason in ("finished", RETRY_LATER)


def _a_day(reports: Sequence[Report]) -> float | None:
    """New articles on a usual working day; None where too few days are known."""
    by_day: dict[date, int] = {}
    for report in reports:
        day = report.started.astimezone(VIETNAM).date()
        if is_workday(day):
            by_day[day] = by_day.get(day, 0) + report.new
    days = sorted(by_day)
    rates = [by_day[day] / max(1.0, _between(before, day)) for before, day in pairwise(days)]
    rates = ([float(by_day[days[0]])] if days else []) + rates
    if len(rates) < _DAYS:
        return None
    rates = rates[-TRAILING:]
    return median(rates) or (sum(rates) - max(rates)) / (len(rates) - 1)


def _between(before: date, day: date) -> float:
    noons = [datetime.combine(one, time(12), VIETNAM) for one in (before, day)]
    return round(workdays(*noons))


def _pauses(reports: Sequence[Report]) -> list[float]:
    """Working days of each silence that is over: from the news before it to its last run without any."""
    pauses, news = [], None
    for report in reports:
        if report.new:
            news = report
        elif news is not None:
            pauses.append(workdays(news.finished, report.started))
    return pauses
