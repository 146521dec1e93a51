"""`newsarchive health`: what is wrong with the sources, since when, why, and what to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.dates import VIETNAM
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.frontier.deaths import deaths
from newsarchive.frontier.history import Job, jobs
from newsarchive.frontier.store import NAME as FRONTIER
from newsarchive.operations import crawls_file
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.due import judge
from newsarchive.operations.health import Finding, Health, Late, health
from newsarchive.operations.lateness import late
from newsarchive.operations.reports import NAME as REPORTS
from newsarchive.operations.reports import Reports, read
from newsarchive.sources import spiders


def command(
    sources: list[str] | None = typer.Argument(
        None, metavar="[SOURCE]...", help="Sources. Default: all that were crawled, or are planned and late."
    ),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
    crawls: Path | None = typer.Option(
        None, "--crawls", help="Default: crawls.toml here or beside scrapy.cfg, if any."
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a source."),
) -> None:
    """Hold each source's last runs against those before; exit 1 where something is wrong."""
    root, now = archives_dir(archives), datetime.now(UTC)
    plan, planned = _plan(crawls, now)
    overdue = late(plan, judge(plan, lambda source: _look(root / source), now), now, planned)
    names = sorted(set(sources or {*_crawled(root), *overdue}))
    missing = [name for name in names if name not in overdue and not _was_crawled(root / name)]
    if missing:
        raise UsageError(f"{', '.join(missing)}: not crawled yet under {root}")
    found = [_health(root / name, now, overdue.get(name, [])) for name in names]
    for one in found:
        if as_json:
            findings = [finding.to_dict() for finding in one.findings]
            told = {"source": one.source, "findings": findings, "notes": one.notes}
            typer.echo(json.dumps(told, ensure_ascii=False))
        elif one.findings or one.notes:
            typer.echo("\n".join(lines_of(one)))
    ill = sum(bool(one.findings) for one in found)
    if not as_json:
        typer.echo(f"{len(found)} sources, {ill} with something wrong" if found else f"nothing crawled under {root}")
    if ill:
        raise typer.Exit(1)


def _plan(crawls: Path | None, now: datetime) -> tuple[Sequence[Crawl], datetime]:
    """The crawls of crawls.toml and when it was written; none where there is no such file and none is asked for."""
    try:
        path = crawls or crawls_file.find(Path.cwd())
    except UsageError:
        return (), now
    plan = crawls_file.read(path, spiders(), now)
    return plan, datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _look(folder: Path) -> tuple[list[Job], bool]:
    """What a scheduler sees of a source; one whose frontier can't be read is told of by itself."""
    try:
        return jobs(folder), Ownership.is_held(folder)
    except (ArchiveError, OSError):
        return [], True


def _health(folder: Path, now: datetime, overdue: Sequence[Late]) -> Health:
    """Judge the source in `folder` by what lies there."""
    held, reports = Ownership.is_held(folder), read(folder)
    try:
        dead = deaths(folder)
    except ArchiveError as error:
        dead, reports = [], Reports(reports.found, reports.problem or str(error))
    return health(folder.name, reports, now, deaths=dead, held=held, late=overdue)


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


def _crawled(root: Path) -> list[str]:
    return [folder.name for folder in root.iterdir() if _was_crawled(folder)] if root.is_dir() else []


def _was_crawled(folder: Path) -> bool:
    return any((folder / name).exists() for name in (REPORTS, FRONTIER))
