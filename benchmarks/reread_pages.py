"""Reads an archive's pages again and prints, as JSON, pages a second: in memory, with one process, with two.

    python reread_pages.py PAGES.jsonl COUNT FOLDER

COUNT pages (those of the list, again and again under addresses of their own) stand in eight WARC files below FOLDER.
`memory_mb`: the peak of one process that reads them, and of one that reads a quarter of them.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from write_pages import STARTED, exchanges

from newsarchive.archive.segment import Segments
from newsarchive.dataset.rereading import outcomes
from newsarchive.errors import ReadError
from newsarchive.extraction import read_article
from newsarchive.page import Page
from newsarchive.sources import source_of

FILES = 8


def build(pages: Path, count: int, folder: Path) -> list[Path]:
    """The archive: its WARC files."""
    batch = exchanges(pages)
    for number in range(FILES):
        segments = Segments(folder, "bench", clock=lambda: STARTED, info={}, fsync="close")
        for each in range(number, count, FILES):
            segments.add(batch[each % len(batch)])
        segments.close()
    return sorted(folder.rglob("*.warc.gz"))


def in_memory(pages: Path, count: int) -> int:
    """Read the same pages from memory, as JSON lines."""
    batch, done = exchanges(pages), 0
    for number in range(count):
        exchange = batch[number % len(batch)]
        try:
            page = Page(exchange.response.partition(b"\r\n\r\n")[2], exchange.url, content_type="text/html")
            done += bool(read_article(page, source_of(exchange.url)).to_json())
        except ReadError:
            continue
    return done


def reread(files: list[Path], jobs: int) -> int:
    """Read the files of an archive."""
    given = outcomes(files, url=None, fetched_at=None, generic=False, jobs=jobs)
    return sum(outcome.line is not None for outcome in given)


def peak(files: list[Path]) -> float:
    """The peak memory of a process that reads these files, in MB."""
    code = "import sys, reread_pages as r; r.reread([*map(r.Path, sys.argv[1:])], 1); r.tell()"
    command = [sys.executable, "-c", code, *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent)
    return float(done.stdout)


def tell() -> None:
    """Print this process's peak memory in MB."""
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Measure and print."""
    pages, count, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    files = build(pages, count, folder)
    in_memory(pages, 50)  # imports, caches
    rates, articles = {}, set()
    for name, read in (
        ("memory", lambda: in_memory(pages, count)),
        ("one", lambda: reread(files, 1)),
        ("two", lambda: reread(files, 2)),
    ):
        begun = time.perf_counter()
        articles.add(read())
        rates[name] = round(count / (time.perf_counter() - begun), 1)
    if len(articles) != 1:
        raise SystemExit(f"not the same articles: {articles}")
    print(json.dumps({**rates, "articles": articles.pop(), "memory_mb": [peak(files[:2]), peak(files)]}))


if __name__ == "__main__":
    main()
