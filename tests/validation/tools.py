"""Tools that share no code with newsarchive, each asked for one verdict on an archive or its package."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from fastwarc.warc import ArchiveIterator
from loopback.crawl import newsarchive
from warcio.bufferedreaders import BufferedReader
from warcio.checker import Checker

from validation.archives import Archive

_FIELDS = ("url", "mime", "status", "digest", "offset", "length")
_TIMEOUT = 600


class Verdict(NamedTuple):
    """What a tool says: PASS, FAIL or SKIP, and why."""

    tool: str
    outcome: str
    told: str = ""


def _verdict(tool: str, good: bool, told: object = "") -> Verdict:
    return Verdict(tool, "PASS" if good else "FAIL", str(told).strip().replace("\n", "; ")[-160:])


def _warcs(archive: Archive) -> list[Path]:
    return sorted(archive.folder.rglob("*.warc.gz"))


def verified(archive: Archive) -> Verdict:
    """`newsarchive verify`."""
    done = newsarchive("verify", archive.folder, environment=archive.environment)
    last = done.stdout.strip().splitlines()[-1:] or [done.stderr]
    return _verdict("newsarchive verify", done.returncode == 0, last[0])


def records(archive: Archive) -> Iterator[Verdict]:
    """warcio's and fastwarc's digests of every record."""
    said = StringIO()
    BufferedReader.DECOMPRESSORS.pop("br", None)  # warcio fails on what brotli's package is today; digests need none
    checker = Checker(Namespace(inputs=[str(path) for path in _warcs(archive)], verbose=True))
    with redirect_stdout(said):
        checker.process_all()
    bad = [line for line in said.getvalue().splitlines() if "failed" in line or "Error" in line]
    yield _verdict("warcio check", not checker.exit_value and not bad, "".join(bad[:1]))
    count = broken = 0
    for path in _warcs(archive):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, parse_http=False):
                count += 1
                broken += not record.verify_block_digest()
    yield _verdict("fastwarc block digests", not broken, f"{count} records")


def index(archive: Archive) -> Verdict:
    """cdxj-indexer's output against the indexes that were written beside the files."""
    program = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    count = 0
    for path in _warcs(archive):
        command = [sys.executable, "-W", "ignore", "-c", program, "-s", str(path)]
        theirs = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
        ours = path.with_name(path.name.removesuffix(".warc.gz") + ".cdxj").read_bytes().splitlines()
        count += len(ours)
        if _told(ours) != _told(theirs) or ours != sorted(ours):
            return _verdict("cdxj-indexer", False, path.name)
    return _verdict("cdxj-indexer", True, f"{count} lines")


def _told(lines: list[bytes]) -> list[str]:
    found = []
    for line in lines:
        key, stamp, shown = line.decode().split(" ", 2)
        fields = json.loads(shown)
        found.append(json.dumps([key, stamp, *(fields.get(name) for name in _FIELDS)]))
    return sorted(found)


def packed(archive: Archive, package: Path) -> Verdict:
    """`newsarchive pack`, and its ZIP's checksums."""
    done = newsarchive("pack", archive.folder, "-o", package, environment=archive.environment)
    if done.returncode:
        return _verdict("newsarchive pack", False, done.stderr)
    with zipfile.ZipFile(package) as opened:
        return _verdict("newsarchive pack", opened.testzip() is None, done.stdout.partition(": ")[2])


def wacz(tools: Path, package: Path) -> Verdict:
    """py-wacz's own validation."""
    done = subprocess.run([tools / "bin" / "wacz", "validate", "-f", package], capture_output=True, text=True)
    return _verdict("wacz validate", done.returncode == 0 and "is valid" in done.stdout, done.stdout[-80:])


def played_in_pywb(tools: Path, archive: Archive) -> Iterator[Verdict]:
    """pywb shows each page and its picture (in the second crawl only a revisit), and nothing for another URL."""
    if not archive.played:
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        run = [tools / "bin" / "wb-manager"]
        subprocess.run([*run, "init", "c"], cwd=home, capture_output=True, check=True)
        subprocess.run([*run, "add", "c", *_warcs(archive)], cwd=home, capture_output=True, check=True)
        with _wayback(tools, home) as get:
            for played in archive.played:
                status, body = get("mp_", played.url)
                yield _verdict(f"pywb {played.what}", status == 200 and played.says.encode() in body, status)
                status, body = get("id_", played.picture)
                told = f"{status}, {len(body)} bytes"
                yield _verdict("pywb its picture", status == 200 and body.startswith((b"\x89PNG", b"\xff\xd8")), told)
            status, _ = get("mp_", f"{archive.played[0].url}never-captured")
            yield _verdict("pywb not captured", status == 404, status)


@contextmanager
def _wayback(tools: Path, home: Path) -> Iterator[Callable[[str, str], tuple[int, bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [tools / "bin" / "wayback", "-b", "127.0.0.1", "-p", str(port), "-t", "2"]
    server = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def get(mode: str, url: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/c/2{mode}/{url}", timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        yield get
    finally:
        server.terminate()
        server.wait()


def strict(validators: Path, archive: Archive, package: Path) -> Iterator[Verdict]:
    """The strict validators of a folder: each WARC, all of them together, and the package."""
    for path in _warcs(archive):
        yield _lines("check_warc.sh", ["bash", validators / "check_warc.sh", path])
    yield _lines("warc_lint.py, all files", [sys.executable, validators / "warc_lint.py", *_warcs(archive)])
    yield _lines("wacz_lint.py", [sys.executable, validators / "wacz_lint.py", package])


def _lines(tool: str, command: list[Any]) -> Verdict:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent / "no_brotli")}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, env=environment, timeout=_TIMEOUT)
    lines = done.stdout.splitlines()
    bad = [line for line in lines if line.startswith("FAIL")]
    counts = {word: sum(line.startswith(word) for line in lines) for word in ("PASS", "WARN", "SKIP")}
    told = bad[0] if bad else ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return _verdict(tool, done.returncode == 0 and not bad, told)


def played_in_chromium(validators: Path, archive: Archive, package: Path) -> Iterator[Verdict]:
    """ReplayWeb.page in headless Chromium, without a network: each page with its picture; nothing for another URL."""
    for played in archive.played:
        name = played.picture.rpartition("/")[2]
        done = _chromium(validators, package, played.url, played.says, f'img[src*="{name}"]')
        good = done.startswith("PASS") and "external requests: 0" in done
        yield _verdict(f"ReplayWeb.page {played.what}", good, done if not good else "text and picture")
    if archive.played:
        done = _chromium(validators, package, f"{archive.played[0].url}never-captured", archive.played[0].says, "")
        good = done.startswith("FAIL") and "textFound=false" in done and "external requests: 0" in done
        yield _verdict("ReplayWeb.page not captured", good, done if not good else "not found")


def _chromium(validators: Path, package: Path, url: str, text: str, picture: str) -> str:
    environment = os.environ | {"NODE_DIR": f"{os.environ['WARC_TOOLS']}/node"}
    command = ["node", validators / "replay_check.mjs", package, url, text, picture]
    return subprocess.run(
        [*map(str, command)], capture_output=True, text=True, env=environment, timeout=_TIMEOUT
    ).stdout
