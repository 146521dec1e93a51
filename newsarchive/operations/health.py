"""The health of a source: its newest reports held against those before them. Pure: the clock and all facts are given.

Each crawl (the same arguments) is compared with itself alone, and only one that asks for the newest there is: runs of
`-a urls=`, back-fills, windows of days and replays bring what they were told to bring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from newsarchive.dates import VIETNAM
from newsarchive.frontier.deaths import Death
from newsarchive.operations.advice import ADVICE
from newsarchive.operations.causes import together
from newsarchive.operations.reports import Report, Reports
from newsarchive.operations.rows import FEWEST, TRAILING
from newsarchive.operations.signs import Sign, compared, facts

_PLAIN = '{"mode": "latest"}'
_FORGOTTEN = timedelta(days=45)  # a crawl that ran last so long ago is not judged by its reports
_ONCE = timedelta(days=7)  # and one that is not compared


@dataclass(frozen=True)
class Finding:
    """What is wrong with a source. `since`: when the first of the unbroken row of bad runs began, `runs` how many.

    `arguments`: canonical JSON of the crawl, None of the plain one; `signs`: the kinds that were told as one.
    """

    kind: str
    since: datetime | None
    runs: int
    what: str
    cause: str
    remedy: str
    arguments: str | None = None
    signs: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `since` in ISO 8601."""
        return {**asdict(self), "since": self.since and self.since.isoformat(timespec="seconds")}


class Health(NamedTuple):
    """The findings of a source, and notes on what could not be judged."""

    source: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


class Late(NamedTuple):
    """A crawl of crawls.toml that has been due `since` then; `first`: it never ran; `wrong`: why it cannot begin."""

    crawl: str
    since: datetime
    first: bool = False
    wrong: str | None = None


def health(
    source: str,
    reports: Reports,
    now: datetime,
    *,
    deaths: Sequence[Death] = (),
    held: bool = False,
    late: Sequence[Late] = (),
) -> Health:
    """Judge a source at the aware instant `now`.

    `deaths`: its jobs that have a start and no end, the newest of which is alive where `held`; `late`: its crawls that
    should have begun, as crawls.toml plans them, and have not.
    """
    findings = [*_damage(source, reports)]
    whole = [report for report in reports.found if report is not None]
    for arguments, group in _crawls(whole).items():
        findings += _of_crawl(source, arguments, group, now)
    dead = [death for death in deaths if not (held and death.newest)]
    findings += _absences(source, dead, () if held else late, now)
    findings.sort(key=lambda finding: finding.since.timestamp() if finding.since else 0.0)
    return Health(source, tuple(findings), tuple(_notes(reports, whole)))


def _crawls(reports: Sequence[Report]) -> dict[str | None, list[Report]]:
    crawls: dict[str | None, list[Report]] = {}
    for report in reports:
        crawls.setdefault(report.arguments, []).append(report)
    return crawls


def _of_crawl(source: str, arguments: str | None, reports: list[Report], now: datetime) -> list[Finding]:
    age = now - reports[-1].finished
    if age > (_FORGOTTEN if reports[-1].comparable else _ONCE):
        return []
    signs = facts(reports) + (compared(reports) if reports[-1].comparable else [])
    return [_finding(source, arguments, reports, told) for told in together(signs)]


def _finding(source: str, arguments: str | None, reports: Sequence[Report], told: Sequence[Sign]) -> Finding:
    """One finding of signs that have one cause, the first of which names it."""
    main, first = told[0], min(sign.first for sign in told)
    advice = ADVICE["unlisted" if main.kind == "silent" and not main.frozen else main.kind]
    return Finding(
        kind=main.kind,
        since=reports[first].started,
        runs=max(sign.runs for sign in told),
        what="; ".join(sign.what for sign in told),
        cause=advice.cause,
        remedy=advice.remedy.format(source=source),
        arguments=None if arguments == _PLAIN else arguments,
        signs=tuple(dict.fromkeys(sign.kind for sign in told)),
    )


def _absences(source: str, deaths: Sequence[Death], late: Sequence[Late], now: datetime) -> list[Finding]:
    """Runs that died, and runs that did not begin; told as one where nothing ran after a death."""
    found = []
    for death in deaths:
        if not death.newest and now - _instant(death.beat) > _FORGOTTEN:
            continue
        what = f"{death.runs} runs in a row have" if death.runs > 1 else "a run has"
        what += f" a start and no end; the last sign of life was {_when(_instant(death.beat))}"
        signs: tuple[str, ...] = ("died",)
        if death.newest and late:
            what, signs, late = "; ".join([what, *map(_waited, late)]), ("died", "missed"), ()
        arguments = None if death.arguments == _PLAIN else death.arguments
        found.append(_fact(source, "died", _instant(death.since), what, death.runs, arguments, signs))
    return found + [_fact(source, "missed", one.since, _waited(one)) for one in late]


def _waited(late: Late) -> str:
    if late.wrong is not None:
        return f"{late.crawl} of crawls.toml cannot begin: {late.wrong}"
    return f"{late.crawl} of crawls.toml has been due since {_when(late.since)}" + (
        ", and never ran" if late.first else ""
    )


def _damage(source: str, reports: Reports) -> list[Finding]:
    if reports.problem is not None:
        return [_fact(source, "reports", None, reports.problem)]
    lost = reports.found[-TRAILING:].count(None)
    return [_fact(source, "reports", None, f"{lost} of the last lines of runs.jsonl are no reports")] if lost else []


def _fact(
    source: str,
    kind: str,
    since: datetime | None,
    what: str,
    runs: int = 0,
    arguments: str | None = None,
    signs: tuple[str, ...] = (),
) -> Finding:
    advice = ADVICE[kind]
    remedy = advice.remedy.format(source=source)
    return Finding(kind, since, runs, what, advice.cause, remedy, arguments, signs or (kind,))


def _notes(reports: Reports, whole: Sequence[Report]) -> list[str]:
    notes = []
    old = sum(report.arguments is None for report in whole)
    if old:
        notes.append(f"{old} reports are of an older newsarchive and name no arguments: nothing is compared with them")
    lost = reports.found[:-TRAILING].count(None)
    if lost:
        notes.append(f"{lost} older lines of runs.jsonl are no reports")
    plain = sum(report.arguments == _PLAIN for report in whole)
    if whole and plain < FEWEST:
        notes.append(f"{plain} runs so far: nothing is compared before there are {FEWEST}")
    if not reports.found and reports.problem is None:
        notes.append("no crawl of it has ended yet")
    return notes


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
