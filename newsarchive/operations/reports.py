"""runs.jsonl as data: the newest reports of a source, read so that nothing in the file can make it fail."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeGuard

from newsarchive.dates import VIETNAM

NAME = "runs.jsonl"
_MOST = 500  # reports that are read, the newest ones
_BYTES = 16_000_000  # of the end of the file
_LARGEST = 10**9
_NARROW = ("since", "until", "urls", "replay")  # a crawl that is given one of these looks for something else


@dataclass(frozen=True)
class Report:
    """A crawl's report; counts are never negative, what it lacks is empty. `arguments` None: of an older version."""

    started: datetime
    finished: datetime
    reason: str
    arguments: str | None  # canonical JSON
    comparable: bool  # asks for the newest there is: what a later one of the same arguments can be held against
    lines: int
    revisions: int
    found: Mapping[str, int]
    answers: Mapping[str, Mapping[str, int]]
    status: Mapping[str, int]
    skipped: Mapping[str, int]
    failed: Mapping[str, int]
    errors: Mapping[str, int]
    refused: Mapping[str, int]
    layouts: Mapping[str, int]
    dates: Mapping[str, int]
    fill: Mapping[str, float]
    median: float | None  # length of the bodies, characters

    @property
    def new(self) -> int:
        """Articles that were not in the archive before."""
        return max(0, self.lines - self.revisions)


@dataclass(frozen=True)
class Reports:
    """The reports of a source in the order of the file, a broken line as None; `problem`: why there are none."""

    found: tuple[Report | None, ...]
    problem: str | None = None


def read(folder: Path) -> Reports:
    """The newest reports of the source in `folder`; none, and no problem, where no crawl of it has ended yet."""
    path = folder / NAME
    try:
        with path.open("rb") as stream:
            begin = max(0, stream.seek(0, os.SEEK_END) - _BYTES)
            stream.seek(begin)
            lines = stream.read().splitlines()
    except FileNotFoundError:
        return Reports(())
    except OSError as error:
        return Reports((), f"{path}: {error.strerror or error}")
    return Reports(parsed(_value(line) for line in lines[1 if begin else 0 :][-_MOST:]))


def parsed(values: Iterable[Any]) -> tuple[Report | None, ...]:
    """JSON values as reports, those that are none as None."""
    return tuple(map(_report, values))


def _value(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _report(value: Any) -> Report | None:
    if not isinstance(value, dict):
        return None
    started, finished = _instant(value.get("started")), _instant(value.get("finished"))
    if started is None or finished is None:
        return None
    arguments, answers, length = value.get("arguments"), value.get("answers"), value.get("body_length")
    given = arguments if isinstance(arguments, dict) else None
    median = length.get("median") if isinstance(length, dict) else None
    return Report(
        started=started,
        finished=max(started, finished),
        reason=str(value.get("finish_reason", "unknown")),
        arguments=None if given is None else json.dumps(given, sort_keys=True, ensure_ascii=False),
        comparable=given is not None and given.get("mode") != "backfill" and not any(map(given.get, _NARROW)),
        lines=_count(value.get("articles")),
        revisions=_count(value.get("revisions")),
        answers={kind: _counts(of) for kind, of in answers.items()} if isinstance(answers, dict) else {},
        fill={name: min(rate, 1.0) for name, rate in _numbers(value.get("fill")).items()},
        median=median if _is_number(median) and 0 < median < _LARGEST else None,
        **{name: _counts(value.get(name)) for name in _COUNTED},
    )


_COUNTED = ("found", "status", "skipped", "failed", "errors", "refused", "layouts", "dates")


def _instant(value: Any) -> datetime | None:
    """An ISO 8601 instant within the years that have a day before and after them in every zone."""
    try:
        moment = datetime.fromisoformat(value)
        aware = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(VIETNAM)
    except (TypeError, ValueError, OverflowError):
        return None
    return aware if 1970 <= aware.year < 9000 else None


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(_float(value))


def _float(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _numbers(value: Any) -> dict[str, float]:
    if not isinstance(value, dict):
        return {}
    return {str(name): float(number) for name, number in value.items() if _is_number(number) and number >= 0}


def _count(value: Any) -> int:
    return int(min(value, _LARGEST)) if _is_number(value) and value > 0 else 0


def _counts(value: Any) -> dict[str, int]:
    return {str(name): _count(count) for name, count in value.items()} if isinstance(value, dict) else {}
