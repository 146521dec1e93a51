"""`newsarchive export`: an archive's articles as Parquet or compressed JSON Lines."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.cli.progress import bar
from newsarchive.dataset.exporting import FORMATS, Format
from newsarchive.dataset.exporting import export as export_articles
from newsarchive.errors import UsageError


def export(
    path: Path | None = typer.Argument(None, help="An archives folder, or a source's. Default: archives/."),
    output: Path = typer.Option(..., "-o", "--output", help="The folder of the export; a second export adds to it."),
    form: str = typer.Option("parquet", "--format", help="parquet or jsonl.gz."),
) -> None:
    """Write all closed segments below DIR as source=/month= partitions, with datapackage.json and a data card."""
    chosen = _format(form)
    with bar("exporting") as progress:
        done = export_articles([path or archives_dir(None)], output.absolute(), chosen, progress=progress)
    waiting = f"; {done.still_open} open segments wait for the next export" if done.still_open else ""
    typer.echo(f"{output}: {done.records} records in {done.files} files, {done.written} of them new{waiting}")


def _format(form: str) -> Format:
    for known in FORMATS:
        if form == known:
            if known == "parquet" and find_spec("pyarrow") is None:
                raise UsageError("--format parquet needs pyarrow: pip install 'newsarchive[parquet]'")
            return known
    raise UsageError(f"--format {form!r}: it takes {' or '.join(FORMATS)}")
