"""A project of ten loopback newspapers, a plan for them, and the real command."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from loopback.crawl import environment_of
from loopback.dailies import answers, host
from loopback.proxy import Proxy
from loopback.web import Web

from newsarchive.archive.paths import is_jsonl
from newsarchive.frontier.store import reading

_TIMEOUT = 90
ARTICLES = 12


@dataclass
class Project:
    """A folder with crawls.toml and archives, and the web that it crawls."""

    folder: Path
    web: Web
    environment: dict[str, str]

    @property
    def archives(self) -> Path:
        return self.folder / "archives"

    def plan(self, *sources: str, every: str = "1d", **settings: Any) -> None:
        """Write a plan of one crawl."""
        lines = ["[crawls.newest]", f"sources = {json.dumps(sources)}", f"every = '{every}'"]
        lines += [f"settings.{name} = {json.dumps(value)}" for name, value in settings.items()]
        (self.folder / "crawls.toml").write_text("\n".join(lines), encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the `newsarchive` command in the project."""
        return subprocess.Popen(
            [sys.executable, "-c", "from newsarchive.cli import main; main()", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def do(self, *arguments: str) -> tuple[int, str]:
        """Run the command to its end: its exit code, what it said."""
        return finish(self.start(*arguments))

    @contextmanager
    def doing(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """The command while it runs; whatever happens, it is stopped at the end."""
        process = self.start(*arguments)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.send_signal(signal.SIGTERM)
                process.communicate(timeout=_TIMEOUT)

    def reports(self, source: str) -> list[dict[str, Any]]:
        """The reports of its crawls that ended."""
        file = self.archives / source / "runs.jsonl"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.is_file() else []

    def ids(self, source: str) -> list[str]:
        """The ids of all its lines."""
        files = [file for file in sorted((self.archives / source).rglob("*.jsonl*")) if is_jsonl(file)]
        return sorted(json.loads(line)["id"] for file in files for line in file.read_text("utf-8").splitlines())

    def runs(self, source: str) -> list[tuple[int, float, float, int]]:
        """Of each run: process, start, last commit, URLs done."""
        store = reading(self.archives / source)
        if store is None:
            return []
        try:
            return store.execute("SELECT pid, started, beat, done FROM run ORDER BY id").fetchall()
        finally:
            store.close()

    def until(self, what: Callable[[], bool]) -> None:
        """Wait for something."""
        end = time.monotonic() + _TIMEOUT
        while not what():
            assert time.monotonic() < end
            time.sleep(0.05)

    def until_under_way(self, source: str, done: int = 2) -> None:
        """Wait until a crawl of `source` has done so many URLs."""
        self.until(lambda: bool(runs := self.runs(source)) and runs[-1][3] >= done)


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    said, _ = process.communicate(timeout=_TIMEOUT)
    return process.returncode, said


def asked(project: Project, name: str) -> list[str]:
    """The articles and listings of a newspaper that were asked for, in order of their URLs."""
    return sorted(
        served.url for served in project.web.log if served.url.startswith(host(name)) and "robots" not in served.url
    )


def ids(name: str) -> list[str]:
    return sorted(f"{name}:{number}:1" for number in range(ARTICLES))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Web(answers(ARTICLES)) as web, Proxy(web) as proxy:
        environment = environment_of(proxy.url()) | {"SCRAPY_SETTINGS_MODULE": "loopback.dailies"}
        yield Project(tmp_path, web, environment)
