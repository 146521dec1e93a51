"""`newsarchive status` and `newsarchive retry`: what a source's frontier holds, also while a crawl writes it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.cli.live import rate_of, row_of, show, table
from newsarchive.crawling.progress import line_of
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.frontier import overview
from newsarchive.frontier.store import NAME, Store
from newsarchive.operations.arguments import command, options


def status(
    source: str | None = typer.Argument(None, help="A source. Default: every source that has been crawled."),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
) -> None:
    """Show what is done, pending and failed, and what runs now.

    By source: URLs by state and reason, how the last run ended; then a table of the crawls that run.
    """
    root = archives_dir(archives)
    shown = broken = 0
    under_way = []
    for folder in [root / source] if source else sorted(root.iterdir()) if root.is_dir() else []:
        try:
            found = overview.overview(folder)
        except ArchiveError as error:
            broken += 1
            typer.echo(f"{folder.name}: {error}")
            continue
        if found is not None:
            shown += 1
            running = Ownership.is_held(folder)
            typer.echo("\n".join(lines_of(found, running=running)))
            if running and found.last_run is not None and found.last_run.ended is None:
                under_way.append(row_of(folder.name, _arguments(found.last_run), "running", found.last_run))
    if under_way:
        show(table(under_way, f"{len(under_way)} under way"))
    if broken:
        raise typer.Exit(1)
    if source and not shown:
        raise UsageError(f"{source} has no frontier under {root}: it was not crawled yet")
    if not shown:
        typer.echo(f"nothing was crawled yet under {root}")


def retry(
    source: str = typer.Argument(..., help="The source whose failed URLs are to be tried again."),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
) -> None:
    """Put failed URLs back to pending: the next `scrapy crawl SOURCE` fetches them."""
    folder = archives_dir(archives) / source
    if not (folder / NAME).is_file():
        raise UsageError(f"{source} has no frontier in {folder}: it was not crawled yet")
    owner = Ownership(folder)
    try:
        store = Store(folder / NAME)
        try:
            count = overview.retry(store)
        finally:
            store.close()
    finally:
        owner.release()
    typer.echo(f"{source}: {count} failed URLs are pending again" + (f"; scrapy crawl {source}" if count else ""))


def lines_of(found: overview.Overview, *, running: bool) -> list[str]:
    """The overview of one source as lines a person can read."""
    states = ", ".join(f"{state} {count}" for state, count in found.states.items())
    lines = [f"{found.source}: {states}; {found.articles} articles"]
    for state, reasons in sorted(found.reasons.items()):
        counts = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        lines.append(f"  {state}: " + ", ".join(f"{reason} {count}" for reason, count in counts))
    for arguments, count in found.waiting.items():
        lines.append(f"  waiting: {count} for {command(found.source, arguments)}")
    if found.last_run is not None:
        lines.append(f"  last run: {_told(found.last_run, running=running)}")
    if found.last_run is not None and running:
        run = found.last_run
        lines.append(f"  {line_of(run.far.done, run.far.known, rate_of(run), run.unread)}")
    return lines


def _told(run: overview.Run, *, running: bool) -> str:
    began, seconds = _when(run.started), max(run.beat - run.started, 0.0)
    if run.ended is not None:
        end = f"ended {_when(run.ended)}, {run.reason}"
    elif running:
        end = f"running as process {run.pid}"
    else:
        end = f"died after {_when(run.beat)} (process {run.pid}); the next crawl mends it and goes on"
    errors = f", {run.failed} errors" if run.failed else ""
    return f"{began}, {end}; {run.articles} articles{errors} in {seconds:.0f} s"


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "seconds")


def _arguments(run: overview.Run) -> str:
    return " ".join(f"{name}={value}" for pairs in options(run.arguments) for name, value in pairs.items())
