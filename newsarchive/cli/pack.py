"""`newsarchive pack`: a source, or some days of it, as one WACZ."""

from __future__ import annotations

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.cli.progress import bar
from newsarchive.dataset.packing import pack as pack_source
from newsarchive.dataset.selecting import Days
from newsarchive.errors import UsageError


def pack(
    source: str = typer.Argument(..., help="A source that was crawled, or the folder of one."),
    output: Path = typer.Option(..., "-o", "--output", help="The package, FILE.wacz."),
    since: str | None = typer.Option(None, "--since", help="First day of capture, like 2026-11-23."),
    until: str | None = typer.Option(None, "--until", help="Last day of capture."),
    self_contained: bool = typer.Option(
        True,
        "--self-contained/--as-captured",
        help="Add captures of other days: what the pages need to look as they did, and what revisits refer to.",
    ),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
) -> None:
    """Pack captures, their index and the list of their articles as a WACZ 1.1.1, which replays by itself."""
    folder = folder_of(source, archives)
    days = Days(_day("--since", since), _day("--until", until))
    if days.since and days.until and days.since > days.until:
        raise UsageError(f"--since {since} is later than --until {until}")
    target = output.absolute()
    if not target.parent.is_dir():
        raise UsageError(f"--output {output}: {target.parent} is no folder")
    if target.exists() and not target.is_file():
        raise UsageError(f"--output {output} is no file")
    if target.exists() and not zipfile.is_zipfile(target):
        raise UsageError(f"--output {output} is there already, and no package: choose another name")
    with bar("packing") as progress:
        done = pack_source(
            folder, target, days, created=datetime.now(UTC), self_contained=self_contained, progress=progress
        )
    megabytes = f"{done.size / 1e6:.1f} MB"
    typer.echo(f"{output}: {done.pages} articles, {done.captures} captures from {done.files} files, {megabytes}")


def folder_of(source: str, archives: Path | None) -> Path:
    """The folder of a source: a name under the archives, else a path. Raise UsageError."""
    for folder in (archives_dir(archives) / source, Path(source)):
        if folder.is_dir():
            return folder.absolute()
    raise UsageError(f"{source} is no source under {archives_dir(archives)}, and no folder")


def _day(name: str, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError:
        raise UsageError(f"{name} {value!r} is no day: write it like 2026-11-23") from None
