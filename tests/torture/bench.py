"""The bench that a crawl is tortured on: the site in one process, the crawl in another, the disk that it writes to."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from functools import partial
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
TESTS, ROOT = HERE.parent, HERE.parent.parent
_ROOM = 512 << 20  # bytes of the file system once nothing is to fill up


class Bench:
    """One crawl, started as often as it is stopped; `stock` is Scrapy's own with a JOBDIR."""

    def __init__(self, folder: Path, articles: int, seed: str, *, faults: float, stock: bool) -> None:
        self.folder, self.articles, self.stock = folder, articles, stock
        self.archives = folder / "archives"
        self.archives.mkdir()
        self._site_arguments = [str(articles), seed, str(faults)]
        self._crawl: subprocess.Popen[bytes] | None = None
        self._mounted = False
        self.expected_requests = articles * 3 + articles // 50 + 10

    def __enter__(self) -> Bench:
        self._site = subprocess.Popen(
            [sys.executable, str(HERE / "site.py"), *self._site_arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._site.stdout is not None
        self.port = int(self._site.stdout.readline())
        return self

    def __exit__(self, *_: object) -> None:
        if self._crawl is not None and self._crawl.poll() is None:
            self._crawl.kill()
            self._crawl.wait()
        self._site.communicate(timeout=20)
        if self._mounted:
            subprocess.run(["umount", "--lazy", str(self.archives)], check=True)

    @property
    def source(self) -> Path:
        """The folder of the source in the archives."""
        return self.archives / "paper"

    @property
    def environment(self) -> dict[str, str]:
        """What a crawl, and whoever reads its archives, must be told."""
        kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        module = "torture.stock" if self.stock else "torture.paper"
        paths = os.pathsep.join(map(str, (TESTS, ROOT)))
        return kept | {"PYTHONPATH": paths, "SCRAPY_SETTINGS_MODULE": module, "TORTURE_PORT": str(self.port)}

    def start(self, file_limit: int = 0) -> None:
        """Start the crawl, or go on with it; no file of it may grow beyond `file_limit` bytes."""
        name = "stock" if self.stock else "paper"
        own = {"JOBDIR": self.folder / "job"} if self.stock else {"ARCHIVES_DIR": self.archives, "MIN_FREE_BYTES": 0}
        command = [sys.executable, "-m", "scrapy", "crawl", name]
        for setting, value in own.items():
            command += ["-s", f"{setting}={value}"]
        if self.stock:
            command += ["-o", str(self.folder / "feed.jsonl")]
        limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (file_limit, file_limit)) if file_limit else None
        self._said = bytearray()
        self._crawl = subprocess.Popen(
            command,
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            preexec_fn=limit,
        )
        self._listener = threading.Thread(target=self._listen, args=(self._crawl.stdout, self._said))
        self._listener.start()

    @property
    def is_running(self) -> bool:
        """Whether the crawl has not ended."""
        return self._crawl is not None and self._crawl.poll() is None

    @property
    def is_listening(self) -> bool:
        """Whether the crawl hears signals: Scrapy's reactor runs."""
        return self.says("Spider opened")

    def _listen(self, stream: IO[bytes], said: bytearray) -> None:
        """Take in what a crawl logs: its own files may be forbidden to grow."""
        with stream:
            for line in stream:
                said += line

    def end(self, how: signal.Signals | None = None) -> int:
        """Send a signal, if any, wait for the end, give its exit code."""
        assert self._crawl is not None
        if how is not None:
            self._crawl.send_signal(how)
        code = self._crawl.wait(timeout=300)
        self._listener.join(timeout=60)
        return code

    def finish(self) -> None:
        """Let the crawl run to its end."""
        self.start()
        code = self.end()
        if code != 0:
            raise AssertionError(f"the last crawl ended with exit code {code}:\n{self.log_tail()}")

    def requests(self) -> int:
        """How many requests the site has seen."""
        return int(self.told("__count"))

    def told(self, what: str) -> Any:
        """What the site tells of itself."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{what}", timeout=20) as answer:
            return json.loads(answer.read())

    def log_tail(self) -> str:
        """The end of what the crawl that was started last has logged."""
        return self._said.decode("utf-8", "replace")[-3000:]

    def says(self, *words: str) -> bool:
        """Whether the log of the crawl that was started last has any of these words."""
        text = self._said.decode("utf-8", "replace")
        return any(word in text for word in words)

    def last_report(self) -> dict[str, Any]:
        """The last line of runs.jsonl."""
        with contextlib.suppress(FileNotFoundError):
            report: dict[str, Any] = json.loads((self.source / "runs.jsonl").read_text().splitlines()[-1])
            return report
        return {}

    def mount(self) -> None:
        """Put a small file system under the archives. Raise PermissionError where that is not allowed."""
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={_ROOM}", "tmpfs", str(self.archives)], capture_output=True
        )
        if done.returncode:
            raise PermissionError(done.stderr.decode())
        self._mounted = True

    def resize(self, free: int | None) -> None:
        """Leave so many bytes free there, or all that is to be had."""
        size = _ROOM if free is None else shutil.disk_usage(self.archives).used + free
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.archives)], check=True)
