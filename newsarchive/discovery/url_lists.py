"""Files of seeds: one URL a line, blank lines and lines that start with # left out, any size."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from newsarchive import urls
from newsarchive.errors import UsageError

_LONGEST = 8192


class Line(NamedTuple):
    """Line `number` (from 1): its URL, or `text` as it stands where that is no URL."""

    number: int
    url: str | None
    text: str


def check(path: str | Path) -> Path:
    """The file at `path`. Raise UsageError that says why it can't be read."""
    file = Path(path).expanduser()
    try:
        with file.open("rb") as stream:
            beginning = stream.read(2)
    except OSError as error:
        raise UsageError(f"urls={path} can't be read: {error.strerror or error}") from error
    if beginning in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise UsageError(f"urls={path} is UTF-16: save it as UTF-8")
    return file


def read(path: Path) -> Iterator[Line]:
    """Give the lines of a checked file lazily."""
    number, ended = 0, True
    with path.open("rb") as stream:
        # A line longer than any URL comes in pieces: the first one stands for it.
        for raw in iter(lambda: stream.readline(_LONGEST), b""):
            begins, ended = ended, raw.endswith(b"\n")
            number += begins
            text = raw.decode("utf-8-sig", "replace").strip()
            if begins and text and not text.startswith("#"):
                yield Line(number, _url(text), text[:200])


def _url(text: str) -> str | None:
    if any(c.isspace() or c < " " for c in text) or "\ufffd" in text or not urls.is_http(text):
        return None
    return urls.resolve(text, text)
