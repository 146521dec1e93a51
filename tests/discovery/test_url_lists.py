import os
from pathlib import Path

import pytest

from newsarchive.discovery import url_lists
from newsarchive.errors import UsageError


def read(tmp_path: Path, data: bytes) -> list[tuple[int, str | None]]:
    file = tmp_path / "urls.txt"
    file.write_bytes(data)
    return [(line.number, line.url) for line in url_lists.read(url_lists.check(file))]


def test_one_url_a_line(tmp_path: Path) -> None:
    data = b"# danh sach\n\nhttps://bao.example/a\r\n  http://bao.example/b?x=1&y=2  \n\t\nHTTPS://BAO.example/c"
    assert read(tmp_path, data) == [
        (3, "https://bao.example/a"),
        (4, "http://bao.example/b?x=1&y=2"),
        (6, "https://bao.example/c"),
    ]


def test_a_mark_at_the_beginning_is_no_part_of_the_url(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfhttps://bao.example/a\n") == [(1, "https://bao.example/a")]


def test_letters_beyond_ascii_are_escaped(tmp_path: Path) -> None:
    ((_, url),) = read(tmp_path, "https://bao.example/tin tức".replace(" ", "-").encode())
    assert url == "https://bao.example/tin-t%E1%BB%A9c"


@pytest.mark.parametrize(
    "line",
    [
        b"khong phai dia chi",
        b"/chi-co-duong-dan",
        b"ftp://bao.example/x",
        b"javascript:alert(1)",
        b"https://",
        b"https://bao example/x",
        b"https://bao.example/a https://bao.example/b",
        b"https://bao.example:99999/x",
        b"https://bao.example/\xff\xfe",
        b"https://" + b"a" * 9000,
        b"\x00\x01",
    ],
)
def test_a_line_that_is_no_url_comes_with_its_number_and_text(line: bytes, tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_bytes(b"https://bao.example/a\n" + line + b"\nhttps://bao.example/z\n")
    first, *bad, last = url_lists.read(file)
    assert (first.url, last.url) == ("https://bao.example/a", "https://bao.example/z")
    assert bad
    assert all(found.url is None and 0 < len(found.text) <= 200 for found in bad)
    assert bad[0].number == 2


def test_lines_are_numbered_as_an_editor_does(tmp_path: Path) -> None:
    data = b"a\n" + b"x" * 20_000 + b"\nhttps://bao.example/z\n"
    assert read(tmp_path, data) == [(1, None), (2, None), (3, "https://bao.example/z")]


def test_a_long_file_is_read_lazily(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.write_bytes(b"https://bao.example/a\n" * 200_000)
    lines = url_lists.read(file)
    assert next(lines).number == 1
    lines.close()  # type: ignore[attr-defined]


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none.txt", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(UsageError, match=f"urls={path} can't be read: {why}"):
            url_lists.check(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    file = tmp_path / "urls.txt"
    file.touch(mode=0)
    with pytest.raises(UsageError, match="can't be read: Permission denied"):
        url_lists.check(file)


def test_an_empty_file_has_no_lines(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == []
