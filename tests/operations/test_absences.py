"""Runs that left no report: they died, or did not begin."""

from __future__ import annotations

from datetime import datetime, timedelta

from made_reports import GOOD, MONDAY, PLAIN, TIMES, after_good, dead, kinds, only

from newsarchive.dates import VIETNAM
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.due import Verdict
from newsarchive.operations.health import Late
from newsarchive.operations.lateness import late
from newsarchive.operations.timing import Every, Hours


def test_a_run_that_died() -> None:
    reports, at = after_good(), TIMES[GOOD]
    finding = only(reports, deaths=[dead(at, runs=2)])
    assert (finding.kind, finding.since, finding.runs) == ("died", at, 2)
    assert "the last sign of life was 2026-11-05 20:05" in finding.what
    assert kinds(reports, deaths=[dead(at)], held=True) == []
    assert kinds(reports, deaths=[dead(at, newest=False)], held=True) == ["died"]
    assert kinds(reports, deaths=[dead(at, newest=False)], now=at + timedelta(days=44)) == ["died"]
    assert kinds(reports, deaths=[dead(at, newest=False)], now=at + timedelta(days=46)) == []
    backfill = only(reports, deaths=[dead(at, arguments='{"mode": "backfill"}')])
    assert backfill.arguments == '{"mode": "backfill"}'


def test_a_run_that_did_not_begin() -> None:
    waits = [Late("newest", TIMES[GOOD])]
    finding = only(after_good(), late=waits)
    assert (finding.kind, finding.since) == ("missed", TIMES[GOOD])
    assert finding.what == "newest of crawls.toml has been due since 2026-11-05 20:00"
    assert kinds(after_good(), late=waits, held=True) == []
    assert only([], late=[Late("newest", MONDAY, first=True)]).what.endswith(", and never ran")
    assert only([], late=[Late("past", MONDAY, wrong="until is before since")]).what.endswith("until is before since")


def test_a_death_after_which_nothing_ran_is_one_finding() -> None:
    finding = only(after_good(), deaths=[dead(TIMES[GOOD])], late=[Late("newest", TIMES[GOOD + 1])])
    assert finding.signs == ("died", "missed")
    apart = kinds(after_good(), deaths=[dead(TIMES[3], newest=False)], late=[Late("newest", TIMES[GOOD + 1])])
    assert apart == ["died", "missed"]


def test_what_is_late_counts_no_quiet_hours() -> None:
    quiet = Crawl("newest", ("bao",), Every(timedelta(hours=6)), quiet=(Hours(23 * 60, 5 * 60),))
    evening, morning = datetime(2026, 11, 2, 22, tzinfo=VIETNAM), datetime(2026, 11, 3, 5, tzinfo=VIETNAM)

    def told(since: datetime, now: datetime, planned: datetime = MONDAY) -> list[Late]:
        verdict = Verdict("newest", "bao", (Task("newest", "bao", PLAIN),), since, MONDAY, now, "due")
        return late([quiet], [verdict], now, planned).get("bao", [])

    assert told(evening, morning + timedelta(minutes=119)) == []
    assert told(evening, morning + timedelta(minutes=125)) == [Late("newest", evening)]
    assert told(evening, evening + timedelta(days=9)) == [Late("newest", evening)]
    assert told(evening, morning + timedelta(hours=4), planned=morning + timedelta(hours=2)) == []
