"""What a frontier holds, in numbers: for a person who looks, also while a crawl writes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.frontier.jobs import Progress
from newsarchive.frontier.queue import FAILED, PENDING, STATES
from newsarchive.frontier.store import Store, reading


class Run(NamedTuple):
    """A run of a crawl; `ended` None while it runs, or after it was killed until the next one begins."""

    arguments: str
    pid: int
    started: float
    beat: float
    far: Progress
    unread: int  # feeds, sitemaps and listings that wait
    articles: int
    ended: float | None
    reason: str | None
    failed: int = 0  # of the URLs of its job's round


class Overview(NamedTuple):
    """Counts of one source's frontier: URLs by state, ended ones by state and reason, pending ones by job."""

    source: str
    states: dict[str, int]
    reasons: dict[str, dict[str, int]]
    waiting: dict[str, int]
    articles: int
    last_run: Run | None


def overview(folder: Path) -> Overview | None:
    """Count what the frontier of the source in `folder` holds; None where it has none yet."""
    store = reading(folder)
    if store is None:
        return None
    try:
        states = dict.fromkeys(STATES, 0)
        for state, count in store.execute("SELECT state, count(*) FROM url GROUP BY state"):
            states[STATES[state]] = count
        reasons: dict[str, dict[str, int]] = {}
        for state, reason, count in store.execute(
            "SELECT state, coalesce(reason, 'unknown'), count(*) FROM url WHERE state > 2 GROUP BY state, reason"
        ):
            reasons.setdefault(STATES[state], {})[reason] = count
        waiting = dict(
            store.execute(
                "SELECT coalesce(arguments, '{}'), count(*) FROM url LEFT JOIN job ON job.id = url.job"
                " WHERE url.state = 0 GROUP BY arguments ORDER BY count(*) DESC"
            ).fetchall()
        )
        articles = store.value("SELECT count(*) FROM article")
        return Overview(folder.name, states, reasons, waiting, articles, _last_run(store))
    finally:
        store.close()


def last_run(folder: Path) -> Run | None:
    """The last run of the source in `folder` alone, which costs little; None where it has no frontier yet."""
    store = reading(folder)
    if store is None:
        return None
    try:
        return _last_run(store)
    finally:
        store.close()


def _last_run(store: Store) -> Run | None:
    row = store.execute(
        "SELECT job.id, round, arguments, pid, started, beat, begun, done, known, articles, ended, reason FROM run"
        " JOIN job ON job.id = run.job ORDER BY run.id DESC LIMIT 1"
    ).fetchone()
    if row is None:
        return None
    job, number, arguments, pid, started, beat, begun, done, known, articles, ended, reason = row
    unread = store.value(
        "SELECT count(*) FROM url WHERE state = 0 AND job = ? AND kind IN ('feed', 'sitemap', 'listing')", (job,)
    )
    failed = store.value(
        "SELECT count(*) FROM url WHERE state > 2 AND state = ? AND job = ? AND round = ?", (FAILED, job, number)
    )
    return Run(arguments, pid, started, beat, Progress(begun, done, known), unread, articles, ended, reason, failed)


def retry(store: Store) -> int:
    """Make failed URLs pending again, for whichever crawl comes next, and let it ask every host; return how many."""
    store.execute("DELETE FROM rest")
    count = store.execute(
        "UPDATE url SET state = ?, job = 0, attempts = 0, next_try = NULL WHERE state = ?", (PENDING, FAILED)
    ).rowcount
    store.commit()
    return count
