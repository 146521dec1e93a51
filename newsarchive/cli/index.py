"""`newsarchive index`: CDXJ indexes of what is closed, and look-ups in them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from newsarchive import urls
from newsarchive.archive import cdxj
from newsarchive.archive.location import archives_dir
from newsarchive.dataset.indexing import index as index_source
from newsarchive.dataset.indexing import source_folders
from newsarchive.dataset.page_lists import instant
from newsarchive.errors import UsageError


def index(
    paths: list[Path] | None = typer.Argument(
        None, help="A source's folder or the archives folder. Default: the archives."
    ),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
    rebuild: bool = typer.Option(False, "--rebuild", help="Index every file anew, not only those without an index."),
    url: str | None = typer.Option(None, "--url", help="Print the captures of this URL instead."),
    at: str | None = typer.Option(None, "--at", help="With --url: only the one nearest to this instant (ISO 8601)."),
) -> None:
    """Index WARC files as CDXJ (what pywb reads), one beside each file and one over a source, or look a URL up."""
    roots = paths or [archives_dir(archives)]
    for root in roots:
        if not root.exists():
            raise UsageError(f"{root} does not exist")
    folders = source_folders(roots)
    if not folders:
        raise UsageError(f"no WARC file under {', '.join(map(str, roots))}")
    if url is not None:
        _look_up(folders, url, _instant(at))
        return
    if at is not None:
        raise UsageError("--at goes with --url")
    failed = False
    for folder in folders:
        done = index_source(folder, rebuild=rebuild)
        typer.echo(f"{done.merged}: {done.files} files, {done.made} of them indexed now")
        for error in done.broken:
            failed = True
            typer.echo(f"FAILED {error}")
    if failed:
        raise typer.Exit(1)


def _look_up(folders: list[Path], url: str, at: datetime | None) -> None:
    if not urls.is_http(url):
        raise UsageError(f"--url {url!r} is no http(s) URL")
    shown = 0
    for folder in folders:
        merged = folder / cdxj.INDEX
        if not merged.is_file():
            raise UsageError(f"{folder} has no index yet: newsarchive index {folder}")
        nearest = cdxj.nearest(merged, url, at) if at is not None else None
        found = cdxj.captures(merged, url) if at is None else [nearest] if nearest is not None else []
        for entry in found:
            shown += 1
            place = f"{folder / entry.filename} {entry.offset}+{entry.length}"
            typer.echo(f"{entry.timestamp} {entry.status or '-'} {entry.mime or '-'} {entry.url} {place}")
    if not shown:
        typer.echo(f"no capture of {url}")
        raise typer.Exit(1)


def _instant(at: str | None) -> datetime | None:
    try:
        found = instant(at).astimezone(UTC) if at is not None else None
        if found is not None and not 1 < found.year < 9999:
            raise ValueError(at)
        return found
    except ValueError:
        raise UsageError(f"--at {at!r} is no ISO 8601 instant, like 2026-11-23T15:22:00Z") from None
