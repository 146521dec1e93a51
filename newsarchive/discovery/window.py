"""The days that a crawl asks for: `since` and `until`, both included, on the calendar of Vietnam."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from newsarchive.errors import UsageError

_YEAR = r"((?:19|20)\d\d)"
_MONTH, _PADDED_MONTH = r"(0?[1-9]|1[0-2])", r"(0[1-9]|1[0-2])"
_DATE, _PADDED_DATE = r"(0?[1-9]|[12]\d|3[01])", r"(0[1-9]|[12]\d|3[01])"
# In the name of a sitemap: sitemaps-2011-6-1-5.xml, 2013-10-07.xml, news-2010-1.xml, /2026/7/article.xml, 202607.xml.
_SPAN_IN_NAME = re.compile(rf"(?<!\d){_YEAR}-{_MONTH}-{_DATE}-{_DATE}(?!\d)")
_DAY_IN_NAME = re.compile(rf"(?<!\d)(?:{_YEAR}[-/_]{_MONTH}[-/_]{_DATE}|{_YEAR}{_PADDED_MONTH}{_PADDED_DATE})(?!\d)")
_MONTH_IN_NAME = re.compile(rf"(?<!\d)(?:{_YEAR}[-/_]{_MONTH}|{_YEAR}{_PADDED_MONTH})(?!\d)")
# And the month before the year, with the number of a part behind it: sitemap-article-07-2026-01.xml.
_MONTH_FIRST_IN_NAME = re.compile(rf"(?<!\d){_PADDED_MONTH}-{_YEAR}(?:-\d{{1,3}})?(?!\d)")
# In the path of an article only whole segments count: a slug may speak of any year.
_DAY_IN_PATH = re.compile(rf"/(?:{_YEAR}[-/]{_MONTH}[-/]{_DATE}|{_YEAR}{_PADDED_MONTH}{_PADDED_DATE})/")
_MONTH_IN_PATH = re.compile(rf"/(?:{_YEAR}[-/]{_MONTH}|{_YEAR}{_PADDED_MONTH})/")


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
        return self._replace(since=self.since - timedelta(days=1)) if self.since and self.since > date.min else self

    def holds(self, day: date) -> bool:
        """Whether `day` lies inside."""
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def may_hold(self, days: tuple[date, date] | None) -> bool:
        """Whether something of these days (first, last) can lie inside; True where they are not known."""
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


def days_of_sitemap(url: str) -> tuple[date, date] | None:
    """First and last day that the address of a sitemap names: a window of days, a day, or a month; None for none."""
    path = _path(url)
    if found := _SPAN_IN_NAME.search(path):
        year, month, first, last = map(int, found.groups())
        end = monthrange(year, month)[1]
        if first <= min(last, end):
            return date(year, month, first), date(year, month, min(last, end))
    if found := _DAY_IN_NAME.search(path):
        return _one_day(found) or _month(found)
    if found := _MONTH_FIRST_IN_NAME.search(path):
        month, year = map(int, found.groups())
        return _whole_month(year, month)
    return _month(found) if (found := _MONTH_IN_NAME.search(path)) else None


def days_of_article(url: str) -> tuple[date, date] | None:
    """First and last day that the path of an article names in segments of its own (/2026/11/23/, /202611/)."""
    path = _path(url)
    if found := _DAY_IN_PATH.search(path):
        return _one_day(found) or _month(found)
    return _month(found) if (found := _MONTH_IN_PATH.search(path)) else None


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2].partition("?")[0]


def _one_day(found: re.Match[str]) -> tuple[date, date] | None:
    year, month, day = [int(part) for part in found.groups() if part][:3]
    return (date(year, month, day),) * 2 if day <= monthrange(year, month)[1] else None


def _month(found: re.Match[str]) -> tuple[date, date]:
    return _whole_month(*[int(part) for part in found.groups() if part][:2])


def _whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day(name: str, value: str | None) -> date | None:
    if value is None or not value.strip():
        return None
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise UsageError(f"{name}={value} is no day: write it like {name}=2026-11-23") from None
