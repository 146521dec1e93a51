"""What makes a crawl the same crawl again: its arguments as the frontier keeps them, and as a command has them."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from newsarchive.crawling.opening import arguments_of
from newsarchive.dates import VIETNAM
from newsarchive.errors import UsageError
from newsarchive.operations.timing import day
from newsarchive.sources import spiders

NAMES = ("mode", "since", "until", "sections", "urls")


def arguments(source: str, given: Mapping[str, str], moment: datetime, replay: str | None = None) -> str:
    """The canonical JSON of a crawl of `source` that begins at the aware `moment`, which relative days count from.

    Raise UsageError that names the argument, or the source where none of that name is installed.
    """
    today = moment.astimezone(VIETNAM).date()
    said = {name: day(value, today) if name in ("since", "until") else value for name, value in given.items()}
    return _canonical(source, tuple(sorted(said.items())), replay)


def options(kept: str) -> tuple[dict[str, str], dict[str, str]]:
    """The -a and the -s of `scrapy crawl` that make the crawl which the frontier keeps as `kept`."""
    given: dict[str, str] = json.loads(kept)
    replay = given.pop("replay", None)
    return dict(sorted(given.items())), {"REPLAY": replay} if replay else {}


def command(source: str, kept: str) -> str:
    """The command that goes on with a job, as a person types it."""
    given, settings = options(kept)
    if given.get("mode") == "latest":
        del given["mode"]
    said = [f"-a {shlex.quote(f'{name}={value}')}" for name, value in given.items()]
    said += [f"-s {shlex.quote(f'{name}={value}')}" for name, value in settings.items()]
    return " ".join(["scrapy crawl", source, *said])


@lru_cache(maxsize=4096)
def _canonical(source: str, given: tuple[tuple[str, str], ...], replay: str | None) -> str:
    cls = spiders().get(source)
    if cls is None:
        raise UsageError(f"no source {source!r}; `newsarchive sources` lists them")
    said: dict[str, Any] = dict(given)  # a name that it does not take, it refuses
    return arguments_of(cls(**said), replay)
