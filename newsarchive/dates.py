"""Time stamps as news prints them, ISO 8601 and RFC 822, to aware datetimes; a text without zone is Vietnam's.

Nothing is guessed: a day that does not exist, a year before 1990, a two-digit year without a printed weekday that
proves it, a month without its day are no dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

from newsarchive import date_patterns as patterns

VIETNAM: Final = timezone(timedelta(hours=7))
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_MARGIN = timedelta(days=2)  # clocks and zones differ; no article is dated further ahead of its fetch
_LONGEST = 2000  # characters of a text that are looked at
_LONGEST_RELATIVE = 120  # "2 giờ trước" dates a page where it stands alone, not in running text
_CLOCK_REACH = 70  # characters before a date in which its clock, weekday and zone find room
_FARTHEST_OFFSET = timedelta(hours=14)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


class Moment(NamedTuple):
    """An instant; without `has_time` a day (its midnight), without `has_day` (only from a URL) a month.

    `has_zone`: the zone was in the text; else it is Vietnam's.
    """

    when: datetime
    has_time: bool
    has_zone: bool
    has_day: bool = True


class _Day(NamedTuple):
    """A day found in a text; `is_numeric` where it is written 9/1/2025."""

    start: int
    end: int
    day: date
    is_numeric: bool


def parse(text: str, *, fetched_at: datetime | None = None, day_first: bool = True) -> Moment | None:
    """First possible date of a line of text or a machine-readable stamp; None where there is none.

    `fetched_at` (aware) rules out dates more than two days ahead of it; "2 giờ trước" counts from it and is no date
    without. `day_first` false reads 9/5/2026 as 5 September.
    """
    return next(_moments(text, fetched_at, day_first), None)


def parse_stamp(text: str, *, fetched_at: datetime | None = None) -> Moment | None:
    """First possible date of what a feed or a page's head says to machines; where the whole of it has the form that
    American servers write, `9/5/2026 1:30:00 PM`, the month comes first.
    """
    return parse(text, fetched_at=fetched_at, day_first=not patterns.US_STAMP.match(text))


def find_all(text: str, *, fetched_at: datetime | None = None, day_first: bool = True) -> list[Moment]:
    """All possible dates of a text in its order; the arguments are those of `parse`."""
    return list(_moments(text, fetched_at, day_first))


def from_url(url: str) -> Moment | None:
    """Date in a URL's path: yyyymmddHHMMSS, VCCorp's ids, /YYYY/MM/DD/, /YYYYMMDD/, /YYYY-MM-DD; a month: /YYYYMM/,
    /YYYY/MM/.

    A stamp with a time is when the page was made, which may be hours before its publication.
    """
    path = re.split(r"[?#]", url[:_LONGEST], maxsplit=1)[0].lower()
    for pattern in (patterns.URL_STAMP, patterns.URL_ID, patterns.URL_DAY, patterns.URL_MONTH):
        for match in pattern.finditer(path):
            year, month, day, *clock = [*(int(group) for group in match.groups() if group is not None), 1][:6]
            hour, minute, second = clock if len(clock) == 3 else (0, 0, 0)
            try:
                when = datetime(year + 2000 if year < 100 else year, month, day, hour, minute, second, tzinfo=VIETNAM)
            except ValueError:
                continue
            return Moment(when, len(clock) == 3, False, pattern is not patterns.URL_MONTH)
    return None


def iso(moment: Moment) -> str:
    """ISO 8601: `2025-01-09T17:05:00+07:00`, `2025-01-09` without a time, `2025-01` without a day."""
    if not moment.has_day:
        return moment.when.strftime("%Y-%m")
    return moment.when.isoformat(timespec="seconds") if moment.has_time else moment.when.date().isoformat()


def utc(dt: datetime) -> str:
    """WARC-Date: UTC, six digits of a second, Z. Raise ValueError for a naive datetime."""
    if dt.tzinfo is None:
        raise ValueError(f"naive datetime: {dt}")
    return dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moments(text: str, fetched_at: datetime | None, day_first: bool) -> Iterator[Moment]:
    text = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST].translate(_UNSEEN)).lower().split())
    taken, seen = 0, False
    for found in _days(text, day_first):
        if found.start < taken:
            continue
        moment, taken = _moment(text, found, taken)
        if fetched_at is None or moment.when - fetched_at <= _MARGIN:
            seen = True
            yield moment
    if not seen and fetched_at is not None and len(text) <= _LONGEST_RELATIVE:
        relative = _relative(text, fetched_at)
        if relative is not None:
            yield relative


def _days(text: str, day_first: bool) -> list[_Day]:
    """Possible days of a text in its order."""
    if not patterns.MAYBE_DATE.search(text):
        return []
    found = []
    for pattern in patterns.DATES:
        for match in pattern.finditer(text):
            day = _day(match.groupdict(), day_first)
            if day is not None:
                start = match.start("d" if "wd" in pattern.groupindex else 0)
                found.append(_Day(start, match.end(), day, "a" in pattern.groupindex))
    return sorted(found)


def _day(parts: dict[str, str], day_first: bool) -> date | None:
    year = int(parts["y"])
    if "a" in parts:
        day, month = (int(parts["a"]), int(parts["b"])) if day_first else (int(parts["b"]), int(parts["a"]))
    else:
        day, month = int(parts["d"]), _month(parts)
    if "wd" in parts:
        year += 2000 if year < 90 else 1900
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if "wd" not in parts or _weekday(parts["wd"]) == found.weekday() else None


def _month(parts: dict[str, str]) -> int:
    if "name" in parts:
        return patterns.MONTHS[parts["name"]]
    written = parts.get("vi") or parts["m"]
    return patterns.VI_MONTHS.get(written) or int(written)


def _weekday(word: str) -> int:
    """Number of a weekday, Monday 0. Vietnamese calls Monday the second day and Sunday by a name of its own."""
    if word[-1].isdigit():
        return int(word[-1]) - 2
    if word[:3] in patterns.EN_WEEKDAYS:
        return patterns.EN_WEEKDAYS.index(word[:3])
    return patterns.VI_WEEKDAYS.get(word.removeprefix("thứ").strip(), 6)


def _moment(text: str, found: _Day, taken: int) -> tuple[Moment, int]:
    """A day with the clock before it, else behind it; and where the text is used up."""
    before = patterns.CLOCK_BEFORE.search(text[max(taken, found.start - _CLOCK_REACH) : found.start])
    if before and (clock := _clock(before)):
        zone, end = _zone(before, found.is_numeric), found.end
        if zone is None and (alone := patterns.ZONE.match(text, end)):  # 09:01, 24/03/2020 (GMT+7)
            zone, end = _zone(alone, found.is_numeric), alone.end()
        return _instant(found.day, clock, zone), end
    for pattern in (patterns.CLOCK_BEHIND, patterns.CLOCK_DIGITS):
        behind = pattern.match(text, found.end)
        if behind and (clock := _clock(behind)):
            return _instant(found.day, clock, _zone(behind, found.is_numeric)), behind.end()
    return Moment(datetime.combine(found.day, time(), VIETNAM), False, False), found.end


def _instant(day: date, clock: time, zone: tzinfo | None) -> Moment:
    return Moment(datetime.combine(day, clock, zone or VIETNAM), True, zone is not None)


def _clock(match: re.Match[str]) -> time | None:
    """Time of day; AM and PM count where a 12-hour clock can have printed them: 13:01 AM is 13:01."""
    hour, minute, second = int(match["h"]), int(match["mi"] or 0), int(match["sec"] or 0)
    half = match["half"] or ""
    if (half in patterns.PM and 1 <= hour < 12) or (half == patterns.NOON and 1 <= hour < 4):
        hour += 12
    elif half in patterns.AM and hour == 12:
        hour = 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(match: re.Match[str], is_numeric: bool) -> tzinfo | None:
    name = match["zone"]
    if name is None:
        return None
    sign, hours, minutes = match["sign"], match["zh"], match["zm"]
    if match["bare"]:
        sign, hours, minutes = match["bare"], match["bh"], match["bm"]
        if sign == "-" and is_numeric:
            return None  # 09/01/2025 08:00-11:30 is a span of hours
    if sign is None:
        return timezone(timedelta(hours=patterns.ZONES[name])) if name in patterns.ZONES else UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > _FARTHEST_OFFSET or int(minutes or 0) % 15:
        return None
    return timezone(-offset if sign == "-" else offset)


def _relative(text: str, fetched_at: datetime) -> Moment | None:
    """Read "2 giờ trước" as an instant, "3 ngày trước" and "hôm qua" as days; weeks and months are too vague."""
    here = fetched_at.astimezone(VIETNAM).replace(microsecond=0)
    for pattern in patterns.AGO:
        if match := pattern.search(text):
            number = int(match["n"]) if match["n"].isdigit() else patterns.COUNTS[match["n"]]
            seconds = patterns.SECONDS.get(match["u"]) or patterns.SECONDS[match["u"][0]]
            when = here - timedelta(seconds=seconds * number)
            is_day = seconds == patterns.SECONDS["ngày"]
            return Moment(datetime.combine(when, time(), VIETNAM) if is_day else when, not is_day, False)
    if match := patterns.DAY_WORD.search(text):
        day = (here - timedelta(days=int((match.lastgroup or "d0")[1:]))).date()
        return _moment(text, _Day(match.start(), match.end(), day, True), 0)[0]
    return None
