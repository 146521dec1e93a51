"""Reports of crawls that never were: the keys of runs.jsonl with figures to choose."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from newsarchive.dates import VIETNAM
from newsarchive.frontier.deaths import Death
from newsarchive.operations.health import Finding, Health, health
from newsarchive.operations.reports import Reports, parsed

LATEST: dict[str, Any] = {"mode": "latest"}
Report = dict[str, Any]
MONDAY = datetime(2026, 11, 2, 8, tzinfo=VIETNAM)
FILL = {"body": 1.0, "lead": 0.95, "captions": 0.9, "authors": 0.8, "section": 1.0, "tags": 0.6, "images": 0.95}


def made(
    started: datetime,
    new: int = 20,
    *,
    known: int = 80,
    revisions: int = 0,
    fill: Mapping[str, float] | None = None,
    generic: int = 0,
    median: int | None = 2400,
    dates: Mapping[str, int] | None = None,
    statuses: Mapping[str, int] | None = None,
    arguments: Mapping[str, Any] | None = LATEST,
    **keys: Any,
) -> dict[str, Any]:
    """A report of a crawl of ten minutes; `statuses` are of articles' pages, `keys` what stands otherwise."""
    lines = new + revisions
    report: dict[str, Any] = {
        "source": "bao",
        "started": started.astimezone(UTC).isoformat(timespec="seconds"),
        "finished": (started + timedelta(minutes=10)).astimezone(UTC).isoformat(timespec="seconds"),
        "finish_reason": "finished",
        "articles": lines,
        "revisions": revisions,
        "status": {"200": lines + 3},
        "fill": {**FILL, **(fill or {})} if lines else {},
        "layouts": {name: count for name, count in (("Red2020", lines - generic), ("generic", generic)) if count},
        "skipped": {},
        "failed": {},
        "errors": {},
        "refused": {"robots": 0},
        "arguments": dict(arguments) if arguments is not None else None,
        "found": {"new": new, "known": known},
        "answers": {"feed": {"200": 1}, "listing": {"200": 2}, "article": dict(statuses or {"200": lines})},
        "body_length": {"lines": lines, "median": median if lines else None},
        "dates": {"instant": lines, "day": 0, "none": 0, "future": 0, **(dates or {})},
    }
    report["dates"]["instant"] -= sum((dates or {}).values())
    return {name: value for name, value in {**report, **keys}.items() if value is not None}


def every(hours: float, count: int, begin: datetime = MONDAY) -> list[datetime]:
    """`count` starts, so many hours apart."""
    return [begin + timedelta(hours=hours * number) for number in range(count)]


def judged(reports: list[Any], *, now: datetime | None = None, **facts: Any) -> Health:
    """The health of the source `bao` an hour after its last report."""
    found = parsed(reports)
    last = max((report.finished for report in found if report is not None), default=MONDAY)
    return health("bao", Reports(found), now or last + timedelta(hours=1), **facts)


PLAIN = '{"mode": "latest"}'
GOOD = 14
TIMES = every(6, 40)


def after_good(*bad: Callable[[datetime], Report] | Report, **usual: Any) -> list[Report]:
    """Fourteen good reports and then these, each a report or what makes one of its start."""
    reports = [made(at, **usual) for at in TIMES[:GOOD]]
    for number, one in enumerate(bad, start=GOOD):
        reports.append(one(TIMES[number]) if callable(one) else one)
    return reports


def like(**figures: Any) -> Callable[[datetime], Report]:
    return lambda at: made(at, **figures)


def only(reports: list[Any], **facts: Any) -> Finding:
    """The one finding that there is."""
    (finding,) = judged(reports, **facts).findings
    return finding


def kinds(reports: list[Any], **facts: Any) -> list[str]:
    return [finding.kind for finding in judged(reports, **facts).findings]


def daily(counts: list[int], hours: float = 24, begin: datetime = MONDAY, **keys: Any) -> list[Report]:
    """A crawl a day, each with so many new articles."""
    return [made(at, count, **keys) for at, count in zip(every(hours, len(counts), begin), counts, strict=True)]


def dead(at: datetime, *, runs: int = 1, newest: bool = True, arguments: str = PLAIN) -> Death:
    """A job whose last runs have no end; five minutes after the first began it was still alive."""
    return Death(arguments, runs, at.timestamp(), at.timestamp() + 300, newest)


# What goes wrong in a run, as a function of its start.
BLOCKED = like(new=0, known=0, statuses={"403": 20}, failed={"article/http_403": 20})
FEW_BLOCKED = like(new=19, statuses={"200": 19, "403": 1}, failed={"article/http_403": 1})
CHALLENGED = like(new=0, statuses={"200": 20}, skipped={"article/challenge": 20})
LATER = like(new=0, statuses={}, answers={}, status={"429": 4}, finish_reason="retry_later")
DOWN = like(new=0, statuses={"502": 20}, failed={"article/http_502": 20})
NO_NAME = like(new=0, answers={}, failed={"feed/DNSLookupError": 1, "listing/DNSLookupError": 4}, found={})
HOME = like(new=0, statuses={"200": 20}, skipped={"article/redirected": 20})
EMPTY = like(new=0, statuses={"200": 20}, skipped={"article/empty_shell": 20})
FORBIDDEN = like(new=0, statuses={}, refused={"robots": 20})
GENERIC = like(generic=20)
NO_LEAD = like(fill={"lead": 0.1})
SHORT = like(new=40, median=300)
UNDATED = like(dates={"none": 20})
AHEAD = like(dates={"future": 18})
NO_TIME = like(dates={"day": 20})
BROKEN = like(errors={"spider/KeyError": 1})
INVALID = like(skipped={"dropped/invalid": 2})
FULL = like(finish_reason="disk_full")
REFUSED_WRITE = like(finish_reason="archive_write_failed", skipped={"dropped/not_written": 1})


class Paper:
    """A healthy newspaper with habits: nights, weekends and Tết with less, fields that are not always there."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        rng = self.random
        self.a_day = 10 ** rng.uniform(0.3, 2.4)
        self.weekend, self.tet = rng.choice([0.0, 0.2, 0.5, 0.9]), rng.choice([0.0, 0.1, 0.4])
        self.fill = {name: rng.choice([1.0, 0.98, 0.9, 0.6, 0.3, 0.0]) for name in FILL}
        self.generic = rng.choice([0.0, 0.0, 0.02, 0.2, 1.0])
        self.median = rng.uniform(900, 4000)
        self.lost = rng.choice([0.0, 0.01, 0.03])
        self.undated = rng.choice([0.0, 0.01, 1.0])
        self.daily = rng.random() < 0.1  # no time of day

    def report(self, started: datetime, hours: float) -> dict[str, Any]:
        """What a crawl brings that begins so many hours after the one before."""
        rng = self.random
        new = self._poisson(sum(self._rate(started - timedelta(hours=back)) for back in _steps(hours)))
        lost = self._of(new, self.lost)
        lines = new - lost
        generic = self._of(lines, self._about(self.generic))
        none = self._of(lines, self._about(self.undated))
        lengths = sorted(self.median * rng.lognormvariate(0, 0.7) for _ in range(lines))
        fill = {name: self._of(lines, self._about(rate)) / max(lines, 1) for name, rate in self.fill.items()}
        return made(
            started,
            lines,
            known=rng.randint(40, 90),
            fill=fill,
            generic=generic,
            median=round(lengths[(lines - 1) // 2]) if lines else None,
            dates={"none": none, "day": lines - none if self.daily else 0},
            statuses={"200": lines, "404": lost},
            failed={"article/http_404": lost},
        )

    def _rate(self, moment: datetime) -> float:
        """New articles in an hour."""
        here = moment.astimezone(VIETNAM)
        tet = date(2026, 2, 14) <= here.date() <= date(2026, 2, 22)
        quiet = self.tet if tet else self.weekend if here.weekday() > 4 else 1.0
        return self.a_day / 16 * quiet * (1.0 if 6 <= here.hour < 22 else 0.1) * self.random.uniform(0.3, 1.7)

    def _about(self, rate: float) -> float:
        """A rate that differs from run to run, as the mix of sections does."""
        return rate if rate in (0.0, 1.0) else min(1.0, max(0.0, self.random.gauss(rate, 0.04)))

    def _of(self, count: int, rate: float) -> int:
        return sum(self.random.random() < rate for _ in range(count))

    def _poisson(self, mean: float) -> int:
        """Arrivals of a Poisson process within a time that brings `mean`."""
        count, left = -1, mean
        while left >= 0:
            count, left = count + 1, left - self.random.expovariate(1.0)
        return count


def _steps(hours: float) -> list[float]:
    """Hours back, one by one, through a span."""
    whole = int(hours)
    return [float(hour) for hour in range(whole)] or [0.0]
