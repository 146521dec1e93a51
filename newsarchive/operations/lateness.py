"""Which planned crawls should have begun and have not: from the verdicts of `due`, and the instant given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from newsarchive.dates import VIETNAM
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.due import Verdict
from newsarchive.operations.health import Late

_GRACE = 180  # minutes outside quiet hours: a crawl that is due may have to wait for others
_MINUTE = timedelta(minutes=1)
_MOST = 1440 + _GRACE  # minutes that are looked at


def late(
    crawls: Sequence[Crawl], verdicts: Sequence[Verdict], now: datetime, planned: datetime
) -> dict[str, list[Late]]:
    """The late crawls of each source. `planned`: since when crawls.toml is as it is; nothing is late by more."""
    quiet = {crawl.name: crawl for crawl in crawls}
    found: dict[str, list[Late]] = {}
    for verdict in verdicts:
        if verdict.wrong:
            found.setdefault(verdict.source, []).append(Late(verdict.crawl, now, wrong=verdict.why))
            continue
        since = max(verdict.since, planned)
        if verdict.tasks and _waited(quiet[verdict.crawl], since, now):
            found.setdefault(verdict.source, []).append(Late(verdict.crawl, since, first=verdict.last is None))
    return found


def _waited(crawl: Crawl, since: datetime, now: datetime) -> bool:
    """Whether more than _GRACE minutes have passed since then that were not quiet."""
    minutes = min(_MOST, int((now - since) / _MINUTE))
    here = now.astimezone(VIETNAM)
    clock = here.hour * 60 + here.minute
    loud = (not any(part.hold((clock - back) % 1440) for part in crawl.quiet) for back in range(minutes))
    return sum(loud) > _GRACE
