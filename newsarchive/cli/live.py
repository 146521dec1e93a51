"""What a person sees of crawls: one row each, drawn while they run, or lines in a log. All of it read from files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from math import inf

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from newsarchive.crawling.progress import duration, line_of
from newsarchive.frontier.overview import Run
from newsarchive.operations.child import Child, Result
from newsarchive.operations.crawl import Task

_REDRAW = 1.0  # seconds
_WIDE = 200
_COLUMNS = ("source", "crawl", "state", "done / known", "/min", "articles", "errors", "left")


def rate_of(run: Run) -> float:
    """URLs a second of a run."""
    return (run.far.done - run.far.begun) / max(run.beat - run.started, 0.001)


def row_of(source: str, crawl: str, state: str, run: Run | None) -> tuple[str, ...]:
    """A row of `table`: what the frontier says of a run, empty where it says nothing yet."""
    if run is None:
        return (source, crawl, state, "", "", "", "", "")
    far, rate = run.far, rate_of(run)
    left = duration((far.known - far.done) / rate) if run.ended is None and rate > 0 and far.known > far.done else ""
    more = "+" if run.unread else ""  # listings and sitemaps that wait will name more
    counts = (f"{far.done} / {far.known}{more}", f"{rate * 60:.0f}", str(run.articles), str(run.failed))
    return (source, crawl, state, *counts, left + more if left else "")


def table(rows: Iterable[tuple[str, ...]], title: str | None = None) -> Table:
    """Rows of `row_of` as a table."""
    rows = list(rows)
    drawn = Table(*_COLUMNS, title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in drawn.columns[3:7]:
        column.justify = "right"
    for number in (0, *range(3, 8)):
        drawn.columns[number].no_wrap = True
    if not any(row[1] for row in rows):  # by hand
        del drawn.columns[1]
        rows = [(row[0], *row[2:]) for row in rows]
    for row in rows:
        drawn.add_row(*map(escape, row))
    return drawn


def show(drawn: Table) -> None:
    """Print a table, in a log as wide as it needs."""
    console = Console()
    if not console.is_terminal:
        console.width = _WIDE
    console.print(drawn)


def ending_of(result: Result) -> str:
    """How a crawl ended, in words."""
    if result.failed or result.skipped:
        return f"failed: {result.failed}" if result.failed else f"skipped: {result.skipped}"
    return result.run.reason or "ended" if result.run else "stopped before it began"


class Lines:
    """Plain lines: one when a crawl begins and ends, and one every `every` seconds between. `clock`: seconds."""

    def __init__(self, now: Callable[[], datetime], clock: Callable[[], float], every: float = 60.0) -> None:
        self.results: list[Result] = []
        self._now, self._clock, self._every = now, clock, every
        self._told: dict[int, float] = {}

    def begins(self, child: Child) -> None:
        """Tell of a crawl that was started."""
        self._told[child.pid] = self._clock()
        self.says(f"{_name(child.task)}: begins as process {child.pid}" + (f", log {child.log}" if child.log else ""))

    def ends(self, result: Result) -> None:
        """Tell of one that has ended, or was not started."""
        self.results.append(result)
        run = result.run
        done = f"; {run.far.done - run.far.begun} pages, {run.articles} articles, {run.failed} errors" if run else ""
        self.says(f"{_name(result.task)}: {ending_of(result)}{done}")

    def looks(self, children: Sequence[Child]) -> None:
        """Tell how far each is, when it is time."""
        for child in children:
            if self._clock() - self._told[child.pid] >= self._every:
                self._told[child.pid] = self._clock()
                run = child.run()
                if run is not None:
                    self.says(
                        f"{_name(child.task)}: {line_of(run.far.done, run.far.known, rate_of(run), run.unread)},"
                        f" {run.articles} articles, {run.failed} errors"
                    )

    def says(self, text: str) -> None:
        """A line with its time."""
        typer.echo(f"{self._now().isoformat(' ', 'seconds')} {text}")

    def closes(self) -> None:
        """Nothing is left to draw."""


class Drawing:
    """A table that is drawn anew each second, and stays with all that ended when it closes."""

    def __init__(self, console: Console, clock: Callable[[], float]) -> None:
        self.results: list[Result] = []
        self._console, self._clock, self._drawn = console, clock, -inf
        self._live = Live(console=console, auto_refresh=False, transient=True)
        self._live.start()

    def begins(self, child: Child) -> None:
        """Draw it at the next look."""
        self._drawn = -inf

    def ends(self, result: Result) -> None:
        """Keep it for the last table; say at once what went wrong."""
        self.results.append(result)
        if result.failed or result.skipped:
            self.says(f"{_name(result.task)}: {ending_of(result)}" + (f" ({result.log})" if result.log else ""))

    def looks(self, children: Sequence[Child]) -> None:
        """Draw, once a second."""
        if self._clock() - self._drawn >= _REDRAW:
            self._drawn = self._clock()
            states = [(child, child.run()) for child in children]
            rows = [row_of(c.task.source, c.task.crawl, _state(c, run), run) for c, run in states]
            self._live.update(table(rows, f"{len(children)} under way, {len(self.results)} ended"), refresh=True)

    def says(self, text: str) -> None:
        """A line above the table."""
        self._console.print(text, highlight=False, soft_wrap=True, markup=False)

    def closes(self) -> None:
        """Leave the last table."""
        self._live.stop()
        if self.results:
            rows = [row_of(r.task.source, r.task.crawl, ending_of(r), r.run) for r in self.results]
            self._console.print(table(rows, f"{len(rows)} crawls"))


def _state(child: Child, run: Run | None) -> str:
    return "stopping" if child.stopping else "starting" if run is None else "running"


def _name(task: Task) -> str:
    return f"{task.source} ({task.crawl})" if task.crawl else task.source
