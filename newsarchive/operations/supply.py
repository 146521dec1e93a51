"""Where the runner's crawls come from: what is due, or what a person asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from newsarchive.archive.ownership import Ownership
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.frontier.history import Job, jobs
from newsarchive.operations.child import Result
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.due import decide, judge
from newsarchive.operations.timing import quiet_until

_REST = timedelta(minutes=1)
UNDER_WAY = "a crawl of it is under way"


class ByHand:
    """These crawls, each once; a source that is being crawled is skipped."""

    def __init__(self, root: Path, tasks: Sequence[Task], skip: Callable[[Result], None]) -> None:
        self._root, self._waiting, self._skip = root, list(tasks), skip

    def take(self, busy: frozenset[str]) -> Task | None:
        """The next one."""
        for task in [task for task in self._waiting if task.source not in busy]:
            self._waiting.remove(task)
            if not Ownership.is_held(self._root / task.source):
                return task
            self._skip(Result(task, None, None, skipped=UNDER_WAY))
        return None

    def ended(self, result: Result) -> None:
        """Nothing follows from it."""

    def may_go_on(self, task: Task) -> bool:
        """Quiet hours are for the plan; a person knows what he asks for."""
        return True


class Due:
    """What is due by the plan, which is read again with each look. `now` gives the aware instant it is.

    What failed is left alone for a minute, so that a runner that does nothing else ends, and the next one tries.
    """

    def __init__(
        self,
        root: Path,
        plan: Callable[[], Sequence[Crawl]],
        now: Callable[[], datetime],
        skip: Callable[[Result], None],
        says: Callable[[str], None],
    ) -> None:
        self._root, self._plan, self._now, self._skip, self._says = root, plan, now, skip, says
        self._crawls: Sequence[Crawl] = plan()
        self._waiting: list[Task] = []
        self._failed: dict[tuple[str, str], datetime] = {}
        self._ended: set[tuple[str, str]] = set()  # well, by source and arguments
        self._told: set[str] = set()

    def take(self, busy: frozenset[str]) -> Task | None:
        """What has been due longest, held against the frontier once more."""
        if (task := self._next(busy)) is None:
            self._waiting = self._look(busy)
            task = self._next(busy)
        return task

    def ended(self, result: Result) -> None:
        """Remember what failed, and what ended well."""
        name = (result.task.source, result.task.arguments)
        if result.failed or result.skipped:
            self._failed[name] = self._now()
        else:
            self._ended.add(name)

    def may_go_on(self, task: Task) -> bool:
        """Whether it is no quiet hour of its crawl."""
        crawl = next((crawl for crawl in self._crawls if crawl.name == task.crawl), None)
        return crawl is None or quiet_until(crawl.quiet, self._now()) is None

    def _next(self, busy: frozenset[str]) -> Task | None:
        for task in [task for task in self._waiting if task.source not in busy]:
            self._waiting.remove(task)
            if self._is_still_due(task):
                return task
        return None

    def _look(self, busy: frozenset[str]) -> list[Task]:
        try:
            self._crawls = self._plan()
        except UsageError as error:
            self._tell_once(f"the plan before it goes on: {error}")
        tasks: list[Task] = []
        for verdict in judge(self._crawls, self._state, self._now()):
            if verdict.why == "running" and verdict.source not in busy:
                self._skip_once(verdict.crawl, verdict.source, skipped=UNDER_WAY)
            if verdict.wrong:
                self._skip_once(verdict.crawl, verdict.source, failed=verdict.why)
            tasks += verdict.tasks
        return tasks

    def _is_still_due(self, task: Task) -> bool:
        """What waited in line may have been crawled meanwhile, by another table of the plan or by hand."""
        crawl = next((crawl for crawl in self._crawls if crawl.name == task.crawl), None)
        failed = self._failed.get((task.source, task.arguments))
        if crawl is None or task.source not in crawl.sources or (failed and self._now() - failed < _REST):
            return False
        found, held = self._state(task.source)
        verdict = decide(crawl, task.source, found, self._now(), held=held)
        if verdict.why == "never ran" and (task.source, task.arguments) in self._ended:
            # Settings outside of the plan, such as REPLAY, made it another crawl: it would never have run.
            self._tell_once(f"{task.source} ({task.crawl}) left no trace under its arguments, and is not crawled again")
            return False
        return task in verdict.tasks

    def _state(self, source: str) -> tuple[list[Job], bool]:
        folder = self._root / source
        try:
            return jobs(folder), Ownership.is_held(folder)
        except (ArchiveError, OSError) as error:
            self._skip_once("", source, failed=str(error))
            return [], True

    def _skip_once(self, crawl: str, source: str, *, failed: str | None = None, skipped: str | None = None) -> None:
        if source not in self._told:
            self._told.add(source)
            self._skip(Result(Task(crawl, source, "{}"), None, None, failed, skipped))

    def _tell_once(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._says(text)
