import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import jsonl, paths
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Captured, Segments
from newsarchive.errors import ArchiveError, BrokenLine
from newsarchive.items import Article


@pytest.fixture
def captured(
    segments: Callable[..., Segments], exchange: Callable[..., Exchange], page: Callable[..., bytes]
) -> Captured:
    got = segments().add(exchange("/", page()))
    assert got is not None
    return got


def test_lines_are_utf8_and_numbered(tmp_path: Path, captured: Captured, article: Callable[..., Article]) -> None:
    path = tmp_path / "x.jsonl"
    title = 'Chợ "nổi"\u2028Cái Bè'
    path.write_bytes(jsonl.line_of(article(captured, title=title)) * 2)
    first, second = jsonl.lines(path)
    assert (first.number, second.number, second.end) == (1, 2, path.stat().st_size)
    assert first.record["title"] == title
    assert "Chợ".encode() in path.read_bytes()


@pytest.mark.parametrize(
    ("tail", "reason"),
    [(b'{"id"', "torn"), (b"{}", "torn"), (b'{"id"\n', "no JSON"), (b"[]\n", "no JSON object"), (b"\xff\n", "no JSON")],
)
def test_a_broken_line_is_told_with_its_number(
    tmp_path: Path, captured: Captured, article: Callable[..., Article], tail: bytes, reason: str
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(jsonl.line_of(article(captured)) + tail)
    with pytest.raises(BrokenLine, match=reason) as caught:
        list(jsonl.lines(path))
    assert caught.value.number == 2


def test_text_without_a_utf8_form_is_refused(captured: Captured, article: Callable[..., Article]) -> None:
    with pytest.raises(ArchiveError, match="surrogate"):
        jsonl.line_of(article(captured, title="\ud800"))


def test_the_latest_revision_of_each_article_stands(
    segments: Callable[..., Segments], captured: Captured, article: Callable[..., Article], folder: Path
) -> None:
    writer = segments()
    tricky = '"content_digest":"sha256:' + "0" * 64 + '"'
    for key, revision in (("1", 1), ("1", 2), ('b"2:x', 1), ("1", 3)):
        writer.write(article(captured, key=key, revision=revision, title=tricky))
    latest = jsonl.latest_revisions(folder)
    assert latest == {
        "tin:1": jsonl.Latest(3, "sha256:" + f"{3:064x}", "tin:1:3"),
        'tin:b"2:x': jsonl.Latest(1, "sha256:" + f"{1:064x}", 'tin:b"2:x:1'),
    }


def test_broken_lines_are_told_and_left_out(
    segments: Callable[..., Segments], captured: Captured, article: Callable[..., Article], folder: Path
) -> None:
    writer = segments()
    writer.write(article(captured))
    writer.close()
    path = next(path for path in paths.jsonl_files(folder) if path.stat().st_size)
    path.write_bytes(b"junk\n" + path.read_bytes() + b'{"id":"tin:2:1"')
    broken: list[Any] = []
    assert set(jsonl.latest_revisions(folder, broken.append)) == {"tin:1"}
    assert [error.number for error in broken] == [1, 3]


def test_a_line_reads_back_as_the_article(captured: Captured, article: Callable[..., Article]) -> None:
    made = article(captured)
    assert json.loads(jsonl.line_of(made)) == dataclasses.asdict(made)
