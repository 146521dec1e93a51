"""The main job, end to end, as `make demo` runs it, judged by tools that share no code with us."""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import reader

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
LINT = ROOT.parent / "shared" / "validators" / "warc_lint.py"


def records(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*/*/*/*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def run(*command: object, code: int = 0) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("demo") / "archives"
    return folder, run(BIN / "newsarchive", "demo", "--archives", folder)


def test_it_shows_what_came_out(demo: tuple[Path, str]) -> None:
    folder, text = demo
    for expected in ("articles", "captures", '"title"', '"warc"', "The archive", "verify", "scrapy crawl baoquangtri"):
        assert expected in text
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*/runs.jsonl")]
    assert {report["finish_reason"] for report in reports} == {"finished"}
    assert all(report["articles"] > 5 and not report["errors"] for report in reports)


def test_closed_pairs_stand_where_they_must(demo: tuple[Path, str]) -> None:
    files = sorted(demo[0].glob("*/*/*/*"))
    assert len(files) == 6
    assert {path.name.partition(".")[2] for path in files} == {"warc.gz", "jsonl", "cdxj"}
    assert len({path.name.partition(".")[0] for path in files}) == 2


def test_both_sites_and_both_layouts_are_read(demo: tuple[Path, str]) -> None:
    layouts = {record["layout"] for record in records(demo[0])}
    assert {"MediaSoft2012", "DContent2015", "NextAnt2025"} <= layouts
    obfuscated = [record for record in records(demo[0]) if "obfuscated_body" in record["flags"]]
    assert obfuscated
    assert all(record["body"] is None for record in obfuscated)


def test_independent_tools_find_nothing(demo: tuple[Path, str]) -> None:
    for path in demo[0].glob("*/*/*/*.warc.gz"):
        run(BIN / "warcio", "check", path)
        run(BIN / "fastwarc", "check", "-q", path)
        with gzip.open(path) as stream:
            assert stream.read(5) == b"WARC/"


def test_the_lint_finds_nothing(demo: tuple[Path, str]) -> None:
    if not LINT.is_file():
        pytest.skip("the independent lint is not beside this checkout (../shared/validators)")
    text = run(sys.executable, LINT, *demo[0].glob("*/*/*/*.warc.gz"))
    assert "FAIL" not in text


def test_it_is_proven(demo: tuple[Path, str]) -> None:
    assert "proven" in run(BIN / "newsarchive", "verify", demo[0])


def test_it_reads_again_as_it_read(demo: tuple[Path, str]) -> None:
    again = {json.loads(line)["id"]: line for line in run(BIN / "newsarchive", "extract", demo[0]).splitlines()}
    for path in demo[0].glob("*/*/*/*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert again[json.loads(line)["id"]] == line


def test_a_second_demo_writes_no_second_line(demo: tuple[Path, str], tmp_path: Path) -> None:
    folder = shutil.copytree(demo[0], tmp_path / "archives")
    run(BIN / "newsarchive", "demo", "--archives", folder)
    ids = [record["id"] for record in records(folder)]
    assert len(ids) == len(set(ids))
    assert all(identity.endswith(":1") for identity in ids)
    assert "proven" in run(BIN / "newsarchive", "verify", folder)


@pytest.mark.parametrize("at", [4, 9, 1000, -1])
def test_any_flipped_byte_of_a_closed_warc_is_told(demo: tuple[Path, str], tmp_path: Path, at: int) -> None:
    folder = shutil.copytree(demo[0] / "vietnamvn", tmp_path / "vietnamvn")
    path = next(folder.rglob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    assert path.name in run(BIN / "newsarchive", "verify", folder, code=1)


def test_a_record_or_line_cut_away_whole_is_told(demo: tuple[Path, str], tmp_path: Path) -> None:
    folder = shutil.copytree(demo[0] / "vietnamvn", tmp_path / "vietnamvn")
    path = next(folder.rglob("*.warc.gz"))
    last = list(reader.records(path))[-1]
    path.write_bytes(path.read_bytes()[: last.offset])
    assert path.name in run(BIN / "newsarchive", "verify", folder, code=1)
    lines = next(folder.glob("*/*/*.jsonl"))
    lines.write_text("".join(lines.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert "lines are missing" in run(BIN / "newsarchive", "verify", folder, code=1)
