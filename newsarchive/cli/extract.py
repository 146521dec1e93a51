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
    """Read articles from stored pages and print them as JSON Lines; what gave none is counted on standard error."""
    fetched = _instant(fetched_at)
    skipped: Counter[str] = Counter()
    written = broken = 0
    with tempfile.TemporaryDirectory() as scratch, _sink(output) as sink:
        files = [fetch(name, Path(scratch), n) if "://" in name else Path(name) for n, name in enumerate(inputs)]
        for outcome in outcomes(files, url=url, fetched_at=fetched, generic=generic, jobs=jobs):
            if outcome.line is not None:
                sink.write(outcome.line + "\n")
                written += 1
            else:
                skipped[outcome.reason or "unknown"] += 1
                broken += outcome.broken
                _tell(outcome)
    reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(skipped.items()))
    typer.echo(f"{written} records" + (f"; no record from {skipped.total()}: {reasons}" if reasons else ""), err=True)
    if broken:
        raise typer.Exit(1)


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
