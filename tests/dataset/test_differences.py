"""What a change of rules would change: exactly what was planted, whichever side it was planted on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from loopback.crawl import newsarchive

from newsarchive.cli.differing import differing
from newsarchive.dataset import differences
from newsarchive.dataset.differences import Difference, compare_all, tables_of
from newsarchive.errors import BrokenLine, UsageError
from newsarchive.extraction.rules import css
from newsarchive.sources import source_named


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "archives"
    assert newsarchive("demo", "--archives", folder).returncode == 0
    return folder


def found(*inputs: Path, **options: Any) -> list[Difference]:
    return [each for compared in compare_all(tables_of(list(inputs)), **options) for each in compared.differences]


def rewritten(demo: Path, tmp_path: Path, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Path:
    """A copy of the source's folder whose lines are changed."""
    folder = tmp_path / "baoquangtri"
    for path in sorted(demo.glob("baoquangtri/*/*/*")):
        copy = folder / path.relative_to(demo / "baoquangtri")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
        if path.suffix == ".jsonl":
            lines = change([json.loads(line) for line in path.read_bytes().splitlines()])
            text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
            copy.write_text(text, encoding="utf-8")
    return folder


def test_the_same_rules_change_nothing(demo: Path) -> None:
    compared = list(compare_all(tables_of([demo]), jobs=2))
    assert sum(each.lines for each in compared) == 33
    assert [each.differences for each in compared] == [[], []]


def test_what_stands_otherwise_is_told_field_by_field(demo: Path, tmp_path: Path) -> None:
    def change(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        lines[0]["title"] = "Đầu đề cũ"
        lines[1] |= {"tags": ["cũ"], "lead": "Sapo cũ"}
        lines[2]["id"] = "baoquangtri:khoa-cu:1"
        return [*lines[:3], *lines[4:]]

    folder = rewritten(demo, tmp_path, change)
    lines = [
        json.loads(line) for path in demo.glob("baoquangtri/*/*/*.jsonl") for line in path.read_bytes().splitlines()
    ]
    told = {(each.kind, each.id, each.field): (each.before, each.after) for each in found(folder)}
    assert told == {
        ("changed", lines[0]["id"], "title"): ("Đầu đề cũ", lines[0]["title"]),
        ("changed", lines[1]["id"], "tags"): (["cũ"], lines[1]["tags"]),
        ("changed", lines[1]["id"], "lead"): ("Sapo cũ", lines[1]["lead"]),
        ("changed", "baoquangtri:khoa-cu:1", "key"): ("baoquangtri:khoa-cu", lines[2]["id"].removesuffix(":1")),
        ("new", lines[3]["id"], ""): (None, lines[3]["title"]),
    }


def test_a_planted_rule_changes_what_it_reads_and_nothing_else(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = source_named("baoquangtri", "https://baoquangtri.vn/")
    (layout,) = [each for each in source.layouts if each.__name__ == "MediaSoft2012"]
    monkeypatch.setattr(layout, "title", css(".breadcrumb a"))
    lines = [json.loads(line) for path in demo.glob("*/*/*/*.jsonl") for line in path.read_bytes().splitlines()]
    read_by_it = {line["id"] for line in lines if line["layout"] == "MediaSoft2012"}
    changed = found(demo)
    assert {each.id for each in changed if each.field == "title"} == read_by_it
    assert {each.id for each in changed} == read_by_it
    assert {each.field for each in changed} == {"title", "provenance"}


def test_an_article_that_would_be_lost_is_told(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise differences.ReadError("no_text")

    monkeypatch.setattr(differences, "article_of", refuse)
    lost = found(demo)
    assert {(each.kind, each.after) for each in lost} == {("lost", "no_text")}
    assert len(lost) == 33


def test_captures_that_are_gone_or_broken_are_told(demo: Path, tmp_path: Path) -> None:
    folder = rewritten(demo, tmp_path, lambda lines: lines)
    (warc,) = folder.rglob("*.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc.write_bytes(data)
    assert "unreadable" in {each.kind for each in found(folder)}
    warc.unlink()
    gone = found(folder)
    assert {each.kind for each in gone} == {"unreadable"}
    assert len(gone) == 22


def test_a_damaged_line_is_an_error(demo: Path, tmp_path: Path) -> None:
    folder = rewritten(demo, tmp_path, lambda lines: lines)
    (table,) = folder.rglob("*.jsonl")
    table.write_bytes(table.read_bytes() + b"{")
    with pytest.raises(BrokenLine, match="line 23"):
        found(folder)
    table.rename(f"{table}.open")
    (warc,) = folder.rglob("*.warc.gz")
    warc.rename(f"{warc}.open")
    assert found(folder) == []


def test_the_report_counts_and_ends_with_1(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(differing([demo], generic=False, jobs=1)) == []
    assert capsys.readouterr().err == "33 lines read again: no difference\n"
    folder = rewritten(demo, tmp_path, lambda lines: [line | {"tags": ["cũ"]} for line in lines[:20]] + lines[20:])
    given = differing([folder], generic=False, jobs=1)
    lines: list[dict[str, Any]] = []
    with pytest.raises(typer.Exit) as ended:
        lines += map(json.loads, given)
    assert ended.value.exit_code == 1
    report = capsys.readouterr().err.splitlines()
    assert report[0] == "22 lines read again: 20 would change"
    assert report[1].startswith("tags: 20 (")
    assert report[2].startswith("  baoquangtri:")
    assert ' ["cũ"] -> ' in report[2]
    with pytest.raises(UsageError, match="nowhere does not exist"):
        list(differing([tmp_path / "nowhere"], generic=False, jobs=1))
