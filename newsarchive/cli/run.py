"""`newsarchive run`: what is due by crawls.toml, or sources by hand, some crawls side by side."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import typer
from rich.console import Console

from newsarchive.archive.location import archives_dir
from newsarchive.archive.ownership import Ownership
from newsarchive.cli.live import Drawing, Lines
from newsarchive.errors import NewsArchiveError, SegmentLocked, UsageError
from newsarchive.operations import crawls_file
from newsarchive.operations.arguments import arguments
from newsarchive.operations.child import Child
from newsarchive.operations.crawl import Crawl, Task
from newsarchive.operations.runner import Runner, Supply
from newsarchive.operations.supply import ByHand, Due
from newsarchive.sources import spiders

_JOBS = 4


def run(
    sources: list[str] | None = typer.Argument(None, help='Sources to crawl now, or "all".'),
    due: bool = typer.Option(False, "--due", help="Crawl what is due by crawls.toml."),
    jobs: int = typer.Option(_JOBS, "--jobs", min=1, help="So many crawls at once."),
    crawls: Path | None = typer.Option(None, "--crawls", help="Default: crawls.toml here or beside scrapy.cfg."),
    argument: list[str] = typer.Option([], "-a", metavar="NAME=VALUE", help="As of scrapy crawl; also since=-7d."),
    setting: list[str] = typer.Option([], "-s", metavar="NAME=VALUE", help="As of scrapy crawl."),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
    log: bool = typer.Option(
        True, "--log/--no-log", help="Each crawl's log goes to archives/SOURCE/logs (the newest 20), else to stderr."
    ),
) -> None:
    """Crawl what is due, or these sources, side by side.

    Each in a process of its own. SIGTERM or Ctrl-C closes them all well, a second one at once.
    """
    root = archives_dir(archives)
    if due == bool(sources):
        raise UsageError("run takes either sources or --due")
    if not due and crawls is not None:
        raise UsageError("--crawls goes with --due")
    if not due:
        tasks = _by_hand(sources or [], _pairs("-a", argument), _pairs("-s", setting))
        _work(root, jobs, log, lambda show: ByHand(root, tasks, show.ends), asked=True)
        return
    if argument or setting:
        raise UsageError("-a and -s of what is due stand in crawls.toml")
    plan = planner(crawls)
    plan()  # a wrong file is told before anything else
    try:
        turn = Ownership(root)
    except SegmentLocked:
        typer.echo(f"another `newsarchive run --due` is at work under {root}: it crawls what is due")
        return
    try:
        _work(root, jobs, log, lambda show: Due(root, plan, _now, show.ends, show.says), asked=False)
    finally:
        turn.release()


def planner(crawls: Path | None) -> Callable[[], Sequence[Crawl]]:
    """What reads crawls.toml, the given one or the one that is found, each time it is called."""
    path = (crawls or crawls_file.find(Path.cwd())).absolute()
    return lambda: crawls_file.read(path, spiders(), _now())


def _work(root: Path, jobs: int, log: bool, supply: Callable[[Lines | Drawing], Supply], *, asked: bool) -> None:
    """Run all; raise where something failed, or what was asked for was skipped."""
    console = Console(stderr=True)
    show = Drawing(console, time.monotonic) if console.is_terminal and log else Lines(_now, time.monotonic)
    runner = Runner(jobs, lambda task: Child(task, root, _now(), log=log), show, clock=time.monotonic, sleep=time.sleep)
    try:
        with runner.listening():
            runner.run(supply(show))
    finally:
        show.closes()
    wrong = [result for result in show.results if result.failed or (asked and result.skipped)]
    if not show.results and sys.stdout.isatty():
        typer.echo("nothing is due")
    if wrong:
        names = ", ".join(dict.fromkeys(result.task.source for result in wrong))
        raise NewsArchiveError(f"{len(wrong)} of {len(show.results)} crawls failed: {names}")


def _by_hand(sources: list[str], given: dict[str, str], settings: dict[str, str]) -> list[Task]:
    if "ARCHIVES_DIR" in settings:
        raise UsageError("-s ARCHIVES_DIR: give the folder as --archives")
    names = list(spiders()) if sources == [crawls_file.ALL] else list(dict.fromkeys(sources))
    replay = settings.get("REPLAY")
    return [Task("", name, arguments(name, given, _now(), replay), tuple(settings.items())) for name in names]


def _pairs(flag: str, said: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in said]
    for name, equals, _ in pairs:
        if not equals or not name.strip():
            raise UsageError(f"{flag} {name!r}: write it like {flag} NAME=VALUE")
    return {name: value for name, _, value in pairs}


def _now() -> datetime:
    return datetime.now().astimezone()
