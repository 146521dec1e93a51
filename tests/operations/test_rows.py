"""The bound on what chance brings."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.operations.rows import CHANCE, at_most, beyond_chance


@given(st.integers(1, 60), st.data())
def test_the_bound_is_one(size: int, data: st.DataObject) -> None:
    """Chernoff's bound lies over the exact tail of the binomial distribution."""
    bad = data.draw(st.integers(0, size))
    limit = data.draw(st.floats(0.01, 0.99))
    tail = sum(comb(size, k) * limit**k * (1 - limit) ** (size - k) for k in range(bad, size + 1))
    if beyond_chance(bad, size, limit):
        assert tail <= CHANCE * (1 + 1e-6)
    assert not beyond_chance(bad, size, at_most(bad, size))


def test_the_bound_in_known_cases() -> None:
    assert beyond_chance(4, 4, 0.1)
    assert not beyond_chance(3, 3, 0.1)
    assert not beyond_chance(10, 100, 0.1)
    assert beyond_chance(10**9, 10**9, 0.5)
    assert not beyond_chance(0, 0, 0.1)
    assert at_most(0, 30) == pytest.approx(1 - CHANCE ** (1 / 30), abs=1e-3)
