"""`newsarchive schedule`: what crawls next and why not now, and what makes a machine call `run --due`."""

from __future__ import annotations

import os
import pwd
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.cli.live import show
from newsarchive.cli.run import planner
from newsarchive.crawling.progress import duration
from newsarchive.dates import VIETNAM
from newsarchive.errors import ArchiveError, UsageError
from newsarchive.frontier.history import Job, jobs
from newsarchive.operations import crawls_file
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.due import Verdict, judge
from newsarchive.operations.units import Call, cron, seconds_to_stop, systemd

_WORDS = {
    "due": "due",
    "never ran": "due: it never ran",
    "goes on": "due: it goes on where it stopped",
    "running": "a crawl of the source is under way",
}


def schedule(
    crawls: Path | None = typer.Option(None, "--crawls", help="Default: crawls.toml here or beside scrapy.cfg."),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
    as_systemd: bool = typer.Option(False, "--systemd", help="Print a systemd service and timer instead."),
    as_cron: bool = typer.Option(False, "--cron", help="Print a line for crontab instead."),
    jobs_at_once: int | None = typer.Option(None, "--jobs", min=1, help="For --systemd and --cron: as of run."),
) -> None:
    """List the crawls of crawls.toml: last, next, why not now."""
    root, plan = archives_dir(archives), planner(crawls)()
    if as_systemd and as_cron:
        raise UsageError("--systemd or --cron, one of them")
    if jobs_at_once is not None and not (as_systemd or as_cron):
        raise UsageError("--jobs goes with --systemd or --cron")
    if as_systemd or as_cron:
        call = _call(root, crawls, jobs_at_once)
        typer.echo(cron(call) if as_cron else systemd(call, user=_user(), stop_seconds=seconds_to_stop(plan)), nl=False)
        return
    if not _list(root, plan, datetime.now().astimezone()):
        raise typer.Exit(1)


def _list(root: Path, plan: Sequence[Crawl], now: datetime) -> bool:
    """Print the table; False where a frontier can't be read, or arguments are wrong today."""
    broken: dict[str, str] = {}

    def look(source: str) -> tuple[list[Job], bool]:
        try:
            return jobs(root / source), Ownership.is_held(root / source)
        except (ArchiveError, OSError) as error:
            broken[source] = str(error)
            return [], False

    verdicts = sorted(judge(plan, look, now), key=lambda verdict: (not verdict.tasks, verdict.next, verdict.source))
    table = Table(
        "crawl", "source", "last start", "next", "now", caption="times in Vietnam", caption_justify="left",
        box=SIMPLE_HEAD,
    )  # fmt: skip
    for verdict in verdicts:
        last = _when(verdict.last) if verdict.last else "never"
        why = broken.get(verdict.source) or _why(verdict, now)
        table.add_row(verdict.crawl, verdict.source, last, _when(verdict.next), escape(why))
    show(table)
    return not broken and not any(verdict.wrong for verdict in verdicts)


def _why(verdict: Verdict, now: datetime) -> str:
    if verdict.wrong:
        return verdict.why
    if verdict.why == "quiet":
        return f"due, but quiet until {_when(verdict.next)}"
    return _WORDS.get(verdict.why) or f"in {duration((verdict.next - now).total_seconds())}"


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"


def _call(root: Path, crawls: Path | None, jobs_at_once: int | None) -> Call:
    """`newsarchive run --due` with absolute paths, from the folder that this command was called in."""
    path = (crawls or crawls_file.find(Path.cwd())).absolute()
    program = Path(sys.executable).with_name("newsarchive")
    start = (str(program),) if program.is_file() else (sys.executable, "-c", "from newsarchive.cli import main; main()")
    command = (*start, "run", "--due", "--crawls", str(path), "--archives", str(root))
    project = os.environ.get("SCRAPY_SETTINGS_MODULE")
    environment = (("SCRAPY_SETTINGS_MODULE", project),) if project else ()
    return Call(command + (("--jobs", str(jobs_at_once)) if jobs_at_once else ()), Path.cwd(), environment)


def _user() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
