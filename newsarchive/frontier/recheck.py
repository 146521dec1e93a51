"""When to look again: at an article that stands, and at a URL that failed. Seconds since 1970 in, and out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from newsarchive.errors import UsageError

SHARED = 7 * 86400.0  # how long a style sheet or script is taken for unchanged

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_INTERVAL = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")


def intervals(setting: str, value: Any) -> tuple[float, ...]:
    """Seconds of a setting such as `1h, 1d, 7d, 30d` (s, m, h, d; a bare number is seconds), ascending.

    Raise UsageError that names the setting. Empty: never.
    """
    parts = [str(part).strip() for part in (value if isinstance(value, list | tuple) else str(value or "").split(","))]
    found = []
    for part in filter(None, parts):
        read = _INTERVAL.fullmatch(part.lower())
        if read is None:
            raise UsageError(f"setting {setting}: {part!r} is no interval; it takes a list such as 1h, 1d, 7d, 30d")
        found.append(float(read[1]) * _UNITS[read[2] or "s"])
    return tuple(sorted(found))


def next_check(since: float, now: float, after: Sequence[float]) -> float | None:
    """The first of `since` + an interval that lies ahead; None once all have passed."""
    return next((since + interval for interval in after if since + interval > now), None)


def next_try(attempts: int, now: float, after: Sequence[float]) -> float | None:
    """When a URL that has failed `attempts` times is worth another try; None once the intervals are used up."""
    return now + after[attempts - 1] if attempts <= len(after) else None
