"""What reading a stored page again gave, and the count of many such outcomes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_PLACES = 100  # damaged places that are kept one by one; a file may have millions


class Outcome(NamedTuple):
    """What one page gave: the JSON line of its article, or `reason` and `where` (a URL, or file and offset)."""

    line: str | None
    reason: str | None = None
    where: str = ""
    broken: bool = False  # the input itself is damaged or missing, not just no article
    skipped: int | None = None  # of a damaged place in a WARC: the bytes that were passed over


@dataclass
class Tally:
    """Counts of outcomes: records, why there was none, and damaged places with the bytes passed over there."""

    written: int = 0
    broken: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    places: int = 0
    skipped_bytes: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)  # (reason, where) of damaged places

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        if outcome.line is not None:
            self.written += 1
            return
        self.reasons[outcome.reason or "unknown"] += 1
        self.broken += outcome.broken
        if outcome.skipped is not None:
            self.places += 1
            self.skipped_bytes += outcome.skipped
            if len(self.first) < MOST_PLACES:
                self.first.append((outcome.reason or "unknown", outcome.where))

    def merge(self, other: Tally) -> None:
        """Count what another has counted."""
        self.written += other.written
        self.broken += other.broken
        self.reasons.update(other.reasons)
        self.places += other.places
        self.skipped_bytes += other.skipped_bytes
        self.first += other.first[: max(0, MOST_PLACES - len(self.first))]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {
            **vars(self),
            "reasons": dict(sorted(self.reasons.items())),
            "first": [list(each) for each in self.first],
        }

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Tally:
        """The same again. Raise KeyError or TypeError for what is none."""
        first = [(str(reason), str(where)) for reason, where in values["first"]]
        return cls(**{**values, "reasons": Counter(values["reasons"]), "first": first})
