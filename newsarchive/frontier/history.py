"""When the jobs of a frontier ran, and how that ended: what a scheduler has to know."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.frontier.store import reading

# Of each job its first and its last run; `deaths`: how many of its last runs in a row had no end.
_JOBS = """
WITH span AS (
    SELECT job, min(started) AS first, max(id) AS last,
        coalesce(max(CASE WHEN ended IS NOT NULL AND reason <> 'died' THEN id END), 0) AS ended_well
    FROM run GROUP BY job
)
SELECT job.arguments, span.first, run.started, run.beat, run.ended, run.reason, job.complete,
    (SELECT count(*) FROM run AS later WHERE later.id > span.ended_well AND later.job = job.id)
FROM span JOIN job ON job.id = span.job JOIN run ON run.id = span.last ORDER BY run.id
"""
DIED = "died"


class Job(NamedTuple):
    """A job's runs; times are seconds since 1970. `reason` is the last one's: `died` where it has no end."""

    arguments: str  # canonical JSON
    first: float  # when it was begun the first time
    started: float  # and the last time
    stopped: float  # when the last run ended, or its last commit
    reason: str
    complete: bool  # nothing of it is left to do
    deaths: int

    @property
    def died(self) -> bool:
        """Whether the last run has no end: it was killed, or is still under way (its lock tells which)."""
        return self.reason == DIED


def jobs(folder: Path) -> list[Job]:
    """Every job of the source in `folder`, the one that ran last at the end; none where it has no frontier yet.

    Raise FrontierDamaged or WriteFailed for a file that can't be read.
    """
    store = reading(folder)
    if store is None:
        return []
    try:
        return [
            Job(arguments, first, started, beat if ended is None else ended, reason or DIED, bool(complete), deaths)
            for arguments, first, started, beat, ended, reason, complete, deaths in store.execute(_JOBS)
        ]
    finally:
        store.close()
