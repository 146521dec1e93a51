"""`newsarchive recover`: mend torn segments."""

from __future__ import annotations

from pathlib import Path

import typer

from newsarchive.archive import recovery
from newsarchive.archive.location import archives_dir
from newsarchive.errors import UsageError


def recover(
    paths: list[Path] | None = typer.Argument(
        None, help="A source's folder or the archives folder. Default: the archives."
    ),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
) -> None:
    """Mend what a killed crawl left: cut torn files to their last good record, keep the torn bytes, close the pair."""
    failed = False
    for path in paths or [archives_dir(archives)]:
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        report = recovery.recover(path)
        typer.echo(f"{path}: {report}")
        failed = failed or bool(report.failed)
    if failed:
        raise typer.Exit(1)
