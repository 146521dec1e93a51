import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.errors import UsageError
from newsarchive.frontier.recheck import intervals, next_check, next_try

STEPS = (3600.0, 86400.0, 604800.0, 2592000.0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1h, 1d, 7d, 30d", STEPS),
        ("30d,1d,7d,1h", STEPS),
        ("90", (90.0,)),
        (["1.5h", "2m"], (120.0, 5400.0)),
        ([60, "2m"], (60.0, 120.0)),
        ("", ()),
        (None, ()),
        (" 5S ,", (5.0,)),
    ],
)
def test_intervals_are_read(value: object, expected: tuple[float, ...]) -> None:
    assert intervals("X", value) == expected


@pytest.mark.parametrize("value", ["soon", "1w", "-1h", "1h;2h", "1 h d"])
def test_what_is_no_interval_is_named(value: str) -> None:
    with pytest.raises(UsageError, match="RECHECK_AFTER"):
        intervals("RECHECK_AFTER", value)


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, 3600.0), (3599, 3600.0), (3600, 86400.0), (90000, 604800.0), (2591999, 2592000.0), (2592000, None)],
)
def test_checks_grow_rarer_with_the_age(age: float, expected: float | None) -> None:
    assert next_check(1000.0, 1000.0 + age, STEPS) == (None if expected is None else 1000.0 + expected)


@given(st.floats(0, 1e10), st.floats(0, 1e10))
def test_a_check_lies_ahead(since: float, now: float) -> None:
    due = next_check(since, now, STEPS)
    assert due is None or due > now


def test_tries_are_used_up() -> None:
    assert [next_try(n, 0.0, STEPS) for n in (1, 2, 4, 5)] == [3600.0, 86400.0, 2592000.0, None]
    assert next_try(1, 0.0, ()) is None
