"""`newsarchive verify`: prove every line from its archive."""

from __future__ import annotations

from pathlib import Path

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.dataset.verify import Verification
from newsarchive.errors import UsageError


def verify(
    paths: list[Path] | None = typer.Argument(
        None, help="Archives, source folders or segment files. Default: the archives."
    ),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
) -> None:
    """Check every record, follow every pointer, read every article again; exit 1 and name what can't be proven."""
    roots = paths or [archives_dir(archives)]
    for root in roots:
        if not root.exists():
            raise UsageError(f"{root} does not exist")
    verification = Verification()
    failures = 0
    for problem in verification.check(roots):
        failures += problem.fails
        typer.echo(f"{'FAIL' if problem.fails else 'note'} {problem.where}: {problem.reason}")
    counts = f"{verification.lines} lines, {verification.records} records, {verification.files} files"
    if not verification.files and not failures:
        raise UsageError(f"nothing to verify under {', '.join(map(str, roots))}")
    typer.echo(f"{'proven' if not failures else f'{failures} not proven'}: {counts}")
    if failures:
        raise typer.Exit(1)
