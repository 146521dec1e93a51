"""`newsarchive extract --diff`: what a change of rules would change, before it is accepted."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import typer

from newsarchive.dataset.differences import Difference, compare_all, tables_of
from newsarchive.errors import UsageError

_EXAMPLES = 3
_SHOWN = 160  # characters of a value
_KINDS = {
    "changed": "would change",
    "lost": "would be no article any more",
    "new": "are articles that no line tells of",
    "unreadable": "can't be read again",
}


def differing(inputs: list[Path], *, generic: bool, jobs: int) -> Iterator[str]:
    """Print the report, and give each difference as a JSON line. Raise Exit(1) at the end where there is one."""
    tables = tables_of(inputs)
    if not tables:
        raise UsageError(f"--diff: no JSON Lines of articles beside {', '.join(map(str, inputs))}")
    report, lines = _Report(), 0
    for compared in compare_all(tables, generic=generic, jobs=jobs):
        lines += compared.lines
        for difference in compared.differences:
            report.add(difference)
            yield json.dumps(difference._asdict(), ensure_ascii=False)
    typer.echo(f"{lines} lines read again: " + (report.counts() or "no difference"), err=True)
    for line in report.details():
        typer.echo(line, err=True)
    if any(report.found.values()):
        raise typer.Exit(1)


class _Report:
    """Counts differences by field, with the layouts they are of and the first examples."""

    def __init__(self) -> None:
        self.found: dict[str, set[str]] = defaultdict(set)  # ids by kind
        self._layouts: dict[str, Counter[str]] = defaultdict(Counter)
        self._examples: dict[str, list[str]] = defaultdict(list)

    def add(self, difference: Difference) -> None:
        """Count one."""
        self.found[difference.kind].add(difference.id)
        title = difference.field or difference.kind
        self._layouts[title][difference.layout] += 1
        if len(self._examples[title]) < _EXAMPLES:
            told = " -> ".join(_shown(each) for each in (difference.before, difference.after))
            self._examples[title].append(f"{difference.id}: {told if difference.field else _shown(difference.after)}")

    def counts(self) -> str:
        """How many articles of each kind."""
        return ", ".join(f"{len(self.found[kind])} {told}" for kind, told in _KINDS.items() if self.found[kind])

    def details(self) -> Iterator[str]:
        """A paragraph for each field, the one that changes most first."""
        for title, layouts in sorted(self._layouts.items(), key=lambda pair: (-pair[1].total(), pair[0])):
            named = ", ".join(f"{name or '-'} {count}" for name, count in layouts.most_common())
            yield f"{title}: {layouts.total()} ({named})"
            yield from (f"  {example}" for example in self._examples[title])


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."
