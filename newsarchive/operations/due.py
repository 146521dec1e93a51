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
    if not crawl.is_relative:
        jobs = [job for job in jobs if job.arguments == today]
    last = _last_start(crawl, source, jobs, now)
    regular = crawl.timing.after(last) if last is not None else datetime.min.replace(tzinfo=UTC)
    torn = [job for job in jobs if _goes_on(job) and _start(crawl, source, job) is not None]
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


def _last_start(crawl: Crawl, source: str, jobs: Sequence[Job], now: datetime) -> datetime | None:
    """When this crawl began last; None where it never did."""
    starts: list[datetime] = []
    # From the newest on, since relative days leave a job a day, and each costs a comparison.
    for job in sorted(jobs, key=lambda job: -job.started):
        start = _start(crawl, source, job)
        # A start that lies ahead was noted by a clock that went wrong: to wait for it could take years.
        if start is not None and start <= now + _START_UP:
            starts.append(start)
            if start == _instant(job.started):
                break
    return max(starts, default=None)


def _start(crawl: Crawl, source: str, job: Job) -> datetime | None:
    """When this crawl began last as `job`, which has its arguments but for the days; None where it is none of its.

    The arguments of a crawl with relative days are those of the day it began; when such a job went on on a later day,
    that was no new beginning.
    """
    begun, first = _instant(job.started), _instant(job.first)
    if not crawl.is_relative or _was(crawl, source, job, begun):
        return begun
    return first if _was(crawl, source, job, first) else None


def _was(crawl: Crawl, source: str, job: Job, begun: datetime) -> bool:
    def arguments(moment: datetime) -> str | None:
        try:
            return crawl.arguments(source, moment)
        except UsageError:  # a day of then that the other bound did not allow
            return None

    return job.arguments in (arguments(begun), arguments(begun - _START_UP))


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
