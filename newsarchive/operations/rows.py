"""Robust statistics of a row of runs: which of the newest runs are unlike those before them, and since when."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import NamedTuple

TRAILING = 14  # runs that a run is held against; more where they are small
FEWEST = 5  # runs before anything is said
SAMPLES = 30  # articles or pages in those runs
MARGIN = 0.1  # a rate must lie this far over what is usual, or three deviations
CHANCE = 1e-4  # how often chance alone may bring what is called bad, at most
ADOPTED = timedelta(days=30)  # a change that lasted so long, and TRAILING runs, is how the source is now
_ENOUGH = 100  # samples: the trailing runs reach back so far where each brings little
_FARTHEST = 100  # runs
_HALVINGS = 12
_CHUNK = 10  # samples that make a rate
_SIGMA = 1.4826  # of the median absolute deviation of a normal distribution


class Sample(NamedTuple):
    """Of `size` things in a run, `bad` of them; or their typical `value`."""

    bad: int
    size: int
    value: float = 0.0


class Row(NamedTuple):
    """The unbroken row of bad runs at the end: index of its first run, how many, what it shows, what was usual."""

    first: int
    runs: int
    bad: int
    size: int
    value: float
    usual: float


class Usual(NamedTuple):
    """What is usual, and from where on a run is suspicious."""

    value: float
    limit: float


def beyond_chance(bad: int, size: int, limit: float) -> bool:
    """Whether `bad` of `size` has a probability of at most CHANCE while the true rate is no higher than `limit`.

    The bound is Chernoff's for the binomial tail in its form with the relative entropy (Hoeffding 1963, theorem 1):
    P(X >= bad) <= exp(-size * D(bad/size || limit)). It holds for every size, and errs to the side of silence.
    """
    if size <= 0 or bad <= limit * size or limit >= 1:
        return False
    if limit <= 0:
        return True
    return size * _entropy(min(bad / size, 1.0), limit) >= -math.log(CHANCE) - 1e-9


def at_most(bad: int, size: int) -> float:
    """The highest rate that `bad` of `size` leave possible, by the same bound."""
    low, high = bad / size, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if size * _entropy(bad / size, middle) < -math.log(CHANCE):
            low = middle
        else:
            high = middle
    return high


def _entropy(rate: float, other: float) -> float:
    """The relative entropy of two coins, for 0 < `other` < 1."""
    entropy = rate * math.log(rate / other) if rate else 0.0
    return entropy + ((1 - rate) * math.log((1 - rate) / (1 - other)) if rate < 1 else 0.0)


def deviation(values: Sequence[float], middle: float) -> float:
    """The standard deviation as the median absolute deviation from `middle` gives it."""
    return _SIGMA * median([abs(value - middle) for value in values])


def usual_rate(runs: Sequence[Sample]) -> Usual:
    """Median and limit of the rates of runs; small ones are put together to samples that can show a rate.

    The limit lies MARGIN or three deviations over the median, and no lower than what the runs together leave possible.
    """
    rates, bad, size = [], 0, 0
    for run in runs:
        bad, size = bad + run.bad, size + run.size
        if size >= _CHUNK:
            rates.append(bad / size)
            bad = size = 0
    middle = median(rates)
    possible = at_most(sum(run.bad for run in runs), sum(run.size for run in runs))
    return Usual(middle, max(middle + max(MARGIN, 3 * deviation(rates, middle)), possible))


def usual_length(runs: Sequence[Sample]) -> Usual:
    """Median and limit of typical lengths: half of what is usual, or as far below it as three deviations reach."""
    logs = [math.log(run.value) for run in runs]
    middle = median(logs)
    return Usual(math.exp(middle), math.exp(middle - max(math.log(2), 3 * deviation(logs, middle))))


def row_of_rates(samples: Sequence[Sample], times: Sequence[datetime], *, most: float | None = None) -> Row | None:
    """The row of runs at the end whose rates are beyond what the runs before it show, and beyond chance.

    `most`: a rate above it is bad whatever was usual. A single run is a row where most of it is bad.
    """

    def limit(runs: Sequence[Sample]) -> Usual | None:
        if len(runs) < FEWEST or sum(run.size for run in runs) < SAMPLES:
            return None if most is None else Usual(0.0, most)
        usual = usual_rate(runs)
        return usual if most is None else usual._replace(limit=min(usual.limit, most))

    def is_bad(row: Sequence[Sample], usual: Usual) -> bool:
        bad, size = sum(run.bad for run in row), sum(run.size for run in row)
        return (len(row) > 1 or 2 * bad > size) and beyond_chance(bad, size, usual.limit)

    def suspicious(run: Sample, before: _Before) -> bool:
        if run.bad <= MARGIN * run.size:  # no limit is lower
            return False
        usual = before.usual()
        return usual is not None and run.bad > usual.limit * run.size

    return _row(samples, times, _Before(limit), suspicious, is_bad, adopts=most is None)


def row_of_lengths(samples: Sequence[Sample], times: Sequence[datetime]) -> Row | None:
    """The row of runs at the end whose articles are far shorter than those of the runs before it."""

    def limit(runs: Sequence[Sample]) -> Usual | None:
        if len(runs) < FEWEST or sum(run.size for run in runs) < SAMPLES:
            return None
        return usual_length(runs)

    def is_bad(row: Sequence[Sample], usual: Usual) -> bool:
        # Lengths of articles are about log-normal with a deviation of 0.8 (25 labelled pages): so the median of n of
        # them has one of 1.25 * 0.8 / sqrt(n).
        size = sum(run.size for run in row)
        mean = sum(run.size * math.log(run.value) for run in row) / size
        return mean <= math.log(usual.value) - 4 / math.sqrt(size) and (len(row) > 1 or size >= SAMPLES)

    def suspicious(run: Sample, before: _Before) -> bool:
        usual = before.usual()
        return usual is not None and run.value < usual.limit

    return _row(samples, times, _Before(limit), suspicious, is_bad, adopts=True)


class _Before:
    """The runs that count as usual, and what they say, worked out when it is asked for."""

    def __init__(self, limit: Callable[[Sequence[Sample]], Usual | None]) -> None:
        self._limit = limit
        self._runs: list[Sample] = []
        self._usual: tuple[Usual | None] | None = None

    def usual(self) -> Usual | None:
        """What is usual; None where too little is known."""
        if self._usual is None:
            self._usual = (self._limit(self._runs),)
        return self._usual[0]

    def add(self, runs: Sequence[Sample]) -> None:
        """Count these as usual too."""
        self._runs, self._usual = _trailing([*self._runs, *runs]), None


def _row(
    samples: Sequence[Sample],
    times: Sequence[datetime],
    before: _Before,
    suspicious: Callable[[Sample, _Before], bool],
    is_bad: Callable[[Sequence[Sample], Usual], bool],
    *,
    adopts: bool,
) -> Row | None:
    """Go through the runs in order; empty ones say nothing. Bad ones are not usual, unless they last and `adopts`."""
    first, row = 0, list[Sample]()
    for index, run in enumerate(samples):
        if not run.size:
            continue
        if suspicious(run, before):
            first = first if row else index
            row.append(run)
            if adopts and len(row) >= TRAILING and times[index] - times[first] >= ADOPTED:
                before.add(row)
                row = []
        else:
            usual = before.usual() if row else None
            over = usual is not None and is_bad(row, usual)  # what was bad was not usual
            before.add([run] if over else [*row, run])
            row = []
    usual = before.usual()
    if usual is None or not row or len(samples) < FEWEST or not is_bad(row, usual):
        return None
    size = sum(run.size for run in row)
    value = math.exp(sum(run.size * math.log(run.value) for run in row) / size) if row[0].value else 0.0
    return Row(first, len(row), sum(run.bad for run in row), size, value, usual.value)


def _trailing(runs: list[Sample]) -> list[Sample]:
    """The last TRAILING runs, or as many more as it takes to have enough samples."""
    count, size = 0, 0
    for run in reversed(runs):
        if count >= _FARTHEST or (count >= TRAILING and size >= _ENOUGH):
            break
        count, size = count + 1, size + run.size
    return runs[-count:]
