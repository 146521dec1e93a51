"""Jobs whose last run has a start and no end: killed, or lost with the machine."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.frontier.store import reading

_MOST = 500  # runs that are looked at, the newest ones


class Death(NamedTuple):
    """A job that died and did not go on: the unbroken row of its dead runs. Times in seconds since 1970."""

    arguments: str  # canonical JSON
    runs: int
    since: float  # when the first of them began
    beat: float  # the last sign of life
    newest: bool  # no other run of the source began later


def deaths(folder: Path) -> list[Death]:
    """The jobs of the source in `folder` that died; one whose run is under way among them, its lock tells which.

    None where it has no frontier yet. Raise ArchiveError for a file that can't be read.
    """
    store = reading(folder)
    if store is None:
        return []
    try:
        rows = store.execute(
            "SELECT arguments, started, beat, ended IS NULL OR reason = 'died' FROM run JOIN job ON job.id = run.job"
            " ORDER BY run.id DESC LIMIT ?",
            (_MOST,),
        ).fetchall()
    finally:
        store.close()
    found: dict[str, Death] = {}
    over: set[str] = set()
    for number, (arguments, started, beat, dead) in enumerate(rows):
        if not dead:
            over.add(arguments)
        elif arguments not in over:
            later = found.get(arguments) or Death(arguments, 0, started, beat, number == 0)
            found[arguments] = later._replace(runs=later.runs + 1, since=started)
    return list(found.values())
