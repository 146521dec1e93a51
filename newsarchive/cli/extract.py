"""`newsarchive extract`: print the records of pages that are stored, or of one URL fetched now."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import TextIO

import typer

from newsarchive.archive import paths
from newsarchive.cli.differing import differing
from newsarchive.cli.fetching import fetch
from newsarchive.dataset.outcome import Outcome, Tally
from newsarchive.dataset.page_lists import instant
from newsarchive.dataset.rereading import Options, merged, outcomes, results
from newsarchive.errors import UsageError


def extract(
    inputs: list[str] = typer.Argument(
        ...,
        metavar="INPUT...",
        help="WARC files, folders of them, page lists (.jsonl), HTML files (with --url), or URLs.",
    ),
    output: Path | None = typer.Option(None, "-o", "--output", help="A file, or a folder for a result a WARC file."),
    url: str | None = typer.Option(None, "--url", help="The address an HTML file was fetched from."),
    fetched_at: str | None = typer.Option(None, "--fetched-at", help="When an HTML file was fetched (ISO 8601)."),
    jobs: int = typer.Option(1, "--jobs", min=1, help="Processes."),
    generic: bool = typer.Option(False, "--generic", help="Switch every layout off."),
    hosts: list[str] = typer.Option(None, "--hosts", help="Of archives, only pages on this host, or below it."),
    diff: bool = typer.Option(False, "--diff", help="Show what would change against the lines on disk."),
) -> None:
    """Read articles from stored pages and print them as JSON Lines; what gave none is counted on standard error.

    WARC files may be anybody's: gzip, zstd or plain. Damaged places are passed over, told at the end, exit code 1.
    """
    _protect([Path(name) for name in inputs if "://" not in name], output)
    fetched, options = _instant(fetched_at), Options(generic, tuple(name.lower() for name in hosts or ()))
    if diff:
        _show_differences([Path(name) for name in inputs], output, generic=generic, jobs=jobs)
    elif output is not None and (output.is_dir() or str(output).endswith(os.sep)):
        _tell_tally(merged(results([Path(name) for name in inputs], output, options, jobs=jobs)))
    else:
        tally = Tally()
        with tempfile.TemporaryDirectory() as scratch, _sink(output) as sink:
            files = [fetch(name, Path(scratch), n) if "://" in name else Path(name) for n, name in enumerate(inputs)]
            for outcome in outcomes(
                files, url=url, fetched_at=fetched, generic=generic, jobs=jobs, hosts=options.hosts
            ):
                tally.add(outcome)
                if outcome.line is not None:
                    sink.write(outcome.line + "\n")
                elif outcome.skipped is None:
                    _tell(outcome)
        _tell_tally(tally)


def _protect(inputs: list[Path], output: Path | None) -> None:
    """Refuse an output that would take the place of what is read, or of an archive."""
    if output is None or not output.is_file():
        return
    if (
        paths.is_warc(output)
        or paths.is_jsonl(output)
        or any(output.samefile(path) for path in inputs if path.exists())
    ):
        raise UsageError(f"--output {output} is an input or part of an archive: choose another name")


def _show_differences(inputs: list[Path], output: Path | None, *, generic: bool, jobs: int) -> None:
    with _sink(output) if output is not None else nullcontext(None) as sink:
        for line in differing(inputs, generic=generic, jobs=jobs):
            if sink is not None:
                sink.write(line + "\n")


def _tell_tally(tally: Tally) -> None:
    """What came of the pages: damaged places, then one line of counts."""
    for reason, where in tally.first:
        typer.echo(f"newsarchive: {reason}: {where}", err=True)
    if tally.places > len(tally.first):
        typer.echo(f"newsarchive: and {tally.places - len(tally.first)} more damaged places", err=True)
    text = f"{tally.written} records"
    if tally.reasons:
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(tally.reasons.items()))
        text += f"; no record from {tally.reasons.total()}: {reasons}"
    if tally.places:
        text += f"; damaged places {tally.places}, {tally.skipped_bytes} bytes skipped"
    typer.echo(text, err=True)
    if tally.broken:
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
