"""Some calm days and a week in which all of it happens, on a clock that is given: these runs and findings, no others.

The plan decides over real frontier files what begins, `health` over real runs.jsonl what is told; made reports stand
in for what the crawls bring. The timer looks every ten minutes, health is asked every hour, on the calm days at noon.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_reports import made

from newsarchive.dates import VIETNAM
from newsarchive.frontier.deaths import deaths
from newsarchive.frontier.history import Job, jobs
from newsarchive.frontier.jobs import Jobs, Progress, Round
from newsarchive.frontier.store import NAME, Store
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.due import judge
from newsarchive.operations.health import Finding, health
from newsarchive.operations.lateness import late
from newsarchive.operations.reports import read
from newsarchive.operations.timing import every, hours

pytestmark = pytest.mark.slow
HEALTHY, CRASHES, CHANGES, BLOCKS, SILENT = SOURCES = ("baoquangtri", "nhandan", "tuoitre", "vnexpress", "thanhnien")
PLAN = (Crawl("newest", SOURCES, every("4h"), quiet=(hours("23:00-05:00"),)),)
TICK, LASTS = timedelta(minutes=10), timedelta(minutes=8)
BEGIN = datetime(2026, 11, 4, 5, tzinfo=VIETNAM)  # Wednesday


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026; the week in which it happens is that of the 9th, a Monday."""
    return datetime.fromisoformat(f"2026-11-{day:02}T{clock}").replace(tzinfo=VIETNAM)


OFF = [(at(14, "02:00"), at(14, "18:30")), (at(15, "08:00"), at(15, "14:20"))]  # the machine; the timer alone
KILLED = {at(13, "13:00"), at(13, "13:10"), at(13, "13:20")}


def report(source: str, start: datetime) -> dict[str, Any]:
    """What a crawl brings: twenty articles, eight at weekends; and what goes wrong."""
    new = 20 if start.weekday() < 5 else 8
    if source == CHANGES and start >= at(11, "00:00"):
        return made(start, new, generic=new, fill={"lead": 0.0, "authors": 0.0}, dates={"none": new}, median=900)
    if source == BLOCKS and start >= at(12, "12:00"):
        return made(start, 0, known=0, statuses={"403": new}, failed={"article/http_403": new})
    if source == SILENT and start >= at(10, "10:00"):
        return made(start, 0)
    return made(start, new)


@dataclass
class World:
    """The sources' folders, what is under way, and what was seen."""

    root: Path
    running: dict[str, tuple[datetime, Round]] = field(default_factory=dict)
    runs: dict[str, list[datetime]] = field(default_factory=dict)
    told: dict[str, dict[tuple[str, datetime | None], list[datetime]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    stores: dict[str, Store] = field(default_factory=dict)
    known: dict[str, list[Job]] = field(default_factory=dict)  # what the frontiers say, read after each change

    def __post_init__(self) -> None:
        for source in SOURCES:
            (self.root / source).mkdir()
            self.stores[source] = Store(self.root / source / NAME, durable=False)
            self.known[source] = jobs(self.root / source)

    def change(self, source: str, step: Callable[[Jobs], Any]) -> Any:
        done = step(Jobs(self.stores[source]))
        self.stores[source].commit()
        self.known[source] = jobs(self.root / source)
        return done

    def begin(self, task: Task, now: datetime) -> None:
        def step(table: Jobs) -> Round:
            crawl = table.begin(task.arguments, restarts=True, pid=1, now=now.timestamp())
            table.beat(crawl, Progress(0, 1, 9), articles=0, now=now.timestamp() + 60)
            return crawl

        crawl = self.change(task.source, step)
        self.runs.setdefault(task.source, []).append(now)
        if not (task.source == CRASHES and now in KILLED):
            self.running[task.source] = now, crawl

    def end(self, now: datetime) -> None:
        for source, (start, crawl) in list(self.running.items()):
            if now - start >= LASTS:
                self.change(
                    source,
                    lambda table, crawl=crawl: table.end(crawl, "finished", complete=True, now=now.timestamp()),
                )
                with (self.root / source / "runs.jsonl").open("a") as stream:
                    stream.write(json.dumps(report(source, start)) + "\n")
                del self.running[source]

    def tick(self, now: datetime) -> None:
        """What the timer's `run --due` does."""
        for verdict in self.verdicts(now):
            for task in verdict.tasks:
                self.begin(task, now)

    def verdicts(self, now: datetime) -> list[Any]:
        return judge(PLAN, lambda source: (self.known[source], source in self.running), now)

    def look(self, now: datetime) -> None:
        """What `health` tells."""
        waiting = late(PLAN, self.verdicts(now), now, BEGIN)
        for source in SOURCES:
            folder = self.root / source
            held = source in self.running
            found = health(source, read(folder), now, deaths=deaths(folder), held=held, late=waiting.get(source, []))
            for finding in found.findings:
                self.told.setdefault(source, {}).setdefault((finding.kind, finding.since), []).append(now)
            self.findings += found.findings


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world, now = World(tmp_path_factory.mktemp("week")), BEGIN
    while now < at(16, "00:00"):
        machine, timer = [not begin <= now < end for begin, end in OFF]
        if machine:
            world.end(now)
            if timer:
                world.tick(now)
            if now.minute == 30 and (now >= at(9, "00:00") or now.hour == 12):
                world.end(now + LASTS)
                world.look(now + LASTS)
        now += TICK
    for store in world.stores.values():
        store.close()
    return world


def regular(first: int, last: int) -> list[datetime]:
    """Every four hours outside the quiet ones: five runs a day."""
    return [at(day, f"{hour:02}:00") for day in range(first, last + 1) for hour in (5, 9, 13, 17, 21)]


def test_the_runs_are_those_of_the_plan(world: World) -> None:
    caught_up = [at(14, "18:30"), at(14, "22:30")]  # four runs were missed, one makes up for them
    sunday = [at(15, "05:00"), at(15, "14:20"), at(15, "18:20"), at(15, "22:20")]
    usual = regular(4, 13) + caught_up + sunday
    for source in SOURCES:
        if source != CRASHES:
            assert world.runs[source] == usual, source
    crashed = regular(4, 12) + [at(13, f"{clock}") for clock in ("05:00", "09:00")]
    crashed += [*sorted(KILLED), at(13, "17:20"), at(13, "21:20")]  # gone on with twice, then it waits for its time
    assert world.runs[CRASHES] == crashed + caught_up + sunday


def test_the_findings_are_these_and_no_others(world: World) -> None:
    """Of each finding, since when it says that something is wrong, when it was told first, and when last."""
    told = {
        source: {key: (moments[0], moments[-1]) for key, moments in found.items()}
        for source, found in world.told.items()
    }
    end = at(15, "23:38")
    missed = {("missed", at(15, "09:00")): (at(15, "12:38"), at(15, "13:38"))}
    assert told == {
        HEALTHY: missed,
        CRASHES: {("died", at(13, "13:00")): (at(13, "13:38"), at(13, "16:38")), **missed},
        CHANGES: {("layout", at(11, "05:00")): (at(11, "05:38"), end), **missed},
        BLOCKS: {("refused", at(12, "13:00")): (at(12, "13:38"), end), **missed},
        SILENT: {("silent", at(10, "13:00")): (at(10, "21:38"), end), **missed},
    }


def test_a_finding_stays_until_it_is_over(world: World) -> None:
    begin, end = at(11, "05:38"), at(15, "23:38")
    asked = [begin + timedelta(hours=hour) for hour in range(int((end - begin) / timedelta(hours=1)) + 1)]
    machine = [moment for moment in asked if not OFF[0][0] <= moment < OFF[0][1]]
    assert world.told[CHANGES]["layout", at(11, "05:00")] == machine


def test_each_says_what_came_together(world: World) -> None:
    last = {finding.kind: finding for finding in world.findings}
    assert last["layout"].signs == ("layout", "fields", "body", "dates")
    assert last["refused"].signs == ("refused", "silent")
    assert last["silent"].signs == ("silent",)
    assert last["died"].runs == 3
