"""`newsarchive health`: what is wrong with the sources, since when, why, and what to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.dates import VIETNAM
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.frontier.deaths import deaths
from newsarchive.frontier.store import NAME as FRONTIER
from newsarchive.operations.health import Finding, Health, health
from newsarchive.operations.reports import NAME as REPORTS
from newsarchive.operations.reports import Reports, read


def command(
    sources: list[str] | None = typer.Argument(
        None, metavar="[SOURCE]...", help="Sources. Default: all that were crawled."
    ),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a source."),
) -> None:
    """Hold each source's last runs against those before; exit 1 where something is wrong."""
    root = archives_dir(archives)
    folders = [root / source for source in sources] if sources else _crawled(root)
    missing = [folder.name for folder in folders if not _was_crawled(folder)]
    if missing:
        raise UsageError(f"{', '.join(missing)}: not crawled yet under {root}")
    now = datetime.now(UTC)
    found = [look(folder, now) for folder in folders]
    for one in found:
        if as_json:
            findings = [finding.to_dict() for finding in one.findings]
            typer.echo(json.dumps({"source": one.source, "findings": findings, "notes": one.notes}, ensure_ascii=False))
        elif one.findings or one.notes:
            typer.echo("\n".join(lines_of(one)))
    ill = sum(bool(one.findings) for one in found)
    if not as_json:
        typer.echo(f"{len(found)} sources, {ill} with something wrong" if found else f"nothing crawled under {root}")
    if ill:
        raise typer.Exit(1)


def look(folder: Path, now: datetime, overdue: datetime | None = None) -> Health:
    """Judge the source in `folder` by what lies there."""
    held, problem, dead = Ownership.is_held(folder), None, []
    try:
        dead = deaths(folder)
    except ArchiveError as error:
        problem = str(error)
    reports = read(folder)
    if problem is not None and reports.problem is None:
        reports = Reports(reports.found, problem)
    return health(folder.name, reports, now, deaths=dead, held=held, overdue=overdue)


def lines_of(found: Health) -> list[str]:
    """The findings of one source as lines a person can read."""
    lines = []
    for finding in found.findings:
        lines.append(f"{found.source}: {finding.kind}{_since(finding)}")
        if finding.arguments is not None:
            lines.append(f"  crawl: {finding.arguments}")
        lines += [f"  what: {finding.what}", f"  likely cause: {finding.cause}", f"  to do: {finding.remedy}"]
    return lines + [f"{found.source}: note: {note}" for note in found.notes]


def _since(finding: Finding) -> str:
    if finding.since is None:
        return ""
    runs = f" ({finding.runs} run{'s' if finding.runs > 1 else ''})" if finding.runs else ""
    return f" since {finding.since.astimezone(VIETNAM):%Y-%m-%d %H:%M}{runs}"


def _crawled(root: Path) -> list[Path]:
    return [folder for folder in sorted(root.iterdir()) if _was_crawled(folder)] if root.is_dir() else []


def _was_crawled(folder: Path) -> bool:
    return any((folder / name).exists() for name in (REPORTS, FRONTIER))
