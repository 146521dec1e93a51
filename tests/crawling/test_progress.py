from __future__ import annotations

import pytest

from newsarchive.crawling.progress import line_of


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ((0, 0, 0.0, 0), "progress: nothing known, 0 a minute"),
        ((50, 200, 1.0, 0), "progress: 50 of 200 known URLs done (25%), 60 a minute, 2 min left"),
        ((50, 200, 20.0, 3), "progress: 50 of 200 known URLs done (25%), 1200 a minute, 3 listings and sitemaps unread,"
                             " 8 s left for what is known"),
        ((0, 90000, 1.0, 0), "progress: 0 of 90000 known URLs done (0%), 60 a minute, 25 h 00 min left"),
        ((200, 200, 1.0, 0), "progress: 200 of 200 known URLs done (100%), 60 a minute"),
    ],
)  # fmt: skip
def test_how_far_a_crawl_is(given: tuple[int, int, float, int], line: str) -> None:
    assert line_of(*given) == line
