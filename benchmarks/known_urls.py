"""What a million known URLs cost: a crawl's peak memory with and without them, the file's size, look-ups a second.

    python known_urls.py PORT PAGES SCRATCH [COUNT]

Fills a frontier with COUNT (1,000,000) known articles and their pictures' payloads, then crawls PAGES new pages of the
benchmark server twice, once into that frontier and once into an empty one, each in a process of its own. Prints JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from scrapy import Request
from scrapy.utils.request import fingerprint

from newsarchive.frontier.jobs import Jobs
from newsarchive.frontier.memory import Fetched, Memory, Place
from newsarchive.frontier.queue import Entry, Queue
from newsarchive.frontier.store import NAME, Store

HERE = Path(__file__).resolve().parent
CRAWL = (
    "import sys, resource, runpy; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__');"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)


def fill(folder: Path, count: int) -> dict[str, float]:
    """Make a frontier that knows `count` articles; what that took."""
    folder.mkdir(parents=True)
    store, begun = Store(folder / NAME), time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    crawl = Jobs(store).begin("{}", restarts=True, pid=1, now=0.0)
    queue, memory = Queue(store, crawl), Memory(store)
    for number in range(count):
        url = f"https://tin.example/thoi-su/202611/mot-tieu-de-dai-nhu-moi-tieu-de-khac-{number}.html"
        queue.add(Entry(fingerprint(Request(url)), url, "article", "tin.example", 10, '{"meta":{}}', False), 1.0)
        lease = queue.lease("tin.example")
        assert lease is not None
        digest = f"sha1:{number:032d}"
        memory.remember_payload(digest, Place(f"2026/11/{number // 50_000}.warc.gz", number))
        fetched = Fetched(digest, f'"{number:x}"', None, f"2026/11/{number // 50_000}.warc.gz", number)
        memory.end_done(lease.id, fetched, now=2.0, article=None, changed=True, next_check=None)
        if number % 64 == 0:
            store.commit()
    Jobs(store).end(crawl, "finished", complete=True, now=3.0)
    store.commit()
    seconds = time.perf_counter() - begun
    store.close()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = (folder / NAME).stat().st_size
    return {
        "urls_per_second": round(count / seconds),
        "file_mb": round(size / 1e6),
        "grew_mb": round((after - before) / 1024),
    }


def peak(port: str, pages: str, archives: Path) -> float:
    """Peak resident memory (MB) of a crawl of `pages` pages."""
    command = [sys.executable, "-c", CRAWL, str(HERE / "crawl_pages.py"), "full-frontier", port, pages, str(archives)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) / 1024


def main() -> None:
    """Fill, crawl, print."""
    port, pages, scratch = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 1_000_000
    filled = fill(scratch / "known" / "full", count)
    empty, known = peak(port, pages, scratch / "empty"), peak(port, pages, scratch / "known")
    result = {"known": count, **filled, "empty_mb": round(empty, 1), "known_mb": round(known, 1)}
    print(json.dumps({**result, "difference_mb": round(known - empty, 1)}))


if __name__ == "__main__":
    main()
