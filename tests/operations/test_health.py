"""Each finding alone, and its near miss that is none; crawls of other kinds; healthy papers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_reports import (
    AHEAD,
    BLOCKED,
    BROKEN,
    CHALLENGED,
    DOWN,
    EMPTY,
    FEW_BLOCKED,
    FORBIDDEN,
    FULL,
    GENERIC,
    GOOD,
    HOME,
    INVALID,
    LATER,
    MONDAY,
    NO_LEAD,
    NO_NAME,
    NO_TIME,
    REFUSED_WRITE,
    SHORT,
    TIMES,
    UNDATED,
    Paper,
    Report,
    after_good,
    every,
    judged,
    kinds,
    like,
    made,
    only,
)

from newsarchive.dates import VIETNAM
from newsarchive.operations.advice import ADVICE

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
    assert finding.signs == (finding.kind,)
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


def test_bad_runs_that_are_over_were_not_usual() -> None:
    finding = only(after_good(*[GENERIC] * 10, made, GENERIC))
    assert (finding.since, finding.runs) == (TIMES[GOOD + 11], 1)


def test_few_articles_leave_much_possible() -> None:
    few = [made(at, 5, fill={"lead": 0.8 if number == 3 else 1.0}) for number, at in enumerate(TIMES[:6])]
    bad = [made(at, 10, fill={"lead": 0.3}) for at in TIMES[6:8]]
    assert kinds(few + bad) == []  # 14 of 20 are missing, where 1 of 30 was
    many = [made(at, 20, fill={"lead": 0.95}) for at in TIMES[:6]]
    assert kinds(many + bad) == ["fields"]


def test_several_fields_are_one_finding() -> None:
    finding = only(after_good(like(fill={"lead": 0.0, "authors": 0.0, "tags": 0.0})))
    assert finding.kind == "fields"
    assert finding.signs == ("fields",)
    assert [part.split()[0] for part in finding.what.split("; ")] == ["lead", "authors", "tags"]


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
    assert kinds([*(made(at, arguments=arguments) for at in TIMES[:GOOD]), *map(other, TIMES[GOOD : GOOD + 3])]) == []
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


def test_the_documentation_has_every_finding() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    text = "\n".join(file.read_text(encoding="utf-8") for file in docs.glob("operate*.md"))
    rows = re.findall(r"^\| `(\w+)` \| ", text, re.MULTILINE)
    assert set(rows) >= set(ADVICE) - {"unlisted"}
