"""`newsarchive replay`: an archive in the browser, on loopback."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import typer

from newsarchive.archive.location import archives_dir
from newsarchive.cli.pack import folder_of
from newsarchive.cli.progress import bar
from newsarchive.dataset.indexing import source_folders
from newsarchive.dataset.packing import Days, pack
from newsarchive.errors import UsageError
from newsarchive.replaying.registry import registry_of
from newsarchive.replaying.serving import serving
from newsarchive.replaying.setup import cache_folder, install, is_installed

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def replay(
    source: str | None = typer.Argument(
        None, help="A source that was crawled, the folder of one, or a FILE.wacz. Default: the only one there is."
    ),
    setup: bool = typer.Option(False, "--setup", help="Fetch ReplayWeb.page into a cache folder; needed once."),
    port: int = typer.Option(
        0, "--port", min=0, max=65534, help="Port of the list; the pages are at the next one. Default: free ones."
    ),
    browser: bool = typer.Option(False, "--open", help="Open the address in the browser."),
    archives: Path | None = typer.Option(None, "--archives", help="The archives folder."),
) -> None:
    """Serve an archive on 127.0.0.1 for a browser with ReplayWeb.page; Ctrl-C ends it. See docs/replay.md."""
    replayer = cache_folder(os.environ, Path.home())
    if setup:
        fetched = not is_installed(replayer) and install(replayer, registry_of(os.environ, Path.home()))
        typer.echo(f"{replayer}: {'fetched' if fetched else 'is there already'}")
        if source is None:
            return
    if not is_installed(replayer):
        raise UsageError("ReplayWeb.page is not here yet: run newsarchive replay --setup (once, with a network)")
    wanted = source or _only(archives_dir(archives))
    with _until_told(), _package(wanted, archives) as wacz, serving(_name(wanted), wacz, replayer, port) as address:
        typer.echo(f"{address} shows {wanted}. Ctrl-C ends it.")
        if browser:
            webbrowser.open(address)
        threading.Event().wait()


@contextlib.contextmanager
def _until_told() -> Iterator[None]:
    """Let the first of SIGINT, SIGTERM and SIGHUP end the block, and with it the program, with exit code 0."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)  # the cleaning up is not to be interrupted
        raise typer.Exit

    before = {each: signal.signal(each, stop) for each in _SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextlib.contextmanager
def _package(source: str, archives: Path | None) -> Iterator[Path]:
    """The WACZ to serve: the file that was named, else one that is packed for the time of the block."""
    if source.lower().endswith(".wacz"):
        if not Path(source).is_file():
            raise UsageError(f"{source} does not exist")
        yield Path(source)
        return
    folder = folder_of(source, archives)
    with tempfile.TemporaryDirectory(prefix="newsarchive-replay-") as scratch:
        target = Path(scratch) / "archive.wacz"
        with bar("packing") as progress:
            pack(folder, target, Days(None, None), created=datetime.now(UTC), progress=progress)
        yield target


def _only(root: Path) -> str:
    """The one source under the archives. Raise UsageError where there is none, or a choice."""
    found = source_folders([root])
    if not found:
        raise UsageError(f"nothing was crawled yet under {root}")
    if len(found) > 1:
        names = ", ".join(folder.name for folder in found)
        raise UsageError(f"which source? newsarchive replay SOURCE, with one of: {names}")
    return str(found[0])


def _name(source: str) -> str:
    return Path(source).name
