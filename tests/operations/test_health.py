"""Each finding alone, and its near miss that is none; healthy papers; whatever may stand in runs.jsonl."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import LATEST, MONDAY, Paper, every, judged, made

from newsarchive.dates import VIETNAM
from newsarchive.frontier.deaths import Death
from newsarchive.operations.advice import ADVICE
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.due import Verdict
from newsarchive.operations.health import Finding, Late
from newsarchive.operations.lateness import late
from newsarchive.operations.reports import read
from newsarchive.operations.rows import CHANCE, at_most, beyond_chance
from newsarchive.operations.timing import Every, Hours
from newsarchive.operations.workdays import is_workday, workdays

GOOD = 14
TIMES = every(6, 40)
Report = dict[str, Any]
PLAIN = '{"mode": "latest"}'


def after_good(*bad: Callable[[datetime], Report] | Report, **usual: Any) -> list[Report]:
    """Fourteen good reports and then these, each a report or what makes one of its start."""
    reports = [made(at, **usual) for at in TIMES[:GOOD]]
    for number, one in enumerate(bad, start=GOOD):
        reports.append(one(TIMES[number]) if callable(one) else one)
    return reports


def like(**figures: Any) -> Callable[[datetime], Report]:
    return lambda at: made(at, **figures)


def only(reports: list[Any], **facts: Any) -> Finding:
    (finding,) = judged(reports, **facts).findings
    return finding


def kinds(reports: list[Any], **facts: Any) -> list[str]:
    return [finding.kind for finding in judged(reports, **facts).findings]


# each finding, and its near miss ----------------------------------------------------------------------------------

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

FOUND = {
    "refused": (BLOCKED, "20 of 23 requests were refused, usually 0% (article/http_403 20)"),
    "refused by a challenge": (CHALLENGED, "20 of 23 requests were refused, usually 0% (article/challenge 20)"),
    "refused for now": (LATER, "4 of 4 requests were refused, usually 0%"),
    "unreachable": (DOWN, "20 of 23 requests failed, usually 0% (article/http_502 20)"),
    "unreachable by name": (NO_NAME, "5 of 5 requests failed, usually 0%"),
    "redirected": (HOME, "20 of 20 articles led to a page that is none, usually 0%"),
    "unread": (EMPTY, "no article was found in 20 of 20 pages, usually 0% (article/empty_shell 20)"),
    "robots": (FORBIDDEN, "robots.txt forbids 20 of 23 requests, usually 0%"),
    "layout": (GENERIC, "no layout knows the pages of 20 of 20 articles, usually 0%"),
    "fields": (NO_LEAD, "lead is missing in 18 of 20 articles, usually 5%"),
    "body": (SHORT, "the bodies of 40 articles have a median of about 300 characters, usually 2400"),
    "dates": (UNDATED, "20 of 20 articles have no date, or one in the future, usually 0%"),
    "dates ahead": (AHEAD, "18 of 20 articles have no date, or one in the future, usually 0%"),
    "dates without time": (NO_TIME, "20 of 20 articles have no time of day, usually 0%"),
    "errors": (BROKEN, "spider/KeyError 1"),
    "errors of records": (INVALID, "dropped/invalid 2"),
    "disk": (FULL, "ended with disk_full 1"),
    "disk write": (REFUSED_WRITE, "dropped/not_written 1, ended with archive_write_failed 1"),
}


@pytest.mark.parametrize("name", FOUND)
def test_one_bad_run_is_told_alone_and_is_over_after_a_good_one(name: str) -> None:
    bad, what = FOUND[name]
    finding = only(after_good(bad))
    assert finding.kind == name.partition(" ")[0]
    assert what in finding.what
    assert (finding.since, finding.runs) == (TIMES[GOOD], 1)
    assert finding.cause
    assert "{" not in finding.remedy
    assert kinds(after_good(bad, made)) == []


@pytest.mark.parametrize("name", [name for name in FOUND if name not in ("refused for now",)])
def test_since_is_the_first_run_of_the_unbroken_row(name: str) -> None:
    bad, _ = FOUND[name]
    findings = judged(after_good(bad, made, bad, bad, bad)).findings
    (finding,) = [one for one in findings if one.kind == name.partition(" ")[0]]
    assert (finding.since, finding.runs) == (TIMES[GOOD + 2], 3)


NEAR_MISSES = {
    "one refused": FEW_BLOCKED,
    "one challenge": like(new=19, statuses={"200": 20}, skipped={"article/challenge": 1}),
    "two errors of the server": like(new=18, statuses={"200": 18, "500": 2}, failed={"article/http_500": 2}),
    "two redirected": like(new=18, statuses={"200": 20}, skipped={"article/redirected": 2}),
    "three pages without article": like(new=17, statuses={"200": 20}, skipped={"article/listing": 3}),
    "pictures refused": like(failed={"requisite/http_403": 60}),
    "a generic page or two": like(generic=2),
    "most pages generic in a tiny run": like(new=2, generic=2),
    "a field a little lower": like(fill={"lead": 0.85}),
    "a field gone in a tiny run": like(new=2, fill={"lead": 0.0}),
    "shorter bodies": like(new=40, median=1500),
    "far shorter in a tiny run": like(new=3, median=300),
    "one without a date": like(dates={"none": 1}),
    "stopped by hand": like(new=0, finish_reason="shutdown"),
    "revisions only": like(new=0, revisions=3),
    "nothing at all": like(new=0),
}


@pytest.mark.parametrize("name", NEAR_MISSES)
def test_a_near_miss_is_none(name: str) -> None:
    assert kinds(after_good(NEAR_MISSES[name])) == []


@pytest.mark.parametrize("name", [name for name in FOUND if name.partition(" ")[0] not in ("errors", "disk")])
def test_nothing_is_compared_before_five_runs(name: str) -> None:
    bad, _ = FOUND[name]
    assert kinds([*(made(at) for at in TIMES[:3]), bad(TIMES[3])]) == []


@pytest.mark.parametrize("kind", ["errors", "disk"])
def test_facts_need_no_comparison(kind: str) -> None:
    assert kinds([FOUND[kind][0](MONDAY)]) == [kind]


@pytest.mark.parametrize("bad", [BLOCKED, DOWN, HOME, EMPTY])
def test_a_source_that_was_unwell_from_the_start_is_told(bad: Callable[[datetime], Report]) -> None:
    assert kinds([bad(at) for at in TIMES[:4]]) == []
    finding = only([bad(at) for at in TIMES[:6]])
    assert (finding.since, finding.runs) == (TIMES[0], 6)


def test_a_slow_fall_needs_two_runs_and_few_articles_more() -> None:
    third = like(new=60, generic=22)
    assert kinds(after_good(third)) == []
    assert kinds(after_good(third, third)) == ["layout"]
    assert kinds(after_good(like(new=3, generic=3))) == []
    assert kinds(after_good(like(new=4, generic=4))) == ["layout"]  # all of them, where none of 280 was
    assert kinds(after_good(like(new=2, generic=2), like(new=2, generic=2))) == ["layout"]


def test_what_always_was_is_no_finding() -> None:
    always = {"generic": 20, "fill": {"lead": 0.0, "tags": 0.0}, "dates": {"day": 20}}
    assert kinds(after_good(like(**always), **always)) == []
    worse = like(generic=20, fill={"lead": 0.0, "tags": 0.0}, dates={"none": 20})
    assert kinds(after_good(worse, **always)) == ["dates"]


def test_what_lasts_a_month_is_how_the_source_is() -> None:
    def of(days: int) -> list[str]:
        starts = every(24, 14 + days)
        return kinds([made(at, fill={"tags": 0.0} if number >= 14 else None) for number, at in enumerate(starts)])

    assert of(1) == of(30) == ["fields"]
    assert of(31) == of(60) == []
    blocked = [made(at) for at in every(24, 14)] + [BLOCKED(at) for at in every(24, 60, MONDAY + timedelta(days=14))]
    assert only(blocked).since == MONDAY + timedelta(days=14)  # to be refused is never usual


def test_several_fields_are_one_finding() -> None:
    finding = only(after_good(like(fill={"lead": 0.0, "authors": 0.0, "tags": 0.0})))
    assert finding.kind == "fields"
    assert finding.signs == ("fields",)
    assert [part.split()[0] for part in finding.what.split("; ")] == ["lead", "authors", "tags"]


# what has one cause is told as one --------------------------------------------------------------------------------


def test_a_new_template_is_one_finding() -> None:
    new = like(new=40, generic=40, fill={"lead": 0.0, "authors": 0.0}, median=300, dates={"none": 40})
    finding = only(after_good(new, new))
    assert finding.kind == "layout"
    assert finding.signs == ("layout", "fields", "body", "dates")
    assert (finding.since, finding.runs) == (TIMES[GOOD], 2)


def test_signs_of_a_template_without_generic_pages_are_one_too() -> None:
    finding = only(after_good(like(fill={"lead": 0.0}, dates={"none": 20})))
    assert (finding.kind, finding.signs) == ("layout", ("layout", "dates"))


def test_what_began_long_before_is_another_finding() -> None:
    lead = {"fill": {"lead": 0.0}}
    reports = after_good(*[like(**lead)] * 6, like(**lead, dates={"none": 20}))
    first, second = judged(reports).findings
    assert (first.kind, first.since) == ("fields", TIMES[GOOD])
    assert (second.kind, second.since) == ("dates", TIMES[GOOD + 6])


@pytest.mark.parametrize("bad", [BLOCKED, DOWN, HOME, EMPTY, FORBIDDEN], ids=["403", "502", "home", "empty", "robots"])
def test_silence_that_has_a_cause_is_told_with_it(bad: Callable[[datetime], Report]) -> None:
    finding = only(after_good(*[bad] * 12))
    assert finding.signs[-1] == "silent"
    assert "nothing new in 12 runs" in finding.what
    assert finding.since == TIMES[GOOD]


def test_a_full_disk_explains_what_else_went_wrong() -> None:
    full = like(new=0, finish_reason="disk_full", errors={"spider/OSError": 3})
    finding = only(after_good(full))
    assert finding.signs == ("disk", "errors")


# silence ----------------------------------------------------------------------------------------------------------


def daily(counts: list[int], hours: float = 24, begin: datetime = MONDAY, **keys: Any) -> list[Report]:
    return [made(at, count, **keys) for at, count in zip(every(hours, len(counts), begin), counts, strict=True)]


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


# crawls of other kinds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        {"urls": "/tmp/x"},
        {"mode": "backfill"},
        {"mode": "backfill", "since": "2024-01-01"},
        {"mode": "latest", "since": "2026-11-01"},
        {"mode": "latest", "replay": "old.warc.gz"},
        None,
    ],
    ids=str,
)
def test_other_crawls_are_not_compared(arguments: dict[str, Any] | None) -> None:
    def other(at: datetime) -> Report:
        return made(at, 500, generic=500, median=100, dates={"none": 500}, arguments=arguments)

    assert kinds(after_good(*[other] * 6)) == []
    assert kinds([other(at) for at in TIMES[:20]] + [made(at) for at in TIMES[20:]]) == []
    broken = made(TIMES[GOOD], arguments=arguments, errors={"spider/KeyError": 1})
    finding = only([*after_good(broken), made(TIMES[GOOD + 1])])
    assert finding.kind == "errors"
    assert finding.arguments == (None if arguments is None else json.dumps(arguments, sort_keys=True))
    assert (
        kinds([*after_good(broken), *(made(at) for at in TIMES[GOOD + 1 :]), made(TIMES[-1] + timedelta(days=8))]) == []
    )


def test_each_crawl_is_compared_with_itself() -> None:
    sections = {"mode": "latest", "sections": "kinh-te"}
    reports = []
    for at in TIMES[:GOOD]:
        reports += [made(at), made(at + timedelta(hours=1), 5, generic=5, fill={"lead": 0.0}, arguments=sections)]
    assert kinds(reports) == []
    reports += [made(TIMES[GOOD], 5, dates={"none": 5}, arguments=sections)] * 2
    finding = only(reports)
    assert finding.kind == "dates"
    assert finding.arguments == json.dumps(sections)


def test_a_source_that_is_no_longer_crawled_is_not_judged() -> None:
    reports = after_good(BLOCKED, BLOCKED)
    assert kinds(reports, now=TIMES[GOOD] + timedelta(days=40)) == ["refused"]
    assert kinds(reports, now=TIMES[GOOD] + timedelta(days=50)) == []


# runs that left no report -----------------------------------------------------------------------------------------


def dead(at: datetime, *, runs: int = 1, newest: bool = True, arguments: str = PLAIN) -> Death:
    return Death(arguments, runs, at.timestamp(), at.timestamp() + 300, newest)


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


# healthy sources --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(8))
def test_healthy_papers_give_no_finding(block: int) -> None:
    """Weekends, nights and Tết included: two hundred papers of thirty runs, judged after the fifth and every few."""
    for seed in range(block * 25, block * 25 + 25):
        paper = Paper(seed)
        hours = paper.random.choice([1, 2, 3, 6, 12, 24])
        begin = paper.random.choice([MONDAY, datetime(2026, 2, 5, 7, tzinfo=VIETNAM)])
        reports, at = [], begin + timedelta(hours=paper.random.uniform(0, 400))
        for number in range(30):
            passed = hours * paper.random.uniform(0.9, 1.2)
            at += timedelta(hours=passed)
            reports.append(paper.report(at, passed if number else 72.0))
            if number in (4, 8, 13, 17, 21, 25, 29):
                assert judged(reports).findings == (), (seed, number)


# what may stand in the file ---------------------------------------------------------------------------------------

NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=5))
COUNTS = st.one_of(
    NUMBERS, st.dictionaries(st.sampled_from(["200", "403", "generic", "none", "article/empty"]), NUMBERS)
)
VALUES = st.one_of(COUNTS, st.dictionaries(st.sampled_from(["article", "feed", "mode", "urls", "median"]), COUNTS))
INSTANTS = st.one_of(
    st.datetimes().map(datetime.isoformat), st.sampled_from([at.isoformat() for at in TIMES]), st.text(max_size=9)
)
BASE = made(MONDAY)
LIKE = st.fixed_dictionaries(
    {"started": INSTANTS, "finished": INSTANTS},
    optional={name: VALUES for name in BASE if name not in ("started", "finished", "arguments")}
    | {"arguments": st.one_of(VALUES, st.just(LATEST))},
)


@given(st.lists(st.one_of(LIKE, LIKE.map(lambda said: {**BASE, **said}), VALUES), max_size=30))
def test_no_report_makes_it_fail(values: list[Any]) -> None:
    found = judged(values, deaths=[dead(MONDAY)], late=[Late("newest", MONDAY)])
    assert json.dumps([finding.to_dict() for finding in found.findings], allow_nan=False)
    assert [finding.kind for finding in found.findings].count("died") == 1


def test_old_reports_and_broken_lines_are_told() -> None:
    old = [{key: value for key, value in made(at).items() if key != "arguments"} for at in TIMES[:3]]
    found = judged([*old, *(made(at) for at in TIMES)])
    assert found.findings == ()
    assert found.notes == (
        "3 reports are of an older newsarchive and name no arguments: nothing is compared with them",
    )
    found = judged([made(MONDAY), "half a li", *(made(at) for at in TIMES)])
    assert (found.findings, found.notes) == ((), ("1 older lines of runs.jsonl are no reports",))
    finding = only([*(made(at) for at in TIMES), None])
    assert (finding.kind, finding.what) == ("reports", "1 of the last lines of runs.jsonl are no reports")


def test_the_file_is_read_whatever_it_is(tmp_path: Path) -> None:
    assert read(tmp_path).found == ()
    lines = [json.dumps(made(at)).encode() for at in TIMES[:2]]
    deep = b"[" * 100_000
    (tmp_path / "runs.jsonl").write_bytes(
        b"\n".join([lines[0], b"\xff\xfe{", deep, b"{}", b"", lines[1][:40], lines[1]])
    )
    found = read(tmp_path)
    assert [report is not None for report in found.found] == [True, False, False, False, False, False, True]
    (tmp_path / "runs.jsonl").unlink()
    (tmp_path / "runs.jsonl").mkdir()
    assert "Is a directory" in str(read(tmp_path).problem)
    assert [finding.kind for finding in judged([]).findings] == []
    assert judged([]).notes == ("no crawl of it has ended yet",)


def test_only_the_newest_reports_are_read(tmp_path: Path) -> None:
    line = json.dumps(made(MONDAY, segments=["x" * 40_000])) + "\n"
    (tmp_path / "runs.jsonl").write_text(line * 700)
    found = read(tmp_path).found
    assert 300 < len(found) < 500
    assert None not in found


def test_the_documentation_has_every_finding() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    text = "\n".join(file.read_text(encoding="utf-8") for file in docs.glob("operate*.md"))
    rows = re.findall(r"^\| `(\w+)` \| ", text, re.MULTILINE)
    assert set(rows) >= set(ADVICE) - {"unlisted"}


# the figures ------------------------------------------------------------------------------------------------------


@given(st.integers(1, 60), st.data())
def test_the_bound_is_one(size: int, data: st.DataObject) -> None:
    """Chernoff's bound lies over the exact tail of the binomial distribution."""
    from math import comb

    bad = data.draw(st.integers(0, size))
    limit = data.draw(st.floats(0.01, 0.99))
    tail = sum(comb(size, k) * limit**k * (1 - limit) ** (size - k) for k in range(bad, size + 1))
    if beyond_chance(bad, size, limit):
        assert tail <= CHANCE * (1 + 1e-6)
    assert not beyond_chance(bad, size, at_most(bad, size))


def test_the_bound_in_known_cases() -> None:
    assert beyond_chance(4, 4, 0.1)
    assert not beyond_chance(3, 3, 0.1)
    assert not beyond_chance(10, 100, 0.1)
    assert beyond_chance(10**9, 10**9, 0.5)
    assert not beyond_chance(0, 0, 0.1)
    assert at_most(0, 30) == pytest.approx(1 - CHANCE ** (1 / 30), abs=1e-3)


def test_working_days_leave_out_nights_weekends_and_holidays() -> None:
    at = datetime(2026, 11, 6, 20, tzinfo=VIETNAM)  # Friday
    assert workdays(at, at + timedelta(hours=60)) == pytest.approx((2 + 2) / 16)  # Monday, 8 o'clock
    assert workdays(at, at + timedelta(days=7)) == pytest.approx(5)
    assert workdays(at, at) == 0
    assert not is_workday(datetime(2026, 9, 2).date())
    closed = [day for day in range(1, 29) if not is_workday(datetime(2026, 2, day).date())]
    assert closed == [1, 7, 8, *range(14, 26), 28]
    assert workdays(MONDAY, MONDAY + timedelta(days=7000)) == pytest.approx(5000)
