import pytest

from newsarchive.replaying.ranges import Unsatisfiable, wanted


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-4", (2, 5)),
        ("Bytes=2-", (2, 10)),
        ("bytes=9-99999999999999999", (9, 10)),
        ("bytes=-3", (7, 10)),
        ("bytes=-99", (0, 10)),
        (None, None),
        ("", None),
        ("bytes=-", None),
        ("bytes=5-4", None),
        ("bytes=1-2,4-5", None),
        ("bytes=a-b", None),
        ("bytes=٣-", None),
        ("items=0-1", None),
        ("bytes=0-1" + "0" * 5000, None),
    ],
)
def test_one_range_or_all(header: str | None, expected: tuple[int, int] | None) -> None:
    assert wanted(header, 10) == expected


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_behind_the_end_is_told(header: str, size: int) -> None:
    with pytest.raises(Unsatisfiable):
        wanted(header, size)
