"""Working time in Vietnam: papers bring less at weekends, on holidays and at Tết, and next to nothing at night."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from newsarchive.dates import VIETNAM

# The first day of the lunar year by Vietnam's calendar (UTC+7).
_TET = {
    date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2028, 1, 26), date(2029, 2, 13),
    date(2030, 2, 2), date(2031, 1, 23), date(2032, 2, 11), date(2033, 1, 31), date(2034, 2, 19), date(2035, 2, 8),
    date(2036, 1, 28), date(2037, 2, 15), date(2038, 2, 4), date(2039, 1, 24), date(2040, 2, 12),
}  # fmt: skip
_BEFORE, _AFTER = 3, 8  # days around it on which offices are closed in one year or another
_HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}
_OPEN, _CLOSE = time(6), time(22)
_DAY = timedelta(hours=16)
_LONGEST = timedelta(days=400)
_SHARE = 5 / 7


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether `day` is no weekend, no holiday of a fixed day, and not around Tết (known up to 2040)."""
    around = (day + timedelta(days=away) for away in range(-_AFTER, _BEFORE + 1))
    return day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS and not _TET.intersection(around)


def workdays(begin: datetime, end: datetime) -> float:
    """Working days between two aware instants; a day counts from 6 to 22 o'clock."""
    if end - begin > _LONGEST:
        return (end - begin) / timedelta(days=1) * _SHARE
    begin, end = begin.astimezone(VIETNAM), end.astimezone(VIETNAM)
    day, passed = begin.date(), timedelta()
    while day <= end.date():
        if is_workday(day):
            opened = max(begin, datetime.combine(day, _OPEN, VIETNAM))
            closed = min(end, datetime.combine(day, _CLOSE, VIETNAM))
            passed += max(timedelta(), closed - opened)
        day += timedelta(days=1)
    return passed / _DAY
