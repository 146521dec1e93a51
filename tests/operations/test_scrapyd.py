"""The project as it is runs under Scrapyd: the egg that scrapyd-deploy builds, deployed, scheduled, its lines read.

Scrapyd needs a setuptools that is too old for us, so it lives in an environment of its own, made once (.venv/scrapyd).
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".venv" / "scrapyd"
SAMPLE = ROOT / "newsarchive" / "sample" / "web.warc.gz"
SCRAPYD = ["scrapyd==1.6.0", "scrapyd-client>=2.0.3,<3", "setuptools>=77,<81"]
_SECONDS = 50
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture(scope="module")
def programs() -> Path:
    """The folder of Scrapyd's programs; our dependencies are beside it, newsarchive itself is not."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    wanted = "\n".join([*SCRAPYD, *ours])
    stamp = PLACE / ".installed"
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        shutil.rmtree(PLACE, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", PLACE], check=True, capture_output=True)
        pip = [PLACE / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "--quiet", "--retries", "1"]
        done = subprocess.run([*pip, "install", *SCRAPYD, *ours], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"pip can't install Scrapyd here: {(done.stderr.strip().splitlines() or ['no reason'])[-1]}")
        stamp.write_text(wanted, encoding="utf-8")
    return PLACE / "bin"


@pytest.fixture(scope="module")
def egg(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What scrapyd-deploy builds of the checkout: without a setup.py it writes one."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("newsarchive", "spiders"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("scrapy.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    built = tree / "newsarchive.egg"
    subprocess.run([programs / "scrapyd-deploy", "--build-egg", built], cwd=tree, check=True, capture_output=True)
    return built


@contextmanager
def scrapyd(programs: Path, folder: Path) -> Iterator[str]:
    """The address of a daemon on loopback, while it runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    lines = [f"http_port = {port}", "bind_address = 127.0.0.1", "max_proc = 1", "poll_interval = 0.2", "items_dir ="]
    (folder / "scrapyd.conf").write_text("\n".join(["[scrapyd]", *lines, ""]), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept.pop("SCRAPY_SETTINGS_MODULE", None)
    environment = kept | {"PYTHONPATH": str(ROOT / "tests" / "loopback" / "no_network")}
    with (folder / "scrapyd.log").open("wb") as log:
        daemon = subprocess.Popen([programs / "scrapyd"], cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        daemon.terminate()
        try:
            daemon.wait(timeout=20)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()


def ask(url: str, data: bytes | None = None, kind: str = "application/x-www-form-urlencoded") -> dict[str, Any]:
    request = urllib.request.Request(url, data, {"Content-Type": kind} if data is not None else {})
    with _OPENER.open(request, timeout=30) as response:
        answer: dict[str, Any] = json.load(response)
    assert answer["status"] == "ok", answer
    return answer


def deploy(address: str, egg: Path) -> dict[str, Any]:
    """addversion.json, as a form with a file."""
    parts = [b'name="project"\r\n\r\nnewsarchive', b'name="version"\r\n\r\n1']
    parts.append(b'name="egg"; filename="newsarchive.egg"\r\n\r\n' + egg.read_bytes())
    form = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return ask(f"{address}/addversion.json", form, "multipart/form-data; boundary=edge")


def until(what: Any) -> Any:
    """The first true answer; None after too long."""
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        try:
            if found := what():
                return found
        except OSError:
            pass  # not up yet
        time.sleep(0.2)
    return None


def test_the_egg_holds_both_packages_and_says_where_the_settings_are(egg: Path) -> None:
    with zipfile.ZipFile(egg) as stored:
        assert {name.partition("/")[0] for name in stored.namelist()} == {"EGG-INFO", "newsarchive", "spiders"}
        assert "settings = newsarchive.settings" in stored.read("EGG-INFO/entry_points.txt").decode()


def test_scrapyd_deploys_and_runs_the_project(programs: Path, egg: Path, tmp_path: Path) -> None:
    archives = tmp_path / "archives"
    with scrapyd(programs, tmp_path) as address:
        assert until(lambda: ask(f"{address}/daemonstatus.json")), (tmp_path / "scrapyd.log").read_text()
        assert deploy(address, egg)["spiders"] > 100
        form = [("project", "newsarchive"), ("spider", "baoquangtri")]
        form += [("setting", f"REPLAY={SAMPLE}"), ("setting", f"ARCHIVES_DIR={archives}")]
        job = ask(f"{address}/schedule.json", urllib.parse.urlencode(form).encode())["jobid"]
        ended = until(lambda: ask(f"{address}/listjobs.json?project=newsarchive")["finished"])
        log = (tmp_path / "logs" / "newsarchive" / "baoquangtri" / f"{job}.log").read_text(encoding="utf-8")
    assert ended, log[-4000:]
    assert "LEFT LOOPBACK" not in log + (tmp_path / "scrapyd.log").read_text(encoding="utf-8")
    report = json.loads((archives / "baoquangtri" / "runs.jsonl").read_text(encoding="utf-8"))
    assert report["finish_reason"] == "finished", log[-4000:]
    (table,) = archives.glob("baoquangtri/2*/*/*.jsonl")
    lines = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
    assert len({line["id"] for line in lines}) == len(lines) == report["articles"] > 15
    assert all((archives / "baoquangtri" / line["warc"]["file"]).is_file() for line in lines)
    assert not list(archives.rglob("*.open"))
