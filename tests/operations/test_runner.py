"""The runner without processes: how many at once, what it does while they run, what a signal does."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newsarchive.dates import VIETNAM
from newsarchive.errors import UsageError
from newsarchive.frontier.jobs import Jobs
from newsarchive.frontier.store import NAME, Store
from newsarchive.operations.child import Result
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.runner import LOOK, Runner
from newsarchive.operations.supply import ByHand, Due
from newsarchive.operations.timing import every, hours

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)


@dataclass
class World:
    """A clock that only sleeping moves, crawls that take so many seconds, and their frontiers."""

    root: Path
    takes: dict[str, float] = field(default_factory=dict)
    fails: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    seconds: float = 0.0
    at: dict[float, Callable[[], None]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    started: list[tuple[float, str]] = field(default_factory=list)
    most: int = 0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.seconds = round(self.seconds + seconds, 3)
        for moment in [moment for moment in self.at if moment <= self.seconds]:
            self.at.pop(moment)()

    def start(self, task: Task) -> Any:
        if task.source in self.full:
            raise OSError("no room for its log")
        self.started.append((self.seconds, task.source))
        return Fake(self, task)

    def begins(self, child: Any) -> None: ...

    def ends(self, result: Result) -> None:
        self.results.append(result)

    def looks(self, children: Sequence[Any]) -> None:
        self.most = max(self.most, len(children))

    def says(self, text: str) -> None:
        self.said.append(text)

    def run(self, supply: Any, jobs: int = 2) -> None:
        runner = Runner(jobs, self.start, self, clock=lambda: self.seconds, sleep=self.sleep)
        with runner.listening():
            runner.run(supply)


class Fake:
    """A crawl under way, with a run in a real frontier."""

    def __init__(self, world: World, task: Task) -> None:
        self.world, self.task, self.signals = world, task, 0
        self.ends = world.seconds + world.takes.get(task.source, 5)
        folder = world.root / task.source
        folder.mkdir(exist_ok=True)
        self.broken = task.source in world.fails
        if not self.broken:
            self.store = Store(folder / NAME)
            self.crawl = Jobs(self.store).begin(task.arguments, restarts=True, pid=1, now=world.now().timestamp())
            self.store.commit()

    @property
    def stopping(self) -> bool:
        return self.signals > 0

    def stop(self) -> None:
        self.signals += 1
        self.ends = min(self.ends, self.world.seconds + 2)

    def result(self) -> Result | None:
        if self.world.seconds < self.ends:
            return None
        if self.broken:
            return Result(self.task, None, None, failed="it broke")
        reason = "shutdown" if self.stopping else "finished"
        moment = self.world.now().timestamp()
        Jobs(self.store).end(self.crawl, reason, complete=not self.stopping, now=moment)
        self.store.commit()
        self.store.close()
        return Result(self.task, None, None)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def tasks(*sources: str) -> list[Task]:
    return [Task("", source, '{"mode": "latest"}') for source in sources]


def due(world: World, *crawls: Crawl) -> Due:
    return Due(world.root, lambda: crawls, world.now, world.ends, world.says)


NEWEST = Crawl("newest", ("baoquangtri", "vietnamvn", "tuoitre"), every("30m"))


def test_no_more_than_so_many_at_once(world: World) -> None:
    world.run(ByHand(world.root, tasks("baoquangtri", "vietnamvn", "tuoitre", "vnexpress"), world.ends))
    assert (world.most, len(world.results)) == (2, 4)
    assert [source for _, source in world.started] == ["baoquangtri", "vietnamvn", "tuoitre", "vnexpress"]


def test_all_that_is_due_runs_once(world: World) -> None:
    world.run(due(world, NEWEST))
    assert sorted(source for _, source in world.started) == ["baoquangtri", "tuoitre", "vietnamvn"]
    world.run(due(world, NEWEST))
    assert len(world.started) == 3


def test_what_becomes_due_while_a_long_crawl_runs_is_crawled_beside_it(world: World) -> None:
    long = Crawl("long", ("vnexpress",), every("1w"), (("mode", "backfill"),))
    world.takes["vnexpress"] = 3700
    world.run(due(world, long, Crawl("newest", ("tuoitre",), every("30m"))))
    moments = [moment for moment, source in world.started if source == "tuoitre"]
    assert len(moments) == 3
    assert all(1800 <= later - earlier <= 1800 + LOOK + 1 for earlier, later in itertools.pairwise(moments))


def test_two_crawls_of_one_source_run_one_after_the_other(world: World) -> None:
    other = Crawl("other", ("tuoitre",), every("1d"), (("mode", "backfill"),))
    world.run(due(world, Crawl("newest", ("tuoitre",), every("30m")), other))
    assert world.most == 1
    assert [source for _, source in world.started] == ["tuoitre", "tuoitre"]
    assert world.started[1][0] >= 5


def test_what_fails_is_left_alone_so_that_the_runner_ends(world: World) -> None:
    world.fails.add("vietnamvn")
    world.run(due(world, NEWEST))
    assert len(world.started) == 3
    assert [result.task.source for result in world.results if result.failed] == ["vietnamvn"]
    world.takes["tuoitre"] = 200  # a runner that goes on tries again, once a minute
    world.run(due(world, NEWEST, Crawl("long", ("tuoitre",), every("1w"), (("mode", "backfill"),))))
    tries = [moment for moment, source in world.started[3:] if source == "vietnamvn"]
    assert 3 <= len(tries) <= 4
    assert all(later - earlier >= 60 for earlier, later in itertools.pairwise(tries))


def test_what_cannot_be_started_is_told_and_the_others_run(world: World) -> None:
    world.full.add("vietnamvn")
    (world.root / "tuoitre").touch()  # where its folder should be
    world.run(due(world, NEWEST))
    assert [result.task.source for result in world.results if result.failed] == ["tuoitre", "vietnamvn"]
    assert [result.task.source for result in world.results if not result.failed] == ["baoquangtri"]


def test_quiet_hours_stop_a_crawl_and_it_goes_on_after_them(world: World) -> None:
    crawl = Crawl("long", ("tuoitre",), every("1w"), quiet=(hours("10:10-10:20"),))
    world.takes["tuoitre"] = 3600
    world.run(due(world, crawl))
    assert world.results[0].task.source == "tuoitre"
    assert 600 <= world.seconds <= 600 + LOOK + 5
    assert "quiet hours" in world.said[0]
    world.run(due(world, crawl))
    assert len(world.started) == 1
    world.seconds = 1200
    world.run(due(world, crawl))
    assert len(world.started) == 2


def test_a_plan_that_breaks_while_crawls_run_is_told_once_and_the_old_one_stays(world: World) -> None:
    plans: list[tuple[Crawl, ...]] = [(NEWEST,)]

    def plan() -> tuple[Crawl, ...]:
        if plans:
            return plans.pop()
        raise UsageError("crawls.toml:3: wrong")

    world.run(Due(world.root, plan, world.now, world.ends, world.says))
    assert len(world.started) == 3
    assert world.said == ["the plan before it goes on: crawls.toml:3: wrong"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_starts_nothing_more_and_reaches_every_child_once(world: World, number: signal.Signals) -> None:
    world.at[2.0] = lambda: os.kill(os.getpid(), number)
    before = signal.getsignal(number)
    children: list[Fake] = []
    start = world.start
    world.start = lambda task: children.append(start(task)) or children[-1]  # type: ignore[method-assign, func-returns-value]
    world.run(ByHand(world.root, tasks("baoquangtri", "vietnamvn", "tuoitre"), world.ends))
    assert [child.signals for child in children] == [1, 1]
    assert len(world.results) == 2
    assert signal.getsignal(number) is before


def test_a_frontier_that_cannot_be_read_is_told_and_not_crawled(world: World) -> None:
    (world.root / "tuoitre").mkdir()
    (world.root / "tuoitre" / NAME).write_bytes(b"no database " * 1000)
    world.run(due(world, NEWEST))
    assert [result.task.source for result in world.results if result.failed] == ["tuoitre"]
    assert sorted(source for _, source in world.started) == ["baoquangtri", "vietnamvn"]
