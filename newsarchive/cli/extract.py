"""`newsarchive extract`: print the records of pages that are stored, or of one URL fetched now."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

import typer

from newsarchive.cli.fetching import fetch
from newsarchive.dataset.reread import Outcome, instant, outcomes
from newsarchive.errors import UsageError

_MOST_PLACES = 100  # damaged places that are told one by one


def extract(
    inputs: list[str] = typer.Argument(
        ...,
        metavar="INPUT...",
        help="WARC files, folders of them, page lists (.jsonl), HTML files (with --url), or URLs.",
    ),
    output: Path | None = typer.Option(None, "-o", "--output", help="Write here instead of standard output."),
    url: str | None = typer.Option(None, "--url", help="The address an HTML file was fetched from."),
    fetched_at: str | None = typer.Option(None, "--fetched-at", help="When an HTML file was fetched (ISO 8601)."),
    jobs: int = typer.Option(1, "--jobs", min=1, help="Processes."),
    generic: bool = typer.Option(False, "--generic", help="Switch every layout off."),
) -> None:
    """Read articles from stored pages and print them as JSON Lines; what gave none is counted on standard error.

    WARC files may be anybody's: gzip, zstd or plain. Damaged places are passed over, told at the end, exit code 1.
    """
    fetched = _instant(fetched_at)
    counts = _Counts()
    with tempfile.TemporaryDirectory() as scratch, _sink(output) as sink:
        files = [fetch(name, Path(scratch), n) if "://" in name else Path(name) for n, name in enumerate(inputs)]
        for outcome in outcomes(files, url=url, fetched_at=fetched, generic=generic, jobs=jobs):
            if outcome.line is not None:
                sink.write(outcome.line + "\n")
            counts.add(outcome)
    counts.tell()
    if counts.broken:
        raise typer.Exit(1)


class _Counts:
    """What came of the pages, for standard error: reasons as they come, damaged places at the end."""

    def __init__(self) -> None:
        self.written = self.broken = 0
        self._reasons: Counter[str] = Counter()
        self._places = self._bytes = 0
        self._first: list[Outcome] = []  # damaged places; a file may hold millions

    def add(self, outcome: Outcome) -> None:
        if outcome.line is not None:
            self.written += 1
            return
        self._reasons[outcome.reason or "unknown"] += 1
        self.broken += outcome.broken
        if outcome.skipped is None:
            _tell(outcome)
            return
        self._places += 1
        self._bytes += outcome.skipped
        if len(self._first) < _MOST_PLACES:
            self._first.append(outcome)

    def tell(self) -> None:
        for outcome in self._first:
            _tell(outcome)
        if self._places > len(self._first):
            typer.echo(f"newsarchive: and {self._places - len(self._first)} more damaged places", err=True)
        text = f"{self.written} records"
        if self._reasons:
            reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(self._reasons.items()))
            text += f"; no record from {self._reasons.total()}: {reasons}"
        if self._places:
            text += f"; damaged places {self._places}, {self._bytes} bytes skipped"
        typer.echo(text, err=True)


def _tell(outcome: Outcome) -> None:
    typer.echo(f"newsarchive: {outcome.reason}: {outcome.where}", err=True)


def _instant(text: str | None) -> datetime | None:
    try:
        return instant(text) if text is not None else None
    except ValueError:
        raise UsageError(f"--fetched-at {text!r} is no ISO 8601 instant, like 2026-11-23T15:22:00Z") from None


@contextmanager
def _sink(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears under its name only when it is whole."""
    if output is None:
        yield sys.stdout
        return
    target = output.resolve()
    whole = target.is_file() or not target.exists()  # a device or a pipe is written to as it is
    try:
        if whole:
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part")
            stream = os.fdopen(handle, "w", encoding="utf-8")
        else:
            name, stream = "", target.open("w", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--output {output}: {error.strerror}") from error
    try:
        with stream:
            yield stream
        if whole:
            Path(name).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            Path(name).replace(target)
    except OSError as error:
        raise UsageError(f"--output {output}: {error}") from error
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


def _umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now
