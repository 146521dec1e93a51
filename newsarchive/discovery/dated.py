"""Sitemaps that are named after days, months or windows of days, where no index lists them: addresses from a pattern.

Placeholders: `{year}`, `{month}`, `{day}` (`{month:02}`, `{day:02}` padded), and `{first}`, `{last}` for the windows of
five days that VCCorp's papers cut a month into: 1-5, 6-10, ..., 26 to the month's end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

_FIELD = re.compile(r"\{(year|month|day|first|last)(?::0\d)?\}")
_PERIODS = ({"year"}, {"year", "month"}, {"year", "month", "day"}, {"year", "month", "first", "last"})


def check(pattern: str) -> None:
    """Raise ValueError where a pattern names no period, or holds another placeholder."""
    rest = _FIELD.sub("", pattern)
    names = {found[1] for found in _FIELD.finditer(pattern)}
    if "{" in rest or "}" in rest or names not in _PERIODS:
        raise ValueError(f"{pattern}: a pattern takes {{year}} with {{month}}, {{day}}, or {{first}} and {{last}}")


def addresses(pattern: str, since: date, until: date) -> Iterator[str]:
    """The sitemaps that may hold days from `since` to `until`, newest first, each once."""
    names = {found[1] for found in _FIELD.finditer(pattern)}
    day = until
    while day >= since:
        first, last = _period(names, day)
        yield pattern.format(year=day.year, month=day.month, day=day.day, first=first.day, last=last.day)
        if first <= since:
            return
        day = first - timedelta(days=1)


def _period(names: set[str], day: date) -> tuple[date, date]:
    """First and last day of the period that a sitemap with these placeholders holds."""
    if "day" in names:
        return day, day
    end = monthrange(day.year, day.month)[1]
    if "first" in names:
        begins = min((day.day - 1) // 5 * 5 + 1, 26)
        return day.replace(day=begins), day.replace(day=end if begins == 26 else begins + 4)
    if "month" in names:
        return day.replace(day=1), day.replace(day=end)
    return day.replace(month=1, day=1), day.replace(month=12, day=31)
