"""`newsarchive recover`: mend torn segments, and bring a source's frontier together with them."""

from __future__ import annotations

from pathlib import Path

import typer
from scrapy import Request
from scrapy.utils.request import fingerprint

from newsarchive.archive import paths as segment_paths
from newsarchive.archive import recovery
from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.errors import ArchiveError, SegmentLocked, UsageError
from newsarchive.frontier.recovery import recover as recover_frontier
from newsarchive.frontier.store import NAME, Store


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
        for folder in _sources(path):
            try:
                typer.echo(f"{folder}: {_mend(folder)}")
            except SegmentLocked as error:
                typer.echo(f"{folder}: left alone: {error}")
            except ArchiveError as error:
                failed = True
                typer.echo(f"{folder}: FAILED: {error}")
    if failed:
        raise typer.Exit(1)


def _sources(path: Path) -> list[Path]:
    """The folders of sources at or below `path` that may need mending; `path` itself where there is none."""
    owned = {file.parent for file in path.rglob(NAME)}
    torn = {
        segment_paths.source_folder(file) for file in segment_paths.segment_files(path) if segment_paths.is_open(file)
    }
    return sorted(owned | torn) or [path]


def _mend(folder: Path) -> object:
    if not (folder / NAME).is_file():
        report = recovery.recover(folder)
        if report.failed:
            raise ArchiveError(str(report))
        return report
    owner = Ownership(folder)
    try:
        store = Store(folder / NAME)
        try:
            return recover_frontier(folder, store, lambda url: fingerprint(Request(url)))
        finally:
            store.close()
    finally:
        owner.release()
