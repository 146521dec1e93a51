from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsarchive.archive import paths

STEM = "tin-20261123T152200Z-00003-k3v9x0ab"


def test_a_stem_says_source_start_and_serial() -> None:
    began = datetime(2026, 11, 23, 22, 22, tzinfo=timezone(timedelta(hours=7)))
    stem = paths.new_stem("tin", began, 3, "k3v9x0ab")
    assert stem == STEM
    name = paths.parse(Path(f"{stem}.warc.gz.open"))
    assert name == ("tin", datetime(2026, 11, 23, 15, 22, tzinfo=UTC), 3, "k3v9x0ab")
    assert paths.month_folder(Path("tin"), datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=7)))) == Path(
        "tin/2026/12"
    )


def test_a_source_may_have_any_name() -> None:
    stem = paths.new_stem("../bao-moi/a b", datetime(2026, 1, 1, tzinfo=UTC), 0, "00000000")
    assert stem == ".._bao-moi_a_b-20260101T000000Z-00000-00000000"
    name = paths.parse(Path(stem + ".jsonl"))
    assert name is not None
    assert name.source == ".._bao-moi_a_b"


@pytest.mark.parametrize(
    ("name", "warc", "jsonl", "opened"),
    [
        (f"{STEM}.warc.gz", True, False, False),
        (f"{STEM}.warc.gz.open", True, False, True),
        (f"{STEM}.jsonl", False, True, False),
        (f"{STEM}.jsonl.open", False, True, True),
        ("other.warc", True, False, False),
        ("OTHER.WARC.GZ", True, False, False),
        ("runs.jsonl", False, False, False),
        (f"{STEM}.warc.gz.torn", False, False, False),
        (f"{STEM}.warc.gz.2.torn", False, False, False),
        (f"{STEM}.cdxj", False, False, False),
        ("frontier.sqlite", False, False, False),
    ],
)
def test_kinds_of_files(name: str, warc: bool, jsonl: bool, opened: bool) -> None:
    path = Path(name)
    assert (paths.is_warc(path), paths.is_jsonl(path), paths.is_open(path)) == (warc, jsonl, opened)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    names = [
        f"tin/2026/11/{STEM}.warc.gz", f"tin/2026/11/{STEM}.jsonl", f"tin/2026/11/{STEM[:-1]}c.warc.gz.open",
        "tin/runs.jsonl", f"tin/2026/11/{STEM}.warc.gz.torn", "README.md",
        f"bao/2025/01/{STEM.replace('tin', 'bao')}.jsonl",
    ]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_a_path_means_its_segments(tree: Path) -> None:
    assert len(paths.segment_files(tree)) == 4
    assert len(paths.segment_files(tree / "tin")) == 3
    assert len(paths.warc_files(tree)) == 2
    warc = tree / f"tin/2026/11/{STEM}.warc.gz"
    assert paths.segment_files(warc) == [warc.with_name(f"{STEM}.jsonl"), warc]
    assert paths.jsonl_files(warc) == [warc.with_name(f"{STEM}.jsonl")]
    assert paths.segment_files(tree / "missing") == []


def test_a_file_of_other_people_means_itself(tmp_path: Path) -> None:
    path = tmp_path / "wget [1].warc.gz"
    path.touch()
    assert paths.warc_files(path) == [path]
    assert paths.source_folder(path) == tmp_path
    assert paths.relative_name(path) == "wget [1].warc.gz"


def test_pointers_and_files(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree / "tin"
    opened = folder / f"2026/11/{STEM[:-1]}c.warc.gz.open"
    assert paths.relative_name(opened) == f"2026/11/{STEM[:-1]}c.warc.gz"
    assert paths.resolve(folder, paths.relative_name(opened)) == opened
    assert paths.source_folder(opened) == folder
    monkeypatch.chdir(folder)
    assert paths.source_folder(opened.relative_to(folder)) == folder


@pytest.mark.parametrize(
    "name", ["", ".", "../bao/2025/01/x.jsonl", "/etc/passwd", "2026/11", "2026/11/missing.warc.gz"]
)
def test_a_pointer_out_of_the_folder_or_to_nothing_is_none(tree: Path, name: str) -> None:
    assert paths.resolve(tree / "tin", name) is None
