"""`make bench`: pages a second, side by side in one run. Ratios travel between machines; single numbers don't.

Crawling: bare Scrapy, Scrapy with capture and WARC, the full crawl, the last two on Scrapy's in-memory scheduler and
on the frontier, all against one loopback server. Memory with a million known URLs and with none. Extraction: lxml's
parse alone, newsarchive, trafilatura (fast), newspaper4k. Writing: what a page costs, beside warcio's writer. Rounds
alternate, the median counts. Accuracy: accuracy.py.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "benchmarks"
PEERS = ROOT / ".venv" / "peers" / "bin" / "python"
ROUNDS, PAGES, SECONDS, KNOWN = 5, 1000, 3.0, 1_000_000


def page_list(scratch: Path) -> tuple[Path, str]:
    """The real pages beside the checkout where they are, else the golden pages."""
    shared = ROOT.parent / "shared" / "pages" / "pages.jsonl"
    if shared.is_file():
        return shared, "real pages"
    rows = []
    for case in sorted((ROOT / "tests" / "golden").glob("*/*.json")):
        page = json.loads(case.read_text(encoding="utf-8"))["page"]
        rows.append({"url": page["url"], "file": str(case.with_suffix(".html"))})
    listed = scratch / "golden.jsonl"
    listed.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return listed, "golden pages"


def run(*command: str | Path) -> dict[str, object]:
    """The JSON object that a measuring script prints."""
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, cwd=ROOT)
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result


def crawls(pages: Path, scratch: Path) -> dict[str, list[float]]:
    """Pages a second of the three crawls, ROUNDS times each, in turn."""
    ways = ("bare", "capture", "capture-frontier", "full", "full-frontier")
    rates: dict[str, list[float]] = {way: [] for way in ways}
    with serving(pages) as port:
        for number in range(ROUNDS):
            for way, found in rates.items():
                result = run(sys.executable, HERE / "crawl_pages.py", way, port, str(PAGES), scratch / f"{way}{number}")
                found.append(float(str(result["pages_per_second"])))
    return rates


@contextmanager
def serving(pages: Path) -> Iterator[str]:
    """The port of a server of these pages, while it runs."""
    server = subprocess.Popen(
        [sys.executable, HERE / "server.py", pages], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield (server.stdout.readline() if server.stdout else "").strip()
    finally:
        if server.stdin:
            server.stdin.close()
        server.wait(timeout=10)


def known_urls(pages: Path, scratch: Path) -> None:
    """Print what KNOWN known URLs cost in memory."""
    with serving(pages) as port:
        found = run(sys.executable, HERE / "known_urls.py", port, "300", scratch / "known", str(KNOWN))
    print(f"\nmemory: peak {found['empty_mb']} MB of a crawl with an empty frontier, {found['known_mb']} MB with")
    print(f"  {found['known']} known URLs ({found['file_mb']} MB on the disk): {found['difference_mb']:+} MB")
    print(f"  filling it: {found['urls_per_second']} URLs a second, the process grew by {found['grew_mb']} MB")


def readings(pages: Path) -> dict[str, list[float]]:
    """Pages a second of the readers, ROUNDS times each, in turn."""
    readers = {"lxml": Path(sys.executable), "newsarchive": Path(sys.executable)}
    if PEERS.exists():
        readers |= {"trafilatura": PEERS, "newspaper4k": PEERS}
    rates: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for name, python in readers.items():
            result = run(python, HERE / "read_pages.py", name, pages, str(SECONDS))
            rates[name].append(float(str(result["pages_per_second"])))
    return rates


def writings(pages: Path, scratch: Path) -> None:
    """Print what the WARC writer costs, beside zlib's level 6 and warcio's writer."""
    cost: dict[str, list[float]] = {"newsarchive": [], "zlib6": [], "warcio": []}
    size: dict[str, int] = {}
    for number in range(ROUNDS):
        for way, found in cost.items():
            folder = scratch / f"{way}-{number}"
            result = run(sys.executable, HERE / "write_pages.py", way, pages, str(SECONDS), folder)
            found.append(float(str(result["milliseconds"])))
            size[way] = int(str(result["bytes"]))
    print(
        f"\n{'writing WARC, the reactor waits':44s} {'ms/100KB':>9s} {'min':>8s} {'max':>8s} {'ratio':>7s} {'size':>7s}"
    )
    names = {"newsarchive": "newsarchive (isal)", "zlib6": "  WARC_GZIP_LEVEL=6", "warcio": "warcio's own writer"}
    first = statistics.median(cost["newsarchive"])
    for way, found in cost.items():
        middle, ratio = statistics.median(found), statistics.median(found) / first
        told = f"{middle:9.2f} {min(found):8.2f} {max(found):8.2f} {ratio:7.1f} {size[way] / size['zlib6']:7.3f}"
        print(f"  {names[way]:42s} {told}")


def rereading(pages: Path, scratch: Path) -> None:
    """Print how fast an archive is read again."""
    rounds = [run(sys.executable, HERE / "reread_pages.py", pages, "2000", scratch / f"again{n}") for n in range(3)]
    middle = {way: statistics.median(float(str(each[way])) for each in rounds) for way in ("memory", "one", "two")}
    print(f"\nreading 2,000 archived pages again: {middle['one']:.1f} pages/s with one process, from memory")
    print(f"  {middle['memory']:.1f} ({middle['one'] / middle['memory']:.2f}), with two {middle['two']:.1f}", end="")
    print(f" ({middle['two'] / middle['one']:.2f}); peak MB for 500 and for 2,000 pages: {rounds[0]['memory_mb']}")


def side_by_side(scratch: Path) -> None:
    """Print what a second job of `newsarchive run` saves."""
    found = run(sys.executable, HERE / "run_jobs.py", scratch / "jobs")
    print(f"\nnewsarchive run over ten loopback sources, --jobs 1 and 2: {json.dumps(found)}")


def show(title: str, rates: dict[str, list[float]], names: dict[str, str]) -> None:
    """One table: median, range, and the ratio to the first row."""
    first = statistics.median(next(iter(rates.values())))
    print(f"\n{title:44s} {'pages/s':>9s} {'min':>8s} {'max':>8s} {'ratio':>7s}")
    for name, found in rates.items():
        middle = statistics.median(found)
        print(f"  {names.get(name, name):42s} {middle:9.1f} {min(found):8.1f} {max(found):8.1f} {middle / first:7.2f}")


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        pages, kind = page_list(Path(folder))
        count = len(pages.read_text(encoding="utf-8").splitlines())
        print(f"{count} {kind}; {ROUNDS} alternating rounds, medians; crawls of {PAGES} pages from one loopback server")
        show(
            "crawling",
            crawls(pages, Path(folder)),
            {
                "bare": "bare Scrapy, no parsing",
                "capture": "Scrapy + capture + WARC",
                "capture-frontier": "  the same on the frontier",
                "full": "the full crawl, in-memory scheduler",
                "full-frontier": "the full crawl on the frontier",
            },
        )
        known_urls(pages, Path(folder))
        writings(pages, Path(folder))
        rereading(pages, Path(folder))
        side_by_side(Path(folder))
        show("extraction, one core", readings(pages), {"lxml": "lxml parse alone", "trafilatura": "trafilatura (fast)"})
        if not PEERS.exists():
            print("  (trafilatura and newspaper4k are not installed: make bench installs them)")
    print("\naccuracy on the labelled pages", flush=True)
    subprocess.run([sys.executable, HERE / "accuracy.py"], check=True)


if __name__ == "__main__":
    main()
