"""Re-reading over processes: the same records in the same order, results that an interrupted call goes on with."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loopback.crawl import environment_of, newsarchive

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments
from newsarchive.dataset.outcome import Outcome, Tally
from newsarchive.dataset.rereading import Options, merged, outcomes, results
from newsarchive.errors import UsageError

from .conftest import BEGUN, page_html


def archive(root: Path, files: int, pages: int, host: str = "baoquangtri.vn") -> Path:
    """WARC files of invented articles that the generic reader reads; every fifth page is none."""
    for file in range(files):
        segments = Segments(root / "baoquangtri", "baoquangtri", clock=lambda: BEGUN, info={}, fsync="close")
        for number in range(file * pages, (file + 1) * pages):
            body = b"<html><title>x</title></html>" if number % 5 == 4 else page_html(number).encode()
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(
                body
            )
            url = f"https://{host}/xa-hoi/202611/bai-so-{number}-{number:07x}/"
            asked = f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
            segments.add(Exchange(url, "GET", BEGUN, asked, head + body, None, (), None, None, None, 0.1, None))
        segments.close()
    return root


def read(root: Path, *, jobs: int, hosts: tuple[str, ...] = ()) -> list[Outcome]:
    return list(outcomes([root], url=None, fetched_at=None, generic=False, jobs=jobs, hosts=hosts))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_processes_give_what_one_gives(tmp_path: Path) -> None:
    root = archive(tmp_path, 3, 10)
    one = read(root, jobs=1)
    assert sum(outcome.line is not None for outcome in one) == 24
    assert read(root, jobs=2) == one


def test_hosts_are_those_named_and_below(tmp_path: Path) -> None:
    archive(tmp_path, 1, 4)
    archive(tmp_path, 1, 4, host="www.baoquangtri.vn")
    archive(tmp_path, 1, 4, host="baokhac.vn")
    urls = {
        json.loads(o.line)["url"].split("/")[2] for o in read(tmp_path, jobs=1, hosts=("baoquangtri.vn",)) if o.line
    }
    assert urls == {"baoquangtri.vn", "www.baoquangtri.vn"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_are_named_by_their_input_and_made_once(jobs: int, tmp_path: Path) -> None:
    root, out = archive(tmp_path / "in", 3, 10), tmp_path / "out"
    tally = merged(results([root], out, Options(), jobs=jobs))
    assert (tally.written, tally.reasons.total(), tally.broken) == (24, 6, 0)
    lines = [line for path in sorted(out.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    assert sorted(lines) == sorted(outcome.line for outcome in read(root, jobs=1) if outcome.line)
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    assert merged(results([root], out, Options(), jobs=jobs)) == tally
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before
    archive(root, 1, 5)
    assert merged(results([root], out, Options(), jobs=jobs)).written == 28
    assert len(list(out.glob("*.jsonl"))) == 4


def test_a_folder_of_other_rules_or_of_somebody_else_is_refused(tmp_path: Path) -> None:
    root, out = archive(tmp_path / "in", 1, 5), tmp_path / "out"
    merged(results([root], out, Options(), jobs=1))
    with pytest.raises(UsageError, match="holds results of"):
        merged(results([root], out, Options(generic=True), jobs=1))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds thesis.txt, which no extract wrote"):
        merged(results([root], mine, Options(), jobs=1))
    (tmp_path / "page.html").write_text("<p>x")
    (tmp_path / "list.jsonl").write_text("{}\n")
    with pytest.raises(UsageError, match="is no archive"):
        merged(results([tmp_path / "list.jsonl"], out, Options(), jobs=1))
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="can take no results"):
        merged(results([root], tmp_path / "file", Options(), jobs=1))


def test_a_damaged_input_is_told_also_when_it_was_read_before(tmp_path: Path) -> None:
    root, out = archive(tmp_path / "in", 1, 6), tmp_path / "out"
    (warc,) = root.rglob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:-40])
    first = newsarchive("extract", root, "-o", f"{out}/")
    assert first.returncode == 1
    assert "damaged places 1" in first.stderr
    again = newsarchive("extract", root, "-o", out)
    assert (again.returncode, again.stdout, again.stderr) == (1, "", first.stderr)


def test_an_extract_killed_ten_times_ends_as_one_that_was_not(tmp_path: Path) -> None:
    root = archive(tmp_path / "in", 8, 100)
    code = (
        "import sys, pathlib; from newsarchive.dataset.rereading import *;"
        "list(results([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]), Options(), jobs=1))"
    )

    def start(out: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", code, str(root), str(out)], env=environment_of(None))

    begun = time.monotonic()
    assert start(tmp_path / "whole").wait() == 0
    whole, chance, killed = time.monotonic() - begun, random.Random(11), 0
    for _ in range(10):
        process = start(tmp_path / "killed")
        time.sleep(whole * chance.uniform(0.2, 0.9))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed
    assert start(tmp_path / "killed").wait() == 0
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


def test_workers_end_with_whoever_started_them(tmp_path: Path) -> None:
    root = archive(tmp_path / "in", 6, 200)
    code = (
        "import sys, pathlib; from newsarchive.dataset.rereading import *;"
        "list(results([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]), Options(), jobs=2))"
    )
    out = tmp_path / "out"
    process = subprocess.Popen([sys.executable, "-c", code, str(root), str(out)], env=environment_of(None))
    until = time.monotonic() + 30
    children: list[str] = []
    while len(children) < 2 and time.monotonic() < until:
        time.sleep(0.05)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) == 2
    process.kill()
    process.wait()
    while any(Path(f"/proc/{child}/exe").exists() for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{child}/exe").exists() for child in children)


def test_a_tally_comes_back_as_it_was() -> None:
    tally = Tally()
    for number in range(150):
        tally.add(Outcome(None, "broken_record", f"at {number}", broken=True, skipped=number))
    tally.add(Outcome("{}"))
    tally.add(Outcome(None, "no_text", "x"))
    again = Tally.from_dict(json.loads(json.dumps(tally.to_dict())))
    assert again == tally
    assert (tally.written, tally.broken, tally.places, len(tally.first)) == (1, 150, 150, 100)
    assert merged([tally, again]).places == 300


def test_outputs_never_take_the_place_of_what_is_read(tmp_path: Path) -> None:
    root = archive(tmp_path / "in", 1, 3)
    (warc,) = root.rglob("*.warc.gz")
    (table,) = root.rglob("*.jsonl")
    before = files(warc.parent)
    for arguments in (
        ("extract", warc, "-o", warc),
        ("extract", root, "--diff", "-o", table),
        ("pack", root / "baoquangtri", "-o", warc),
    ):
        done = newsarchive(*arguments)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert done.stderr.count("\n") == 1
    assert files(warc.parent) == before


def test_a_result_without_its_records_is_made_again(tmp_path: Path) -> None:
    root, out = archive(tmp_path / "in", 1, 5), tmp_path / "out"
    merged(results([root], out, Options(), jobs=1))
    whole = files(out)
    for path in (*out.glob("*.jsonl"), *out.glob("*.tally.json")):
        path.unlink()
        assert merged(results([root], out, Options(), jobs=1)).written == 4
        assert files(out) == whole
    (tally,) = out.glob("*.tally.json")
    tally.write_text("{}")
    assert merged(results([root], out, Options(), jobs=1)).written == 4
