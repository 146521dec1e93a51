from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from newsarchive.frontier.jobs import Jobs, Round
from newsarchive.frontier.queue import Entry, Queue
from newsarchive.frontier.store import NAME, Store

MakeQueue = Callable[..., Queue]
NOW = 1_795_000_000.0


def entry(path: str, **values: Any) -> Entry:
    """An entry for https://tin.example/<path>."""
    url = f"https://tin.example/{path}"
    given = {"kind": "article", "slot": "tin.example", "priority": 0, "request": "{}", "repeat": False} | values
    return Entry(fingerprint=url.encode(), url=url, **given)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / NAME)
    yield opened
    opened.close()


@pytest.fixture
def begin(store: Store) -> Callable[..., Round]:
    """Begin a crawl of a job."""
    return lambda arguments="{}", restarts=False, now=NOW: Jobs(store).begin(
        arguments, restarts=restarts, pid=1, now=now
    )


@pytest.fixture
def queue(store: Store, begin: Callable[..., Round]) -> MakeQueue:
    """Begin a crawl and make its queue."""

    def make(arguments: str = "{}", restarts: bool = False, **options: Any) -> Queue:
        return Queue(store, begin(arguments, restarts), **options)

    return make
