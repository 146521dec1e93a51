"""What a person sees: a drawn table on a terminal, lines elsewhere; both read from the frontiers."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from newsarchive.cli.live import Drawing, Lines, ending_of, row_of, table
from newsarchive.dates import VIETNAM
from newsarchive.frontier.jobs import Progress
from newsarchive.frontier.overview import Run
from newsarchive.operations.child import Result
from newsarchive.operations.crawl import Task

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)
RUNNING = Run("{}", 7, 1000.0, 1060.0, Progress(10, 70, 190), 3, 41, None, None, 2)
TASK = Task("newest", "tuoitre", '{"mode": "latest"}')


class Child:
    """A crawl under way."""

    def __init__(self, run: Run | None) -> None:
        self.task, self.pid, self.log, self.stopping, self._run = TASK, 7, Path("x.log"), False, run

    def run(self) -> Run | None:
        return self._run


@pytest.mark.parametrize(
    ("run", "cells"),
    [
        (None, ("", "", "", "", "")),
        (RUNNING, ("70 / 190+", "60", "41", "2", "2 min+")),
        (RUNNING._replace(unread=0), ("70 / 190", "60", "41", "2", "2 min")),
        (RUNNING._replace(ended=1060.0), ("70 / 190+", "60", "41", "2", "")),
        (RUNNING._replace(far=Progress(0, 0, 0)), ("0 / 0+", "0", "41", "2", "")),
    ],
)
def test_a_row(run: Run | None, cells: tuple[str, ...]) -> None:
    assert row_of("tuoitre", "newest", "running", run) == ("tuoitre", "newest", "running", *cells)


def test_how_it_ended() -> None:
    assert ending_of(Result(TASK, None, RUNNING._replace(reason="finished"))) == "finished"
    assert ending_of(Result(TASK, None, None, failed="exit code 1: x")) == "failed: exit code 1: x"
    assert ending_of(Result(TASK, None, None, skipped="busy")) == "skipped: busy"
    assert ending_of(Result(TASK, None, None)) == "stopped before it began"


def test_lines_one_a_minute(capsys: pytest.CaptureFixture[str]) -> None:
    clock = iter([0.0, 30.0, 60.0, 60.0, 61.0])
    lines, child = Lines(lambda: NOW, lambda: next(clock)), Child(RUNNING)
    lines.begins(child)  # type: ignore[arg-type]
    for _ in range(3):
        lines.looks([child])  # type: ignore[list-item]
    lines.ends(Result(TASK, None, RUNNING._replace(reason="finished", ended=1060.0)))
    assert capsys.readouterr().out.splitlines() == [
        "2026-11-23 10:00:00+07:00 tuoitre (newest): begins as process 7, log x.log",
        "2026-11-23 10:00:00+07:00 tuoitre (newest): progress: 70 of 190 known URLs done (37%), 60 a minute, 3 listings"
        " and sitemaps unread, 2 min left for what is known, 41 articles, 2 errors",
        "2026-11-23 10:00:00+07:00 tuoitre (newest): finished; 60 pages, 41 articles, 2 errors",
    ]


def drawn(width: int, *steps: Any) -> str:
    stream = io.StringIO()
    seconds = iter(range(0, 100, 2))
    drawing = Drawing(
        Console(file=stream, force_terminal=True, width=width, color_system=None), lambda: float(next(seconds))
    )
    for step in steps:
        step(drawing)
    drawing.closes()
    return stream.getvalue()


def test_a_terminal_gets_a_table_that_stays() -> None:
    child = Child(RUNNING)
    broken = Result(Task("", "vietnamvn", "{}"), Path("y.log"), None, failed="exit code 1: [x]")
    said = drawn(
        120,
        lambda drawing: drawing.begins(child),
        lambda drawing: drawing.looks([child]),
        lambda drawing: drawing.ends(Result(TASK, None, RUNNING._replace(reason="finished", ended=1060.0))),
        lambda drawing: drawing.ends(broken),
    )
    assert "1 under way, 0 ended" in said
    assert "running" in said
    assert "vietnamvn: failed: exit code 1: [x] (y.log)" in said
    last = said.rpartition("2 crawls")[2]
    assert "70 / 190" in last
    assert "1: [x]" in last
    assert "finished" in last


def test_nothing_run_leaves_nothing() -> None:
    assert "crawls" not in drawn(80)


def test_by_hand_there_is_no_column_of_tables() -> None:
    stream = io.StringIO()
    Console(file=stream, width=100).print(table([row_of("tuoitre", "", "running", RUNNING)]))
    assert "crawl" not in stream.getvalue()
