"""When a crawl is to begin: every so often, at the times of a cron line, never in quiet hours. Vietnam's clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cronsim import CronSim, CronSimError

from newsarchive.dates import VIETNAM
from newsarchive.errors import UsageError

_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_CLOCK = r"([01]?\d|2[0-4]):([0-5]\d)"
_HOURS = re.compile(rf"\s*{_CLOCK}\s*-\s*{_CLOCK}\s*")
_RELATIVE = re.compile(r"-(\d{1,5})([dw])")
_MIDNIGHT = 24 * 60
_LONGEST = timedelta(days=3653)


@dataclass(frozen=True)
class Every:
    """So long from one start to the next, at least a minute."""

    span: timedelta

    def after(self, last: datetime) -> datetime:
        """The first time to begin after a start at the aware instant `last`."""
        return last + self.span


@dataclass(frozen=True)
class Cron:
    """The times of a cron line of five fields, on the clock of Vietnam, which knows no summer time."""

    line: str

    def after(self, last: datetime) -> datetime:
        """The first time to begin after a start at the aware instant `last`."""
        naive = last.astimezone(VIETNAM).replace(tzinfo=None)
        return next(CronSim(self.line, naive)).replace(tzinfo=VIETNAM)


@dataclass(frozen=True)
class Hours:
    """From minute `begin` of the day to before minute `end`; over midnight where `end` is the smaller one."""

    begin: int
    end: int

    def hold(self, minute: int) -> bool:
        """Whether a minute of the day lies inside."""
        if self.begin < self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


def every(text: object) -> Every:
    """Read `30m`, `6h`, `2d`, `1w`. Raise UsageError."""
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None or len(found[1]) > 6 or not timedelta() < int(found[1]) * _UNITS[found[2]] <= _LONGEST:
        raise UsageError('it takes a span such as "30m", "6h", "2d" or "1w", ten years at most')
    return Every(int(found[1]) * _UNITS[found[2]])


def cron(line: object) -> Cron:
    """Read `15 */2 * * *`: minute, hour, day of the month, month, day of the week. Raise UsageError."""
    if not isinstance(line, str) or len(line.split()) != 5:
        raise UsageError('it takes a cron line of five fields such as "15 */2 * * *"')
    try:
        next(CronSim(line, datetime(2024, 1, 1)))  # any day will do
    except CronSimError as error:
        raise UsageError(f"no cron line: {error}") from None
    except StopIteration:
        raise UsageError("a cron line that never comes true") from None
    return Cron(line)


def hours(text: object) -> Hours:
    """Read `23:00-05:00`. Raise UsageError."""
    found = _HOURS.fullmatch(text) if isinstance(text, str) else None
    minutes = [int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3)] if found else []
    if not minutes or max(minutes) > _MIDNIGHT or minutes[0] % _MIDNIGHT == minutes[1] % _MIDNIGHT:
        raise UsageError('it takes hours of the day such as "23:00-05:00"')
    return Hours(minutes[0] % _MIDNIGHT, minutes[1] % _MIDNIGHT)


def quiet_until(quiet: Sequence[Hours], now: datetime) -> datetime | None:
    """When the quiet hours around the aware instant `now` end; None where there are none around it."""
    here = now.astimezone(VIETNAM)
    minute = here.hour * 60 + here.minute
    ahead = next((n for n in range(_MIDNIGHT) if not _is_quiet(quiet, (minute + n) % _MIDNIGHT)), _MIDNIGHT)
    return here.replace(second=0, microsecond=0) + timedelta(minutes=ahead) if ahead else None


def fill_the_day(quiet: Sequence[Hours]) -> bool:
    """Whether the quiet hours leave no minute of the day."""
    return all(_is_quiet(quiet, minute) for minute in range(_MIDNIGHT))


def day(text: str, today: date) -> str:
    """A day of the form 2026-11-23; `-7d` and `-2w` count back from `today`, whatever else is left as it is."""
    found = _RELATIVE.fullmatch(text.strip())
    if found is None:
        return text
    try:
        return (today - int(found[1]) * _UNITS[found[2]]).isoformat()
    except OverflowError:
        raise UsageError(f"{text} lies before the first day there is") from None


def is_relative(text: str) -> bool:
    """Whether a day counts back from today."""
    return _RELATIVE.fullmatch(text.strip()) is not None


def _is_quiet(quiet: Sequence[Hours], minute: int) -> bool:
    return any(part.hold(minute) for part in quiet)
