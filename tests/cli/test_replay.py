import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from cli.test_commands import answered, call

from newsarchive.archive.segment import Segments
from newsarchive.cli import replay
from newsarchive.replaying.setup import cache_folder

COMMAND = [sys.executable, "-c", "from newsarchive.cli import main; main()", "replay"]


@pytest.fixture(autouse=True)
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cache and no registry of the person who runs the tests."""
    for name in ("cache", "home", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setenv("no_proxy", "*")
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{nobody.getsockname()[1]}")


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    folder = cache_folder(os.environ, tmp_path)
    folder.mkdir(parents=True)
    for name in ("ui.js", "sw.js", "LICENSE"):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """Archives with one source, `tin`, of one capture."""
    root = tmp_path / "archives"
    segments = Segments(root / "tin", "tin", clock=lambda: datetime(2026, 11, 23, 15, tzinfo=UTC), info={})
    assert segments.add(answered("https://tin.example/bai-1.html", b"<p>Bai</p>" * 200))
    segments.close()
    return root


def fetched(address: str) -> str:
    with build_opener(ProxyHandler({})).open(address, timeout=10) as answer:
        return str(answer.read().decode())


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        process.kill()
        process.communicate()


def start(started: list[subprocess.Popen[str]], *arguments: object) -> tuple[subprocess.Popen[str], str]:
    """The running command, and the first line that it printed."""
    command = [*COMMAND, *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    started.append(process)
    assert process.stdout is not None
    return process, process.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_only_source_is_served_until_it_is_told(
    number: signal.Signals, archives: Path, installed: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    process, said = start(started, "--archives", archives)
    address = said.split()[0]
    assert address.startswith("http://127.0.0.1:")
    assert "<h1>tin</h1>" in fetched(address)
    assert len(list((tmp_path / "tmp").iterdir())) == 1
    process.send_signal(number)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")
    assert list((tmp_path / "tmp").iterdir()) == []


def test_told_while_it_packs_it_leaves_nothing(
    archives: Path, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(folder: Path, target: Path, *rest: object, **options: object) -> None:
        target.write_bytes(b"half a package")
        os.kill(os.getpid(), signal.SIGINT)
        pytest.fail("it went on")

    monkeypatch.setattr(replay, "pack", told)
    assert call(monkeypatch, "replay", "tin", "--archives", archives) == 0
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_package_is_served_as_it_is(
    archives: Path,
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    started: list[subprocess.Popen[str]],
) -> None:
    wacz = tmp_path / "kho.wacz"
    pack = [*COMMAND[:-1], "pack", "tin", "--archives", str(archives), "-o", str(wacz)]
    subprocess.run(pack, check=True, capture_output=True)
    process, said = start(started, wacz)
    assert "<h1>kho.wacz</h1>" in fetched(said.split()[0])
    assert list((tmp_path / "tmp").iterdir()) == []
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0
    assert wacz.is_file()


def test_without_the_replayer_it_says_how_to_get_it(
    archives: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "replay", "tin", "--archives", archives) == 2
    assert "newsarchive replay --setup" in capsys.readouterr().err


def test_setup_without_a_registry_fails_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "replay", "--setup") == 1
    assert "replaywebpage 2.5.3 could not be fetched from 127.0.0.1" in capsys.readouterr().err
    assert list((tmp_path / "cache").iterdir()) == []


def test_a_second_setup_asks_nobody(
    installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, "replay", "--setup") == 0
    assert capsys.readouterr().out == f"{installed}: is there already\n"


def test_several_sources_are_a_question(
    archives: Path, installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(archives / "tin", archives / "bao")
    assert call(monkeypatch, "replay", "--archives", archives) == 2
    assert "with one of: bao, tin" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--archives", "{tmp}/khong-co"), "nothing was crawled yet under {tmp}/khong-co"),
        (("khong-co", "--archives", "{tmp}"), "khong-co is no source under {tmp}"),
        (("{tmp}/khong-co.wacz",), "{tmp}/khong-co.wacz does not exist"),
        (("{tmp}/hong.wacz",), "{tmp}/hong.wacz is no WACZ"),
        (("{tmp}/home", "--archives", "{tmp}"), "{tmp}/home has no capture"),
        (("tin", "--port", "65535"), "--port"),
    ],
)
def test_it_names_what_is_wrong(
    arguments: tuple[str, ...],
    says: str,
    installed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "hong.wacz").write_bytes(b"no zip")
    assert call(monkeypatch, "replay", *[argument.format(tmp=tmp_path) for argument in arguments]) == 2
    assert says.format(tmp=tmp_path) in capsys.readouterr().err
    assert list((tmp_path / "tmp").iterdir()) == []


def test_the_signals_are_given_back(
    installed: Path, archives: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    assert call(monkeypatch, "replay", tmp_path / "x.wacz") == 2
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
