"""One crawl as a process of its own: `scrapy crawl`, its log, and what it left when it ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from newsarchive.archive.ownership import Ownership
from newsarchive.crawling.stopping import DISK_FULL
from newsarchive.errors import ArchiveError
from newsarchive.frontier.overview import Run, last_run
from newsarchive.operations.arguments import options
from newsarchive.operations.crawl import Task

LOGS = "logs"
_LOGS_KEPT = 20
_LOG = re.compile(r"\d{8}T\d{6}Z(-\d+)?\.log")
_TAIL = 16384
_FATAL = re.compile(r"\b(?:CRITICAL|ERROR)\b")


class Result(NamedTuple):
    """How a crawl ended. `failed` and `skipped` say why; both None: well. `run`: what its frontier says of it."""

    task: Task
    log: Path | None
    run: Run | None
    failed: str | None = None
    skipped: str | None = None


class Child:
    """A crawl under way, in a session of its own: a Ctrl-C at the terminal reaches it through the runner alone."""

    def __init__(self, task: Task, root: Path, begun: datetime, *, log: bool = True) -> None:
        self.task, self.folder, self.begun = task, root / task.source, begun
        self.log = _new_log(self.folder / LOGS, begun) if log else None
        with (self.log or Path(os.devnull)).open("ab") as stream:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter
                command_of(task, root),
                stdin=subprocess.DEVNULL,
                stdout=stream if self.log else None,
                stderr=subprocess.STDOUT if self.log else None,
                env={"SCRAPY_SETTINGS_MODULE": "newsarchive.settings", **os.environ},
                start_new_session=True,
            )
        self._signals = 0

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._signals > 0

    def stop(self) -> None:
        """Send SIGTERM: the first closes the crawl well, the second at once."""
        self._signals += 1
        self._process.terminate()

    def run(self) -> Run | None:
        """What the frontier says of this run; None before it began, or where the file can't be read."""
        try:
            run = last_run(self.folder)
        except ArchiveError:
            return None
        return run if run is not None and run.pid == self.pid and run.started >= self.begun.timestamp() - 1 else None

    def result(self) -> Result | None:
        """How it ended; None while it runs."""
        code = self._process.poll()
        if code is None:
            return None
        run = self.run()
        if run is not None and run.reason == DISK_FULL:
            return Result(self.task, self.log, run, failed="the disk is nearly full")
        if code == 0 or (self.stopping and code in (-signal.SIGTERM, -signal.SIGINT)):
            return Result(self.task, self.log, run)
        if run is None and Ownership.is_held(self.folder):
            return Result(self.task, self.log, run, skipped="another crawl of it began")
        said = f": {last_words(self.log)}" if self.log else ""
        return Result(self.task, self.log, run, failed=f"{_ending(code)}{said}")


def command_of(task: Task, root: Path) -> list[str]:
    """The command line of a crawl that archives under `root`."""
    given, settings = options(task.arguments)
    settings = {**dict(task.settings), **settings, "ARCHIVES_DIR": str(root)}
    command = [sys.executable, "-m", "scrapy", "crawl", task.source]
    for flag, pairs in (("-a", given), ("-s", settings)):
        for name, value in pairs.items():
            command += [flag, f"{name}={value}"]
    return command


def last_words(log: Path) -> str:
    """The last line of a log that speaks of an error, else its last line."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL))
            lines = [line for line in stream.read().decode("utf-8", "replace").splitlines() if line.strip()]
    except OSError as error:
        return f"its log can't be read: {error.strerror or error}"
    if lines and lines[-1].startswith(("newsarchive: ", "scrapy crawl ")):  # one of ours that ended the crawl
        return lines[-1]
    fatal = [line for line in lines if _FATAL.search(line)]
    return (fatal or lines or [""])[-1]


def _new_log(folder: Path, begun: datetime) -> Path:
    """A new file `<stamp>.log`; the oldest ones beyond those that are kept go."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp, number = f"{begun.astimezone(UTC):%Y%m%dT%H%M%SZ}", 0
    while True:
        path = folder / (f"{stamp}-{number}.log" if number else f"{stamp}.log")
        try:
            path.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        break
    logs = sorted(
        (file for file in folder.iterdir() if _LOG.fullmatch(file.name)), key=lambda file: file.stat().st_mtime_ns
    )
    for old in logs[:-_LOGS_KEPT]:
        old.unlink(missing_ok=True)
    return path


def _ending(code: int) -> str:
    if code < 0:
        return f"killed by signal {-code} ({signal.Signals(-code).name})"
    return f"exit code {code}"
