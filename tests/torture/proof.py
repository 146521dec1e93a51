"""What must be true of a crawl once it is through: every article once, every page and picture archived, all proven."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field

from torture.bench import ROOT, Bench
from torture.site import RETRY_AFTER
from warcio.archiveiterator import ArchiveIterator

_LINT = ROOT.parent / "shared" / "validators" / "warc_lint.py"  # an independent linter, where there is one


@dataclass
class Proof:
    """What was found; `complaints` say what is wrong beyond the numbers."""

    lost: int
    doubled: int
    pages_lost: int = 0
    pictures_lost: int = 0
    again: int = 0  # fetched more often than once with a usable answer
    verified: str = "-"
    linted: str = "-"
    complaints: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is lost, doubled or wrong."""
        wrong = self.lost or self.doubled or self.pages_lost or self.pictures_lost or self.complaints
        return not wrong and self.verified == "proven" and self.linted in ("clean", "absent")


def prove(bench: Bench) -> Proof:
    """Hold the archive of a finished crawl against the site."""
    complaints: list[str] = []
    ids: Counter[str] = Counter()
    for file in sorted(bench.source.rglob("*.jsonl")):
        if file.name != "runs.jsonl":
            ids.update(json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines())
    wanted = {f"paper:{number}:1" for number in range(bench.articles)}
    if strange := sorted(set(ids) - wanted):
        complaints.append(f"{len(strange)} lines that should not be: {strange[:3]}")
    if left := [str(path.name) for path in bench.source.rglob("*.open")]:
        complaints.append(f"left open: {left[:3]}")
    archived = _archived(bench)
    complaints += _impolite(bench)
    pages = {number for number in range(bench.articles) if not archived[f"page {number}"]}
    pictures = {(n, p) for n in range(bench.articles) for p in range(2) if not archived[f"/anh/{n}-{p}.jpg"]}
    return Proof(
        lost=len(wanted - set(ids)),
        doubled=sum(1 for count in ids.values() if count > 1),
        pages_lost=len(pages),
        pictures_lost=len(pictures),
        again=_again(bench),
        verified=_verified(bench, complaints),
        linted=_linted(bench, complaints),
        complaints=complaints,
    )


def prove_feed(bench: Bench) -> Proof:
    """Count the lines of Scrapy's own feed."""
    urls: Counter[str] = Counter()
    for line in (bench.folder / "feed.jsonl").read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            urls[json.loads(line)["url"]] += 1
        except (ValueError, KeyError):
            urls["torn"] += 1
    count = sum(f"http://127.0.0.1:{bench.port}/tin/bai-viet-{n}.html" in urls for n in range(bench.articles))
    return Proof(bench.articles - count, sum(1 for n in urls.values() if n > 1), again=_again(bench))


def _archived(bench: Bench) -> Counter[str]:
    """Usable captures by page and picture, read by warcio."""
    found: Counter[str] = Counter()
    for file in sorted(bench.source.rglob("*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type in ("response", "revisit") and record.http_headers.get_statuscode() == "200":
                    path = re.sub(r"^http://[^/]+", "", record.rec_headers["WARC-Target-URI"])
                    page = re.fullmatch(r"/tin/(?:moi/)?bai-viet-(\d+)\.html", path)
                    found[f"page {page[1]}" if page else path] += 1
    return found


def _again(bench: Bench) -> int:
    """Requests beyond the first that was answered well, of each article and picture."""
    good = Counter(
        path for _, path, status in bench.told("__log") if status == 200 and path.startswith(("/tin", "/anh"))
    )
    return sum(good.values()) - len(good)


def _impolite(bench: Bench) -> list[str]:
    """Requests to the host while it had asked to be left alone; those on their way already are no rudeness."""
    log = sorted((at, path, status) for at, path, status in bench.told("__log"))
    rude = 0
    for place, (at, _, status) in enumerate(log):
        if status in (429, 503):
            rude += sum(at + 0.25 < later < at + RETRY_AFTER - 0.05 for later, _, _ in log[place + 1 : place + 200])
    return [f"{rude} requests within Retry-After"] if rude else []


def _verified(bench: Bench, complaints: list[str]) -> str:
    code = "from newsarchive.cli import main; main()"
    command = [sys.executable, "-c", code, "verify", str(bench.archives)]
    done = subprocess.run(command, env=bench.environment, capture_output=True, text=True, check=False)
    if done.returncode:
        complaints += done.stdout.splitlines()[:3] + done.stderr.splitlines()[-3:]
    return "FAILED" if done.returncode else "proven"


def _linted(bench: Bench, complaints: list[str]) -> str:
    if not _LINT.exists():
        return "absent"
    files = sorted(map(str, bench.source.rglob("*.warc.gz")))
    done = subprocess.run([sys.executable, str(_LINT), *files], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stdout.splitlines() if line.startswith(("FAIL", "WARN"))]
    complaints += wrong[:3]
    return "FAILED" if wrong or done.returncode else "clean"
