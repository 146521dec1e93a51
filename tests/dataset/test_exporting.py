"""Exports: the same records in every format, only what is new, whole whatever interrupts it, and described truly."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas
import polars
import pyarrow.parquet as pq
import pytest
from dataset.records import article, segment
from loopback.crawl import environment_of, newsarchive

from newsarchive.dataset import describing
from newsarchive.dataset.exporting import Format, export
from newsarchive.dataset.loading import load
from newsarchive.dataset.statistics import Statistics
from newsarchive.errors import BrokenLine, UsageError

Write = Callable[..., Path]
BEGUN = datetime(2026, 11, 23, 15, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)
FORMATS: tuple[Format, ...] = ("parquet", "jsonl.gz")


def files(target: Path) -> dict[str, bytes]:
    return {path.relative_to(target).as_posix(): path.read_bytes() for path in target.rglob("*") if path.is_file()}


def validated(target: Path) -> list[Any]:
    """Whether frictionless finds the package valid, and how many resources it looked at; it leaves files open."""
    code = (
        "import frictionless, json, sys; report = frictionless.validate(sys.argv[1]);"
        "print(json.dumps([report.valid, len(report.tasks)]))"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, str(target / "datapackage.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment_of(None))
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture
def root(write: Write) -> Path:
    return write((1, "một"), (2, "hai"), (1, "một, sửa"), (3, "ba"))


def test_parquet_opens_everywhere_with_equal_counts_and_types(root: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = export([root], target, "parquet")
    expected = load(root, revisions="all").to_arrow()
    (file,) = target.glob("source=*/month=*/*.parquet")
    assert (done.written, done.files, done.records) == (1, 1, expected.num_rows)
    table = pq.read_table(file, partitioning=None)
    assert table.schema.equals(expected.schema)
    assert table.to_pylist() == expected.to_pylist()
    assert polars.read_parquet(file).to_dicts() == expected.to_pylist()
    frame = pandas.read_parquet(file)
    assert frame["id"].tolist() == expected["id"].to_pylist()
    assert str(frame["date"].dtype) == "datetime64[us, UTC]"
    told = duckdb.execute(f"SELECT count(*), min(fetched_at) FROM read_parquet('{target}/*/*/*.parquet')").fetchall()
    assert told == [(expected.num_rows, min(expected["fetched_at"].to_pylist()))]
    kinds = dict(duckdb.execute(f"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{file}')").fetchall())
    assert (kinds["date"], kinds["captions"], kinds["revision"]) == ("TIMESTAMP WITH TIME ZONE", "VARCHAR[]", "BIGINT")
    partitioned = duckdb.execute(
        f"SELECT DISTINCT source, month FROM read_parquet('{target}/*/*/*.parquet')"
    ).fetchall()
    assert partitioned == [("baoquangtri", "2026-11")]


def test_json_lines_are_those_of_the_segment(root: Path, tmp_path: Path) -> None:
    export([root], tmp_path / "out", "jsonl.gz")
    (file,) = (tmp_path / "out").glob("source=*/month=*/*.jsonl.gz")
    (segment_file,) = [path for path in root.rglob("*.jsonl") if path.name != "runs.jsonl"]
    assert gzip.decompress(file.read_bytes()) == segment_file.read_bytes()
    assert list(load(file, revisions="all")) == list(load(root, revisions="all"))


@pytest.mark.parametrize("form", FORMATS)
def test_frictionless_finds_the_package_valid_and_sees_a_change(form: Format, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    export([root], target, form)
    assert validated(target) == [True, 1]
    (file,) = target.glob(f"source=*/month=*/*.{form}")
    file.write_bytes(file.read_bytes() + b"x")
    assert validated(target)[0] is False


@pytest.mark.parametrize("form", FORMATS)
def test_a_second_export_adds_what_is_new_and_touches_nothing_else(form: Format, tmp_path: Path) -> None:
    root, target = tmp_path / "archives", tmp_path / "out"
    segment(root, BEGUN, article(1, "2026-11-20"))
    segment(root, BEGUN + HOUR, article(2, "2026-11-20"), suffix=".jsonl.open")
    assert tuple(export([root], target, form)) == (1, 1, 1, 1)
    before = {path: path.stat() for path in target.rglob("source=*/**/*") if path.is_file()}
    segment(root, BEGUN + 40 * 24 * HOUR, article(1, "2026-11-21", 2))
    segment(root, BEGUN, article(7, None, source="baokhac"))
    assert tuple(export([root], target, form)) == (2, 3, 3, 1)
    for path, stat in before.items():
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == (stat.st_ino, stat.st_mtime_ns)
    folders = {path.parent.relative_to(target).as_posix() for path in target.rglob(f"*.{form}")}
    assert folders == {"source=baomau/month=2026-11", "source=baomau/month=2027-01", "source=baokhac/month=2026-11"}
    again = files(target)
    assert tuple(export([root], target, form)) == (0, 3, 3, 1)
    assert files(target) == again
    export([root], tmp_path / "fresh", form)
    assert files(tmp_path / "fresh") == again


def test_a_segment_that_was_mended_takes_the_place_of_what_it_was(tmp_path: Path) -> None:
    root, target = tmp_path / "archives", tmp_path / "out"
    path = segment(root, BEGUN, article(1, None), article(2, None))
    export([root], target, "jsonl.gz")
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert tuple(export([root], target, "jsonl.gz")) == (1, 1, 1, 0)
    assert len(list(target.rglob("*.jsonl.gz"))) == 1


def test_what_left_the_archive_stays_exported(tmp_path: Path) -> None:
    root, target = tmp_path / "archives", tmp_path / "out"
    old = segment(root, BEGUN, article(1, None))
    segment(root, BEGUN + HOUR, article(2, None))
    export([root], target, "jsonl.gz")
    old.unlink()
    assert tuple(export([root], target, "jsonl.gz")) == (0, 2, 2, 0)


def test_the_package_and_the_card_tell_what_is_there(tmp_path: Path) -> None:
    root, target = tmp_path / "archives", tmp_path / "out"
    segment(
        root, BEGUN, article(1, "2026-01-05"), article(2, "2026-04-05"), article(1, "2026-04-06", 2), article(3, None)
    )
    export([root], target, "jsonl.gz")
    package = json.loads((target / "datapackage.json").read_bytes())
    (described,) = package["resources"]
    data = (target / described["path"]).read_bytes()
    assert (described["bytes"], described["hash"]) == (len(data), "sha256:" + hashlib.sha256(data).hexdigest())
    assert [each["name"] for each in described["schema"]["fields"]][:4] == ["id", "source", "title", "date"]
    card = (target / "README.md").read_text(encoding="utf-8")
    assert "4 records" in card
    assert "| baomau | 4 | 1 | 2026-01-05 | 2026-04-06 | 2026-11-23 to 2026-11-23 | 2026-02 to 2026-03 |" in card
    assert "| baomau | 75% | 0% |" in card
    for title in ("How to cite", "Rights", "Layouts", "Fill rates"):
        assert f"## {title}" in card


def test_gaps_go_over_the_turn_of_a_year() -> None:
    counted = Statistics()
    for day in ("2025-11-30", "2026-02-01"):
        counted.add(article(1, day))
    assert describing.gaps(counted) == ["2025-12", "2026-01"]


def _refusals(tmp_path: Path) -> dict[str, tuple[list[Path], Path, str]]:
    root = tmp_path / "archives"
    segment(root, BEGUN, article(1, None))
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "datapackage.json").write_text("{}")
    (tmp_path / "file").write_text("x")
    export([root], tmp_path / "parquet", "parquet")
    segment(tmp_path / "open", BEGUN, article(1, None), suffix=".jsonl.open")
    return {
        "nowhere": ([tmp_path / "nowhere"], tmp_path / "out", "nowhere does not exist"),
        "empty": ([tmp_path / "empty"], tmp_path / "out", "no articles to export"),
        "open": ([tmp_path / "open"], tmp_path / "out", "but segments that are still open"),
        "inside": ([root], root / "baomau" / "out", "lies inside the archive"),
        "mine": ([root], tmp_path / "mine", "holds thesis.txt, which no export wrote"),
        "other": ([root], tmp_path / "other", "is not that of an export"),
        "format": ([root], tmp_path / "parquet", "holds an export as parquet"),
        "file": ([root], tmp_path / "file", "can be no folder"),
    }


@pytest.mark.parametrize("case", ["nowhere", "empty", "open", "inside", "mine", "other", "format", "file"])
def test_wrong_places_are_named_and_left_as_they_are(case: str, tmp_path: Path) -> None:
    inputs, target, message = _refusals(tmp_path)[case]
    before = files(tmp_path)
    with pytest.raises(UsageError, match=message):
        export(inputs, target, "jsonl.gz")
    assert files(tmp_path) == before


def test_a_damaged_line_is_named_and_leaves_no_file(tmp_path: Path) -> None:
    path = segment(tmp_path / "archives", BEGUN, article(1, None))
    path.write_bytes(path.read_bytes() + b"{}\n")
    with pytest.raises(BrokenLine, match=rf"{path.name} line 2"):
        export([tmp_path / "archives"], tmp_path / "out", "parquet")
    assert files(tmp_path / "out") == {}


def test_the_command(root: Path, tmp_path: Path) -> None:
    done = newsarchive("export", root, "-o", tmp_path / "out")
    assert (done.returncode, done.stdout) == (0, f"{tmp_path}/out: 4 records in 1 files, 1 of them new\n")
    wrong = newsarchive("export", root, "-o", tmp_path / "out", "--format", "csv")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "newsarchive: --format 'csv': it takes parquet or jsonl.gz\n"


@pytest.mark.parametrize("form", FORMATS)
def test_an_export_killed_ten_times_ends_as_one_that_was_not(form: Format, tmp_path: Path) -> None:
    root = tmp_path / "archives"
    for number in range(12):
        text = f"Đoạn của bài {number}. " * 400
        many = [article(number * 1000 + n, "2026-11-20", body=f"{text}{n}") for n in range(60)]
        segment(root, BEGUN + number * HOUR, *many)
    code = (
        "import sys, pathlib; from newsarchive.dataset.exporting import export;"
        "export([pathlib.Path(sys.argv[1])], pathlib.Path(sys.argv[2]), sys.argv[3])"
    )

    def start(target: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", code, str(root), str(target), form]
        return subprocess.Popen(command, env=environment_of(None))

    begun = time.monotonic()
    assert start(tmp_path / "whole").wait() == 0
    whole, chance, killed = time.monotonic() - begun, random.Random(7), 0
    for _ in range(10):
        process = start(tmp_path / "killed")
        time.sleep(whole * chance.uniform(0.3, 1.0))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed
    assert start(tmp_path / "killed").wait() == 0
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


@pytest.mark.parametrize("form", FORMATS)
def test_two_at_once_do_not_disturb_each_other(form: Format, root: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    handle = os.open(target, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(UsageError, match="another export writes to"):
        export([root], target, form)
    os.close(handle)
    assert export([root], target, form).written == 1


@pytest.mark.parametrize("form", FORMATS)
def test_memory_does_not_grow_with_the_archive(form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsarchive.dataset.partitions._GROUP", 20)

    def peak(count: int) -> int:
        body = "Một đoạn văn dài. " * 300
        root = tmp_path / f"{form}{count}"
        segment(root, BEGUN, *(article(n, "2026-11-20", body=f"{body}{n}") for n in range(count)))
        tracemalloc.start()
        try:
            export([root], tmp_path / f"out-{form}{count}", form)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(20)  # imports
    assert peak(1600) < peak(400) * 1.3


def kinds(values: dict[str, Any]) -> dict[str, str]:
    return {name: type(value).__name__ for name, value in values.items()}


def test_counts_come_back_as_they_were() -> None:
    counted = Statistics()
    for number in range(5):
        counted.add(article(number, "2026-11-20" if number % 2 else None, number + 1))
    again = Statistics.from_dict(json.loads(json.dumps(counted.to_dict())))
    assert again == counted
    assert kinds(vars(again)) == kinds(vars(counted))


def test_what_an_interrupted_export_left_of_an_older_state_goes(tmp_path: Path) -> None:
    root, target = tmp_path / "archives", tmp_path / "out"
    path = segment(root, BEGUN, article(1, None), article(2, None))
    export([root], target, "jsonl.gz")
    (target / "datapackage.json").unlink()
    (target / "README.md").unlink()
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert tuple(export([root], target, "jsonl.gz")) == (1, 1, 1, 0)
    assert len(list(target.rglob("*.jsonl.gz"))) == 1


def test_a_segment_that_somebody_compressed_is_refused(tmp_path: Path) -> None:
    segment(tmp_path / "archives", BEGUN, article(1, None))
    segment(tmp_path / "archives", BEGUN + HOUR, article(2, None), suffix=".jsonl.gz")
    with pytest.raises(UsageError, match="is compressed: gunzip it"):
        export([tmp_path / "archives"], tmp_path / "out", "jsonl.gz")
