"""The days that a crawl asks for: `since` and `until`, both included, on the calendar of Vietnam."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from newsarchive.errors import UsageError

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(0[1-9]|1[0-2])(?!\d)")


class Window(NamedTuple):
    """Days from `since` to `until`; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether no bound was asked for."""
        return self.since is None and self.until is None

    def a_day_earlier(self) -> Window:
        """The same window, begun a day before."""
        return self._replace(since=self.since - timedelta(days=1)) if self.since else self

    def holds(self, day: date) -> bool:
        """Whether `day` lies inside."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def may_hold(self, url: str) -> bool:
        """Whether something under `url` can lie inside, by the day or month in its path; True where there is none."""
        days = days_in_url(url)
        if days is None:
            return True
        first, last = days
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


def window(since: str | None, until: str | None) -> Window:
    """Parse two arguments of the form 2026-11-23. Raise UsageError that names the one that is wrong."""
    bounds = Window(_day("since", since), _day("until", until))
    if bounds.since and bounds.until and bounds.since > bounds.until:
        raise UsageError(f"since={since} is later than until={until}")
    return bounds


def days_in_url(url: str) -> tuple[date, date] | None:
    """First and last day that the path of `url` names: a day (/2026-11-23, /2026/11/23/) or a month (/202611/)."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0]
    if found := _DAY.search(path):
        year, month, day = map(int, found.groups())
        if day <= monthrange(year, month)[1]:
            return date(year, month, day), date(year, month, day)
    if found := _MONTH.search(path):
        year, month = map(int, found.groups())
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return None


def _day(name: str, value: str | None) -> date | None:
    if value is None or not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise UsageError(f"{name}={value} is no day: write it like {name}=2026-11-23") from None
