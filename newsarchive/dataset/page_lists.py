"""Page lists and HTML files: pages that are stored outside of archives, read again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from newsarchive import dates, urls
from newsarchive.dataset.outcome import Outcome
from newsarchive.errors import ReadError
from newsarchive.extraction import read_article
from newsarchive.page import Page
from newsarchive.sources import source_of

_MAX_PAGE = 256 * 1024 * 1024


def list_outcomes(path: Path, rows: list[tuple[int, str]], generic: bool) -> Iterator[Outcome]:
    """Read rows of a page list: objects with `url`, `file` (relative to the list), `fetched_at`, `content_type`."""
    for number, line in rows:
        try:
            row = _row(json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            yield Outcome(None, "bad_row", f"{path} line {number}: {error}"[:400], broken=True)
            continue
        yield from page_outcomes(path.parent / row.file, row.url, row.fetched_at, row.content_type, generic)


class _Row(NamedTuple):
    """A row of a page list."""

    url: str
    file: str
    fetched_at: datetime | None
    content_type: str | None


def _row(row: Any) -> _Row:
    """A checked row. Raise TypeError or ValueError for what is none."""
    if not isinstance(row, dict):
        raise TypeError("it is no JSON object")
    for name in ("url", "file"):
        if name not in row:
            raise ValueError(f"it has no {name!r}")
    url, file, content_type, stamp = row["url"], row["file"], row.get("content_type"), row.get("fetched_at")
    if not isinstance(url, str) or not urls.is_http(url):
        raise ValueError(f"url {url!r} is no http(s) URL"[:200])
    if not isinstance(file, str) or "\0" in file:
        raise ValueError(f"file {file!r} is no file name"[:200])
    if content_type is not None and not isinstance(content_type, str):
        raise TypeError("content_type is no text")
    return _Row(url, file, instant(stamp) if stamp else None, content_type)


def instant(text: str) -> datetime:
    """An ISO 8601 instant as an aware datetime, UTC where it names no zone. Raise ValueError."""
    try:
        given = datetime.fromisoformat(text)
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, TypeError) as error:
        raise ValueError(f"{text!r} is no instant") from error


def page_outcomes(
    file: Path, url: str, fetched_at: datetime | None, content_type: str | None, generic: bool
) -> Iterator[Outcome]:
    """Read one HTML file."""
    try:
        size = file.stat().st_size
        if size > _MAX_PAGE:
            yield Outcome(None, "too_large", f"{file}: {size} bytes", broken=True)
            return
        body = file.read_bytes()
    except (OSError, ValueError) as error:
        yield Outcome(None, "unreadable_file", f"{file}: {error}", broken=True)
        return
    try:
        page = Page(body, url, content_type=content_type, fetched_at=fetched_at)
        article = read_article(page, source_of(url), generic=generic)
    except ReadError as error:
        yield Outcome(None, error.reason, f"{url} ({file}): {error}")
        return
    stamp = dates.utc(fetched_at) if fetched_at else None
    yield Outcome(dataclasses.replace(article, fetched_at=stamp).to_json())
