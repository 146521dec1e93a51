"""Runs crawls side by side, at most so many at once, and stops all of them well when it is told to."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from newsarchive.operations.child import Child, Result
from newsarchive.operations.crawl import Task

TICK = 0.1  # seconds between looks at the processes
LOOK = 60.0  # seconds between looks for what else is due, while crawls run


class Supply(Protocol):
    """What is to be crawled."""

    def take(self, busy: frozenset[str]) -> Task | None:
        """The next crawl to start now, of a source that is not `busy`."""

    def ended(self, result: Result) -> None:
        """Note how one ended."""

    def may_go_on(self, task: Task) -> bool:
        """Whether a crawl under way may go on, the hour being what it is."""


class Show(Protocol):
    """What a person sees of it."""

    def begins(self, child: Child) -> None:
        """Tell of a crawl that was started."""

    def ends(self, result: Result) -> None:
        """Tell of one that has ended, or was not started."""

    def looks(self, children: Sequence[Child]) -> None:
        """Tell of those under way; called often."""

    def says(self, text: str) -> None:
        """Tell something else."""


class Runner:
    """Up to `jobs` processes. `clock` gives seconds that only grow; `sleep` waits for some."""

    def __init__(
        self,
        jobs: int,
        start: Callable[[Task], Child],
        show: Show,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._jobs, self._start, self._show = jobs, start, show
        self._clock, self._sleep = clock, sleep
        self._children: list[Child] = []
        self._asked = self._passed_on = 0  # signals

    def run(self, supply: Supply) -> None:
        """Crawl all that there is, and what becomes due meanwhile."""
        looked = None
        try:
            while True:
                ended = self._reap(supply)
                self._pass_on()
                if ended or looked is None or self._clock() - looked >= LOOK:
                    looked = self._clock()
                    self._stop_the_unwanted(supply)
                    self._fill(supply)
                if not self._children:
                    return
                self._show.looks(self._children)
                self._sleep(TICK)
        finally:
            for child in self._children:  # something broke: the crawls must not
                child.stop()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take SIGTERM, SIGINT and SIGHUP for all children: the first closes them well, the second at once."""

        def asked(*_: Any) -> None:
            self._asked += 1

        names = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
        heard = [name for name in names if signal.getsignal(name) is not signal.SIG_IGN]  # nohup ignores SIGHUP
        before = {name: signal.signal(name, asked) for name in heard}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)

    def _reap(self, supply: Supply) -> list[Result]:
        pairs = [(child, child.result()) for child in self._children]
        self._children = [child for child, result in pairs if result is None]
        ended = [result for _, result in pairs if result is not None]
        for result in ended:
            supply.ended(result)
            self._show.ends(result)
        return ended

    def _pass_on(self) -> None:
        while self._passed_on < self._asked:
            self._passed_on += 1
            if self._passed_on <= 2:
                how = "closing them well; once more: at once" if self._passed_on == 1 else "stopping them at once"
                self._show.says(f"told to stop: {len(self._children)} crawls under way, {how}")
            for child in self._children:
                if self._passed_on > 1 or not child.stopping:  # a second signal would stop it at once
                    child.stop()

    def _stop_the_unwanted(self, supply: Supply) -> None:
        for child in self._children:
            if not child.stopping and not supply.may_go_on(child.task):
                self._show.says(f"{child.task.source}: stopped for the quiet hours, goes on after them")
                child.stop()

    def _fill(self, supply: Supply) -> None:
        while not self._asked and len(self._children) < self._jobs:
            task = supply.take(frozenset(child.task.source for child in self._children))
            if task is None:
                return
            try:
                child = self._start(task)
            except (OSError, ValueError) as error:  # no room for its log, no more processes: the others go on
                result = Result(task, None, None, failed=f"it could not be started: {error}")
                supply.ended(result)
                self._show.ends(result)
                continue
            self._children.append(child)
            self._show.begins(child)
