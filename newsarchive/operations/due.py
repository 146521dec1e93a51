"""What is due: a pure function of the plan, of what the frontier says of earlier runs, and of the instant given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from newsarchive.errors import UsageError
from newsarchive.frontier.history import Job
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.timing import quiet_until

STOPPED = "shutdown"  # Scrapy's finish reason after a signal
DEATHS = 3  # so many in a row, and a crawl waits for its time
_START_UP = timedelta(minutes=10)  # at most between the choice of arguments and the start that the frontier notes


class Verdict(NamedTuple):
    """Of a crawl of a source: what to start now, in this order, or why nothing, and when it is next.

    `since`: how long it has been due. `why` is one of: due, never ran, goes on, waits, quiet, running; or what is
    wrong with its arguments today, which is `wrong`.
    """

    crawl: str
    source: str
    tasks: tuple[Task, ...]
    since: datetime
    last: datetime | None
    next: datetime
    why: str
    wrong: bool = False


def decide(crawl: Crawl, source: str, jobs: Sequence[Job], now: datetime, *, held: bool) -> Verdict:
    """Judge one crawl of one source at the aware instant `now`; `held`: a crawl of the source is under way.

    A job that died, or was stopped, goes on at once with the arguments it had; one that died three times in a row
    waits for its time. What was missed is caught up once.
    """
    try:
        today = crawl.arguments(source, now)
    except UsageError as error:
        return Verdict(crawl.name, source, (), now, None, now, str(error), wrong=True)
    own = [(job, start) for job in jobs if (start := _start(crawl, source, job)) is not None]
    # A start that lies ahead was noted by a clock that went wrong: to wait for it could take years.
    last = max((start for _, start in own if start <= now + _START_UP), default=None)
    regular = crawl.timing.after(last) if last is not None else datetime.min.replace(tzinfo=UTC)
    torn = [job for job, _ in own if _goes_on(job)]
    wanted = [job.arguments for job in torn] + ([today] if regular <= now else [])
    since = min([*(_instant(job.stopped) for job in torn), *([regular] if regular <= now else [])], default=regular)
    why = "goes on" if torn else "due" if last is not None else "never ran"
    quiet = quiet_until(crawl.quiet, max(now, since))
    following = max(now, since) if quiet is None else quiet
    if not wanted:
        return Verdict(crawl.name, source, (), since, last, following, "waits")
    if held or quiet is not None:
        return Verdict(crawl.name, source, (), since, last, following, "running" if held else "quiet")
    tasks = tuple(Task(crawl.name, source, one, crawl.settings) for one in dict.fromkeys(wanted))
    return Verdict(crawl.name, source, tasks, since, last, now, why)


def _start(crawl: Crawl, source: str, job: Job) -> datetime | None:
    """When this crawl began last as `job`; None where the job is none of its.

    The arguments of a crawl with relative days are those of the day it began; when such a job went on on a later day,
    that was no new beginning.
    """
    begun, first = _instant(job.started), _instant(job.first)
    if _was(crawl, source, job, begun):
        return begun
    return first if crawl.is_relative and _was(crawl, source, job, first) else None


def _was(crawl: Crawl, source: str, job: Job, begun: datetime) -> bool:
    def arguments(moment: datetime) -> str | None:
        try:
            return crawl.arguments(source, moment)
        except UsageError:  # a day of then that the other bound did not allow
            return None

    if arguments(begun) == job.arguments:
        return True
    return crawl.is_relative and arguments(begun - _START_UP) == job.arguments


def _goes_on(job: Job) -> bool:
    return not job.complete and (job.reason == STOPPED or (job.died and job.deaths < DEATHS))


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


Look = Callable[[str], tuple[Sequence[Job], bool]]  # of a source: its jobs, and whether its lock is held


def judge(crawls: Sequence[Crawl], look: Look, now: datetime) -> list[Verdict]:
    """The verdict on every crawl of every source, what has been due longest first."""
    seen = {source: look(source) for crawl in crawls for source in crawl.sources}
    pairs = [(crawl, source) for crawl in crawls for source in crawl.sources]
    verdicts = [decide(crawl, source, seen[source][0], now, held=seen[source][1]) for crawl, source in pairs]
    return sorted(verdicts, key=lambda verdict: verdict.since)
