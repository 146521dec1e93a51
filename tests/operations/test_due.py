"""What is due: a function of the plan, earlier runs and the clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dates import VIETNAM
from newsarchive.frontier.history import Job
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.due import DEATHS, decide, judge
from newsarchive.operations.timing import cron, every, hours

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)  # a Monday
SOURCE = "baoquangtri"
NEWEST = Crawl("newest", (SOURCE,), every("30m"))
NIGHTLY = Crawl("nightly", (SOURCE,), cron("15 3 * * *"))
WEEK = Crawl("week", (SOURCE,), every("1d"), (("mode", "backfill"), ("since", "-7d")))


def job(crawl: Crawl, minutes_ago: float, reason: str = "finished", *, at: datetime = NOW, deaths: int = 0) -> Job:
    """A job of one run that began so long ago, and lasted a minute."""
    begun = at - timedelta(minutes=minutes_ago)
    stamp = begun.timestamp()
    return Job(crawl.arguments(SOURCE, begun), stamp, stamp, stamp + 60, reason, reason == "finished", deaths)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{clock}").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("crawl", "jobs", "why", "next_at"),
    [
        (NEWEST, [], "never ran", NOW),
        (NEWEST, [job(NEWEST, 29)], "waits", at("23T10:01")),
        (NEWEST, [job(NEWEST, 30)], "due", NOW),
        (NEWEST, [job(NEWEST, 60 * 24 * 9)], "due", NOW),  # the machine was off: caught up once
        (NEWEST, [job(WEEK, 60)], "never ran", NOW),  # another crawl of the source says nothing of this one
        (NEWEST, [job(NEWEST, 5, "died", deaths=1)], "goes on", NOW),
        (NEWEST, [job(NEWEST, 5, "died", deaths=DEATHS)], "waits", at("23T10:25")),
        (NEWEST, [job(NEWEST, 40, "died", deaths=DEATHS)], "due", NOW),
        (NEWEST, [job(NEWEST, 5, "shutdown")], "goes on", NOW),
        (NEWEST, [job(NEWEST, 5, "retry_later")], "waits", at("23T10:25")),
        (NEWEST, [job(NEWEST, 5, "disk_full")], "waits", at("23T10:25")),
        (NEWEST, [job(NEWEST, -60 * 24 * 365)], "never ran", NOW),  # a clock that went wrong
        (NEWEST, [job(NEWEST, -1)], "waits", at("23T10:31")),
        (NIGHTLY, [job(NIGHTLY, 60)], "waits", at("24T03:15")),
        (NIGHTLY, [job(NIGHTLY, 60 * 8)], "due", NOW),  # began at 02:00, before today's time
        (replace(NEWEST, quiet=(hours("09:30-10:30"),)), [], "quiet", at("23T10:30")),
        (replace(NEWEST, quiet=(hours("09:30-10:30"), hours("10:30-11:00"))), [], "quiet", at("23T11:00")),
        (replace(NEWEST, quiet=(hours("10:10-05:00"),)), [job(NEWEST, 15)], "waits", at("24T05:00")),
        (replace(NEWEST, quiet=(hours("23:00-05:00"),)), [], "never ran", NOW),
    ],
)  # fmt: skip
def test_when_a_crawl_is_due(crawl: Crawl, jobs: list[Job], why: str, next_at: datetime) -> None:
    verdict = decide(crawl, SOURCE, jobs, NOW, held=False)
    assert (verdict.why, verdict.next) == (why, next_at)
    assert len(verdict.tasks) == (why in ("never ran", "due", "goes on"))


def test_the_zone_of_the_clock_does_not_matter() -> None:
    verdicts = [
        decide(NIGHTLY, SOURCE, [job(NIGHTLY, 60 * 8)], NOW.astimezone(zone), held=False) for zone in (UTC, VIETNAM)
    ]
    assert verdicts[0] == verdicts[1]


def test_a_source_that_is_crawled_waits_its_turn() -> None:
    verdict = decide(NEWEST, SOURCE, [job(NEWEST, 300, "died", deaths=1)], NOW, held=True)
    assert (verdict.tasks, verdict.why) == ((), "running")


def test_relative_days_are_those_of_the_start() -> None:
    """Yesterday's crawl of the week before had other arguments, and was this crawl all the same."""
    verdict = decide(WEEK, SOURCE, [job(WEEK, 60 * 23)], NOW, held=False)
    assert (verdict.why, verdict.tasks) == ("waits", ())
    verdict = decide(WEEK, SOURCE, [job(WEEK, 60 * 24)], NOW, held=False)
    assert [task.arguments for task in verdict.tasks] == ['{"mode": "backfill", "since": "2026-11-16"}']


def test_a_crawl_that_began_right_after_midnight_with_the_day_before_is_still_itself() -> None:
    before, after = at("22T23:59"), at("23T00:01")
    late = Job(
        WEEK.arguments(SOURCE, before), after.timestamp(), after.timestamp(), after.timestamp(), "finished", True, 0
    )
    assert decide(WEEK, SOURCE, [late], NOW, held=False).last == after


def test_what_died_goes_on_with_its_own_days_and_the_new_ones_follow() -> None:
    died = job(WEEK, 60 * 48, "died", deaths=1)
    verdict = decide(WEEK, SOURCE, [died], NOW, held=False)
    assert [task.arguments for task in verdict.tasks] == [died.arguments, WEEK.arguments(SOURCE, NOW)]
    goes_on = replace_job(died, started=NOW.timestamp(), reason="died", deaths=2)
    assert decide(WEEK, SOURCE, [goes_on], NOW, held=False).tasks[0].arguments == died.arguments


def test_arguments_that_are_wrong_today_start_nothing() -> None:
    crawl = replace(WEEK, given=(("since", "2026-11-20"), ("until", "-7d")))
    verdict = decide(crawl, SOURCE, [], NOW, held=False)
    assert verdict.wrong
    assert not verdict.tasks
    assert "since=2026-11-20 is later than until=2026-11-16" in verdict.why


def test_the_longest_due_comes_first() -> None:
    crawls = [replace(NEWEST, sources=("baoquangtri", "vietnamvn", "tuoitre"))]
    runs = {"baoquangtri": [job(NEWEST, 40)], "vietnamvn": [job(NEWEST, 400)], "tuoitre": []}
    order = [verdict.source for verdict in judge(crawls, lambda source: (runs[source], False), NOW)]
    assert order == ["tuoitre", "vietnamvn", "baoquangtri"]


def replace_job(old: Job, **changes: object) -> Job:
    return old._replace(**changes)  # type: ignore[arg-type]


TIMINGS = st.one_of(
    st.sampled_from(["1m", "30m", "6h", "1d", "2w"]).map(every),
    st.sampled_from(["15 */2 * * *", "* * * * *", "0 3 * * mon", "0 0 1 * *", "59 23 31 12 *"]).map(cron),
)
GIVEN = st.sampled_from([(), (("since", "-7d"),), (("mode", "backfill"), ("since", "-2w"), ("until", "-1d"))])
QUIET = st.sampled_from([(), (hours("23:00-05:00"),), (hours("00:00-12:00"), hours("12:30-24:00"))])
CRAWLS = st.builds(Crawl, st.just("c"), st.just((SOURCE,)), TIMINGS, GIVEN, st.just(()), QUIET)
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
PASTS = st.lists(
    st.tuples(st.integers(0, 60 * 24 * 40), st.sampled_from(["finished", "died", "shutdown", "disk_full"])), max_size=5
)


@given(crawls=st.lists(CRAWLS, min_size=1, max_size=3), now=INSTANTS, past=PASTS, where=st.integers(0, 2))
def test_once_all_that_is_due_has_run_nothing_is_due(
    crawls: list[Crawl], now: datetime, past: list[tuple[int, str]], where: int
) -> None:
    """Idempotence: at the same instant, whatever lies behind."""
    crawls = [replace(crawl, name=f"c{number}") for number, crawl in enumerate(crawls)]
    runs: dict[str, Job] = {}
    for minutes, reason in sorted(past, reverse=True):
        old = job(crawls[where % len(crawls)], minutes, reason, at=now, deaths=1)
        runs[old.arguments] = old
    stamp = now.timestamp()
    for verdict in judge(crawls, lambda _: (list(runs.values()), False), now):
        for task in verdict.tasks:
            begun = runs[task.arguments].first if task.arguments in runs else stamp
            runs[task.arguments] = Job(task.arguments, begun, stamp, stamp, "finished", True, 0)
    again = judge(crawls, lambda _: (list(runs.values()), False), now)
    assert [verdict.tasks for verdict in again] == [()] * len(crawls)
    assert all(verdict.next > now for verdict in again)


@given(crawl=CRAWLS, now=INSTANTS, past=PASTS)
def test_the_next_time_is_when_it_is_due(crawl: Crawl, now: datetime, past: list[tuple[int, str]]) -> None:
    """At the instant that a verdict names it is due, and not a minute before."""
    runs = {old.arguments: old for old in (job(crawl, minutes, reason, at=now, deaths=1) for minutes, reason in past)}
    verdict = decide(crawl, SOURCE, list(runs.values()), now, held=False)
    assert decide(crawl, SOURCE, list(runs.values()), verdict.next, held=False).tasks
    if verdict.next - timedelta(minutes=1) >= now:
        assert not decide(crawl, SOURCE, list(runs.values()), verdict.next - timedelta(minutes=1), held=False).tasks
