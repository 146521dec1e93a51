import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from newsarchive.errors import UsageError
from newsarchive.replaying.pages import Listed, read_pages


def test_the_newest_capture_is_first(make_wacz: Callable[..., Path]) -> None:
    wacz = make_wacz(
        {"url": "https://tin.example/1", "ts": "2026-11-20T04:00:39.550000Z", "title": " Một ", "text": "..."},
        {"url": "https://tin.example/2", "ts": "2026-11-21T04:00:39Z"},
    )
    assert read_pages(wacz) == [
        Listed("https://tin.example/2", "https://tin.example/2", "2026-11-21T04:00:39Z"),
        Listed("Một", "https://tin.example/1", "2026-11-20T04:00:39.550000Z"),
    ]
    assert [page.stamp for page in read_pages(wacz)] == ["20261121040039", "20261120040039"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        "1",
        '{"url": 1}',
        '{"url": "javascript:alert(1)"}',
        '{"url": "https://a.example/\\ud800"}',
        "[" * 9999,
    ],
)
def test_what_is_no_page_is_left_out(line: str, make_wacz: Callable[..., Path]) -> None:
    good = {"url": "https://tin.example/1", "title": 3, "ts": 4}
    assert read_pages(make_wacz(line, good)) == [Listed("https://tin.example/1", "https://tin.example/1", "")]


@pytest.mark.parametrize("captured", ["", "hôm qua", "2026-11-23", "2026-11-2aT04:00:39Z"])
def test_no_stamp_is_guessed(captured: str) -> None:
    assert Listed("Một", "https://tin.example/1", captured).stamp == ""


def test_what_is_no_wacz_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.wacz"
    path.write_bytes(b"no zip")
    with pytest.raises(UsageError, match=r"x\.wacz is no WACZ"):
        read_pages(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a", b"")
    with pytest.raises(UsageError, match=r"no datapackage\.json"):
        read_pages(path)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("datapackage.json", b"{}")
    assert read_pages(path) == []
