"""`make torture`: crawls that are killed, stopped, starved of disk and lied to, again and again; nothing may be lost.

    python tests/torture/run.py [--ways kill,term,disk,tmpfs,faults,jobdir] [--times 50] [--articles 3000] [--seed S]

Each way interrupts a crawl of the loopback site `--times` times at random moments, starts it again with the same
command each time, and at last lets it run to its end. Then every article must stand exactly once in the JSON Lines,
every page and picture in the WARC files, `newsarchive verify` and the WARC lint must find nothing. The last row is
Scrapy's own JOBDIR under the same kills. Exit 1 where anything of ours was lost or doubled.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from torture.bench import Bench
from torture.proof import Proof, prove, prove_feed

WAYS = ("kill", "term", "disk", "tmpfs", "faults", "jobdir")
_DEADLINE = 1500.0  # seconds for one way


@dataclass
class Row:
    """What one way led to."""

    way: str
    interruptions: int
    proof: Proof
    seconds: float

    @property
    def is_sound(self) -> bool:
        return self.way == "jobdir" or self.proof.is_sound

    def __str__(self) -> str:
        found = self.proof
        told = f"{self.way:8s}{self.interruptions:8d}{found.lost:8d}{found.doubled:9d}{found.pages_lost:12d}"
        told += f"{found.pictures_lost:10d}{found.again:8d}   {found.verified:10s}{found.linted:10s}{self.seconds:7.0f}"
        return "\n         ".join([told, *found.complaints[:6]])


HEADER = (
    f"{'way':8s}{'stopped':>8s}{'lost':>8s}{'doubled':>9s}{'no page':>12s}{'no pict.':>10s}{'again':>8s}   "
    f"{'verify':10s}{'lint':10s}{'s':>7s}"
)


def run(way: str, times: int, articles: int, seed: str, folder: Path) -> Row:
    """Torture one crawl in one way."""
    begun, chance = time.monotonic(), random.Random(f"{seed} {'kill' if way == 'jobdir' else way}")
    bench = Bench(folder, articles, seed, faults=0.25 if way == "faults" else 0.0, stock=way == "jobdir")
    with bench:
        if way == "tmpfs":
            bench.mount()
        interruptions = _interrupt(way, bench, times, chance, begun + _DEADLINE)
        bench.finish()
        proof = prove_feed(bench) if way == "jobdir" else prove(bench)
    return Row(way, interruptions, proof, time.monotonic() - begun)


def _interrupt(way: str, bench: Bench, times: int, chance: random.Random, deadline: float) -> int:
    """Start and stop the crawl until it was stopped `times` times, or was done before; how often it was."""
    interrupt: Callable[[Bench, random.Random, int], bool] = {
        "term": _stop, "disk": _starve, "tmpfs": _starve_tmpfs
    }.get(way, _kill)  # fmt: skip
    step = max(1, bench.expected_requests // times)
    for done in range(times):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{way}: {done} of {times} interruptions in {_DEADLINE:g} s")
        if not interrupt(bench, chance, step):
            return done
    return times


def _wait(bench: Bench, chance: random.Random, step: int) -> bool:
    """Wait for a random number of further requests and a moment more; False where the crawl has ended by itself."""
    early = chance.random() < 0.1  # while it starts, or mends what the last one left
    wanted = bench.requests() + (0 if early else chance.randint(0, 2 * step))
    ends = time.monotonic() + 60
    if early:
        time.sleep(chance.uniform(0.1, 1.2))
    while bench.requests() < wanted and bench.is_running and time.monotonic() < ends:
        time.sleep(0.005)
    time.sleep(chance.uniform(0, 0.05))
    return bench.is_running


def _kill(bench: Bench, chance: random.Random, step: int) -> bool:
    bench.start()
    if not _wait(bench, chance, step):
        return bench.end() != 0
    return bench.end(signal.SIGKILL) == -signal.SIGKILL


def _stop(bench: Bench, chance: random.Random, step: int) -> bool:
    bench.start()
    while not bench.is_listening and bench.is_running:  # before that, Python itself ends the process
        time.sleep(0.01)
    if not _wait(bench, chance, step):
        return False
    code = bench.end(signal.SIGTERM)
    if bench.says("Spider closed (finished)"):  # the signal met a process that was on its way out
        return False
    reason = bench.last_report().get("finish_reason")
    if code != 0 or reason != "shutdown":
        raise AssertionError(f"SIGTERM: exit code {code}, finish_reason {reason}\n{bench.log_tail()}")
    return True


def _starve(bench: Bench, chance: random.Random, step: int) -> bool:
    """No file may grow beyond a random size (RLIMIT_FSIZE): segment, lines, frontier, whichever comes first."""
    bench.start(file_limit=chance.randint(40_000, 60_000 + 5_000 * step))
    code = bench.end()
    if code != 0 and not bench.says("File too large", "disk is full", "disk I/O error"):
        raise AssertionError(f"a full disk without its reason in the log (exit code {code}):\n{bench.log_tail()}")
    return code != 0


def _starve_tmpfs(bench: Bench, chance: random.Random, step: int) -> bool:
    """The archives lie on a file system of their own that fills up; before the next crawl it has grown."""
    bench.resize(chance.randint(60, 200 + 4 * step) * 1024)
    bench.start()
    code = bench.end()
    if code != 0 and not bench.says("No space left", "disk is full", "disk I/O error"):
        raise AssertionError(f"a full disk without its reason in the log (exit code {code}):\n{bench.log_tail()}")
    bench.resize(None)
    return code != 0


def main() -> None:
    """Torture, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--seed", default=str(int(time.time())))
    given = parser.parse_args()
    print(f"{given.articles} articles with 2 pictures each, {given.times} interruptions, seed {given.seed}", flush=True)
    rows = []
    print(HEADER, flush=True)
    for way in given.ways.split(","):
        with tempfile.TemporaryDirectory(prefix="torture-") as scratch:
            rows.append(run(way, given.times, given.articles, given.seed, Path(scratch)))
        print(rows[-1], flush=True)
    sys.exit(0 if all(row.is_sound for row in rows) else 1)


if __name__ == "__main__":
    main()
