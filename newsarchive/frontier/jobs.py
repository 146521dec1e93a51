"""Jobs and their rounds: a crawl with the same arguments goes on where an unfinished one stopped."""

from __future__ import annotations

from typing import NamedTuple

from newsarchive.frontier.store import Store


class Round(NamedTuple):
    """A crawl of a job: URLs first found in `news_round` or later are news to it."""

    job: int
    number: int
    news_round: int
    run: int
    resumed: bool
    finished_before: bool


class Progress(NamedTuple):
    """`done` of `known` URLs of a crawl have ended; `begun` of them before this run."""

    begun: int
    done: int
    known: int


class Jobs:
    """The job and run tables."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, arguments: str, *, restarts: bool, pid: int, now: float) -> Round:
        """Begin a run of the job with these arguments (canonical JSON).

        An unfinished job keeps its round, so that what it has done is not done again; with `restarts` (the newest is
        wanted) its seeds are read again all the same. A run that never ended has died.
        """
        store = self._store
        store.execute("UPDATE run SET ended = beat, reason = 'died' WHERE ended IS NULL")
        latest = store.value("SELECT coalesce(max(round), 0) FROM job")
        found = store.execute(
            "SELECT id, round, news_round, complete, finished FROM job WHERE arguments = ?", (arguments,)
        ).fetchone()
        if found is None:
            number = news = latest + 1
            job = store.execute(
                "INSERT INTO job (arguments, round, news_round, complete, finished) VALUES (?, ?, ?, 0, 0)",
                (arguments, number, news),
            ).lastrowid
            complete, finished = True, 0
        else:
            job, number, news, complete, finished = found
            if complete or restarts:
                number = latest + 1
            if complete:
                news = number
            store.execute("UPDATE job SET round = ?, news_round = ?, complete = 0 WHERE id = ?", (number, news, job))
        run = store.execute(
            "INSERT INTO run (job, pid, started, beat) VALUES (?, ?, ?, ?)", (job, pid, now, now)
        ).lastrowid
        return Round(job or 0, number, news, run or 0, not complete, finished > 0)

    def beat(self, crawl: Round, far: Progress, *, articles: int, now: float) -> None:
        """Say how far the run is: what a look at the file while it runs shows."""
        self._store.execute(
            "UPDATE run SET beat = ?, begun = ?, done = ?, known = ?, articles = ? WHERE id = ?",
            (now, far.begun, far.done, far.known, articles, crawl.run),
        )

    def end(self, crawl: Round, reason: str, *, complete: bool, now: float) -> None:
        """End the run; `complete`: the job has nothing left to do."""
        self._store.execute(
            "UPDATE run SET ended = ?, beat = ?, reason = ? WHERE id = ?", (now, now, reason, crawl.run)
        )
        if complete:
            self._store.execute("UPDATE job SET complete = 1, finished = finished + 1 WHERE id = ?", (crawl.job,))
