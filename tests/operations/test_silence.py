"""Nothing new for longer than ever; weekends, nights, holidays and pauses are none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from made_reports import MONDAY, daily, every, kinds, made, only

from newsarchive.dates import VIETNAM
from newsarchive.operations.workdays import is_workday, workdays


def test_nothing_new_for_longer_than_ever() -> None:
    finding = only(daily([40] * 15 + [0, 0]))  # Tuesday, Wednesday
    assert finding.kind == "silent"
    assert (finding.since, finding.runs) == (MONDAY + timedelta(days=15), 2)
    assert "goes on serving an old feed" in finding.cause


def test_how_long_depends_on_what_the_source_brings() -> None:
    assert kinds(daily([40] * 15 + [0])) == []  # one run
    assert kinds(daily([8] * 15 + [0] * 2)) == []
    assert kinds(daily([8] * 15 + [0] * 3)) == ["silent"]
    assert kinds(daily([1] * 15 + [0] * 14)) == []
    assert kinds(daily([1] * 15 + [0] * 30)) == ["silent"]


def test_an_hour_without_news_is_no_silence() -> None:
    morning = MONDAY + timedelta(days=3, hours=-2)
    busy = [made(at, 50) for day in range(3) for at in every(1, 14, MONDAY + timedelta(days=day, hours=-2))]
    quiet = [made(at, 50) for at in every(1, 4, morning)]
    assert kinds([*busy, *quiet, *(made(at, 0) for at in every(1, 7, morning + timedelta(hours=4)))]) == []
    assert kinds([*busy, *quiet, *(made(at, 0) for at in every(1, 10, morning + timedelta(hours=4)))]) == ["silent"]


def test_a_crawl_once_a_week_has_the_news_of_a_week() -> None:
    assert kinds(daily([5] * 8 + [0] * 3, hours=168)) == []
    assert kinds(daily([5] * 8 + [0] * 5, hours=168)) == ["silent"]


def test_a_crawl_that_was_stopped_says_nothing_of_silence() -> None:
    reports = daily([40] * 15 + [0] * 4)
    stopped = [{**report, "finish_reason": "shutdown"} for report in reports[-4:]]
    assert kinds(reports) == ["silent"]
    assert kinds(reports[:-4] + stopped) == []


def test_listings_that_name_nothing_any_more_are_another_cause() -> None:
    reports = [*daily([40] * 15), *daily([0, 0], begin=MONDAY + timedelta(days=15), known=0)]
    finding = only(reports)
    assert finding.kind == "silent"
    assert "no longer name articles" in finding.cause


def test_weekends_holidays_and_nights_are_no_silence() -> None:
    week = [30, 30, 30, 30, 30, 0, 0]
    assert kinds(daily(week * 3)) == []  # Sunday evening
    assert kinds(daily([*week * 3, 0, 0])) == ["silent"]  # Tuesday
    tet = datetime(2026, 1, 19, 8, tzinfo=VIETNAM)
    before = [*week * 3, 30, 30, 30, 30, 30]
    assert kinds(daily([*before, *[0] * 12], begin=tet)) == []  # Wednesday, 2026-02-25
    assert kinds(daily([*before, *[0] * 14], begin=tet)) == ["silent"]
    hourly = [2 if 7 <= number % 24 < 20 else 0 for number in range(24 * 5)]
    morning = datetime(2026, 11, 2, tzinfo=VIETNAM)
    assert kinds(daily(hourly[:-18], hours=1, begin=morning)) == []


def test_a_pause_like_those_before_is_none() -> None:
    weekly = [120, 0, 0, 0, 0, 0, 0]  # a weekly, all at once
    assert kinds(daily([*weekly * 4, 120, 0, 0, 0, 0, 0, 0])) == []
    assert kinds(daily([*weekly * 4, 120, *[0] * 12])) == ["silent"]


def test_a_machine_that_was_off_is_no_silence() -> None:
    reports = daily([40] * 15)
    later = MONDAY + timedelta(days=29)
    assert kinds([*reports, made(later, 300), made(later + timedelta(hours=6), 0)]) == []


def test_a_first_crawl_says_nothing_of_what_is_usual() -> None:
    assert kinds(daily([2000, 2, 2, 1, 2, 0, 0, 0, 0, 0])) == []


def test_working_days_leave_out_nights_weekends_and_holidays() -> None:
    at = datetime(2026, 11, 6, 20, tzinfo=VIETNAM)  # Friday
    assert workdays(at, at + timedelta(hours=60)) == pytest.approx((2 + 2) / 16)  # Monday, 8 o'clock
    assert workdays(at, at + timedelta(days=7)) == pytest.approx(5)
    assert workdays(at, at) == 0
    assert not is_workday(datetime(2026, 9, 2).date())
    closed = [day for day in range(1, 29) if not is_workday(datetime(2026, 2, day).date())]
    assert closed == [1, 7, 8, *range(14, 26), 28]
    assert workdays(MONDAY, MONDAY + timedelta(days=7000)) == pytest.approx(5000)
