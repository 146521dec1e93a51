"""Real crawls: `scrapy crawl` in a process of its own, through the loopback proxy, and what it left on the disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from loopback.warcs import Stored, stored

TESTS = Path(__file__).resolve().parent.parent
_TIMEOUT = 90
QUICK = {"DOWNLOAD_DELAY": 0, "RETRY_TIMES": 1, "DOWNLOAD_TIMEOUT": 20}


@dataclass
class Crawl:
    """A crawl that has ended."""

    source: str
    archives: Path
    code: int
    log: str

    @property
    def folder(self) -> Path:
        return self.archives / self.source

    @cached_property
    def records(self) -> list[Stored]:
        """All WARC records of the source, also those of crawls before."""
        return stored(self.folder)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """All articles' lines of the source, also those of crawls before."""
        files = [file for file in sorted(self.folder.rglob("*.jsonl")) if file.name != "runs.jsonl"]
        return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]

    @cached_property
    def report(self) -> dict[str, Any]:
        """The report of the latest crawl of the source."""
        report: dict[str, Any] = json.loads((self.folder / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])
        return report

    def by_url(self) -> dict[str, dict[str, Any]]:
        """The latest line of each URL."""
        return {line["url"]: line for line in self.lines}


@dataclass
class Running:
    """A crawl that is under way."""

    source: str
    archives: Path
    process: subprocess.Popen[str]

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        if self.process.stdout is not None and not self.process.stdout.closed:
            self.process.communicate()

    def wait(self) -> Crawl:
        """Wait for its end. Fail where it asked for anything beyond loopback."""
        try:
            log, _ = self.process.communicate(timeout=_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            log, _ = self.process.communicate()
            raise AssertionError(f"the crawl did not end in {_TIMEOUT} s:\n{log[-4000:]}") from None
        assert "LEFT LOOPBACK" not in log, log[-4000:]
        return Crawl(self.source, self.archives, self.process.returncode, log)


def start(
    source: str,
    archives: Path,
    *,
    proxy: str | None = None,
    settings: Mapping[str, Any] | None = None,
    arguments: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Running:
    """Start `scrapy crawl SOURCE`, without delay; `settings` become -s, `arguments` -a."""
    command = [sys.executable, "-m", "scrapy", "crawl", source]
    for name, value in {**QUICK, "ARCHIVES_DIR": archives, **(settings or {})}.items():
        command += ["-s", f"{name}={value}"]
    for name, value in (arguments or {}).items():
        command += ["-a", f"{name}={value}"]
    archives.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        command,
        cwd=cwd or archives,
        env=environment_of(proxy) | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return Running(source, archives, process)


def crawl(source: str, archives: Path, **options: Any) -> Crawl:
    """Run `scrapy crawl SOURCE` to its end; options as for `start`."""
    return start(source, archives, **options).wait()


def newsarchive(*arguments: object, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the `newsarchive` command."""
    code = "from newsarchive.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(
        command,
        env=environment_of(None) | (environment or {}),
        capture_output=True,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )


def environment_of(proxy: str | None) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and k != "NEWSARCHIVE_ARCHIVES"}
    kept["PYTHONPATH"] = os.pathsep.join(map(str, (TESTS, TESTS.parent, TESTS / "loopback" / "no_network")))
    kept["SCRAPY_SETTINGS_MODULE"] = "newsarchive.settings"
    if proxy:
        kept |= {"http_proxy": proxy, "https_proxy": proxy}
    return kept
