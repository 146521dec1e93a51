"""A crawl as crawls.toml plans it, and one that is to be started."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from newsarchive.operations.arguments import arguments
from newsarchive.operations.timing import Cron, Every, Hours, is_relative


@dataclass(frozen=True)
class Crawl:
    """One table of crawls.toml. `given` are -a as they stand there, `settings` -s."""

    name: str
    sources: tuple[str, ...]
    timing: Every | Cron
    given: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    quiet: tuple[Hours, ...] = ()

    def arguments(self, source: str, moment: datetime) -> str:
        """What the frontier of `source` knows this crawl by when it begins at the aware `moment`. Raise UsageError."""
        return arguments(source, dict(self.given), moment, dict(self.settings).get("REPLAY"))

    @property
    def is_relative(self) -> bool:
        """Whether its arguments depend on the day."""
        return any(is_relative(value) for name, value in self.given if name in ("since", "until"))


class Task(NamedTuple):
    """A crawl to start: `arguments` are canonical JSON. `crawl` is the table's name, empty for one by hand."""

    crawl: str
    source: str
    arguments: str
    settings: tuple[tuple[str, str], ...] = ()
