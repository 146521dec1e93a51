"""`newsarchive run` over ten loopback sources, two at once beside one after the other. Prints JSON.

    python run_jobs.py SCRATCH [ARTICLES [DELAY]]

Crawls wait for their delay most of the time, as in real life: `speedup` is what a second job saves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))

from loopback.crawl import environment_of  # noqa: E402
from loopback.dailies import NAMES, answers  # noqa: E402
from loopback.proxy import Proxy  # noqa: E402
from loopback.web import Web  # noqa: E402


def measure(archives: Path, jobs: int, articles: int, delay: float) -> float:
    """Seconds of a run over all sources, which must bring every article."""
    with Web(answers(articles)) as web, Proxy(web) as proxy:
        environment = environment_of(proxy.url()) | {"SCRAPY_SETTINGS_MODULE": "loopback.dailies"}
        command = [sys.executable, "-c", "from newsarchive.cli import main; main()", "run", *NAMES]
        command += ["--jobs", str(jobs), "--archives", str(archives), "-s", f"DOWNLOAD_DELAY={delay}"]
        begun = time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, cwd=archives.parent)
        seconds = time.perf_counter() - begun
    found = sum(json.loads(line)["articles"] for name in NAMES for line in (archives / name / "runs.jsonl").open())
    if found != articles * len(NAMES):
        raise SystemExit(f"{found} articles of {articles * len(NAMES)}")
    return seconds


def main() -> None:
    """Measure both."""
    scratch = Path(sys.argv[1])
    articles, delay = int(sys.argv[2]) if len(sys.argv) > 2 else 20, float(sys.argv[3]) if len(sys.argv) > 3 else 0.4
    scratch.mkdir(parents=True, exist_ok=True)
    one, two = (measure(scratch / f"jobs{jobs}-{os.getpid()}", jobs, articles, delay) for jobs in (1, 2))
    told = {"sources": len(NAMES), "articles": articles, "delay": delay, "cores": os.cpu_count()}
    print(
        json.dumps({**told, "one_seconds": round(one, 1), "two_seconds": round(two, 1), "speedup": round(one / two, 2)})
    )


if __name__ == "__main__":
    main()
