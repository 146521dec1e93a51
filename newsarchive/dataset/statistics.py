"""What is counted of an exported file, and of all of them together: for the data card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from newsarchive.items import Article

COUNTED = ("date", "body", "lead", "authors", "section", "tags", "captions", "images", "source_name", "date_modified")


@dataclass
class Statistics:
    """Counts over records; days as ISO 8601, None before the first."""

    records: int = 0
    revised: int = 0  # of them, second and later versions
    filled: Counter[str] = field(default_factory=Counter)
    layouts: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    readers: Counter[str] = field(default_factory=Counter)
    published: Counter[str] = field(default_factory=Counter)  # by month of publication, YYYY-MM
    first_date: str | None = None
    last_date: str | None = None
    first_fetch: str | None = None
    last_fetch: str | None = None

    def add(self, article: Article) -> None:
        """Count one record."""
        self.records += 1
        self.revised += article.revision > 1
        self.filled.update(name for name in COUNTED if getattr(article, name))
        self.layouts[article.layout] += 1
        self.readers[article.reader] += 1
        self.flags.update(article.flags)
        if article.date:
            self.published[article.date[:7]] += 1
        self._widen("date", article.date and article.date[:10])
        self._widen("fetch", article.fetched_at and article.fetched_at[:10])

    def merge(self, other: Statistics) -> None:
        """Count what another has counted."""
        self.records += other.records
        self.revised += other.revised
        for name in ("filled", "layouts", "flags", "readers", "published"):
            getattr(self, name).update(getattr(other, name))
        for what in ("date", "fetch"):
            self._widen(what, getattr(other, f"first_{what}"))
            self._widen(what, getattr(other, f"last_{what}"))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, counts sorted by name."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {k: dict(sorted(v.items())) if isinstance(v, Counter) else v for k, v in values.items()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Statistics:
        """The same again. Raise TypeError for other keys."""
        given: dict[str, Any] = {k: Counter(v) if isinstance(v, dict) else v for k, v in values.items()}
        return cls(**given)

    def _widen(self, what: str, day: str | None) -> None:
        if day is None:
            return
        first, last = getattr(self, f"first_{what}"), getattr(self, f"last_{what}")
        setattr(self, f"first_{what}", min(first or day, day))
        setattr(self, f"last_{what}", max(last or day, day))


def total(parts: Iterable[Statistics]) -> Statistics:
    """All of them together."""
    whole = Statistics()
    for part in parts:
        whole.merge(part)
    return whole
