"""The short form of `make torture`: the same crawls, stopped less often."""

from __future__ import annotations

from pathlib import Path

import pytest
from torture.run import run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("way", "times", "articles"), [("kill", 5, 150), ("term", 3, 120), ("disk", 5, 120), ("faults", 2, 40)]
)
def test_nothing_is_lost_and_nothing_doubled(way: str, times: int, articles: int, tmp_path: Path) -> None:
    row = run(way, times, articles, "short", tmp_path)
    assert row.is_sound, str(row)
    if way in ("kill", "disk"):
        assert row.interruptions >= times // 2, "the crawl was stopped while it had work to do"


def test_a_file_system_that_fills_up(tmp_path: Path) -> None:
    try:
        row = run("tmpfs", 5, 120, "short", tmp_path)
    except PermissionError as error:
        pytest.skip(f"no file system can be mounted here: {error}")
    assert row.is_sound, str(row)


def test_the_same_kills_cost_a_jobdir_its_queue(tmp_path: Path) -> None:
    """That the torture hurts: what Scrapy keeps by itself does not survive it."""
    row = run("jobdir", 4, 250, "short", tmp_path)
    assert row.proof.lost > 0, str(row)
