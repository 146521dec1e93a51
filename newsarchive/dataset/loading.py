"""load(): the records of an archive, typed, filtered, latest revisions or all; as an iterator or a data frame."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from newsarchive.dataset.jsonl_files import JsonlFile, jsonl_files
from newsarchive.dates import VIETNAM
from newsarchive.errors import BrokenLine, NewsArchiveError, UsageError
from newsarchive.items import Article, article_from_dict

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

# In a JSON string a quote is escaped, so these can only match real keys.
_ID = re.compile(rb'\{"id":"((?:[^"\\]|\\.)*)"')
_FIRST = b'"revision":1,'
_LISTS = ("captions", "authors", "section", "tags", "images", "flags")
_TEXTS = (
    "id",
    "source",
    "title",
    "body",
    "lead",
    "url",
    "source_url",
    "canonical_url",
    "language",
    "layout",
    "previous",
)

Paths: TypeAlias = Path | str | Iterable[Path | str]


class MissingLibrary(NewsArchiveError):
    """A data frame was asked for and its library is not installed; the message says what to install."""


def load(
    path: Paths,
    *,
    source: str | Iterable[str] | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    revisions: Literal["latest", "all"] = "latest",
    errors: Literal["raise", "skip"] = "raise",
) -> Records:
    """The records of an archives folder, a source's folder, or files of JSON Lines (`.jsonl`, `.open`, `.gz`).

    `since` and `until` are days of publication on Vietnam's calendar, both included; a record without date is in none.
    `revisions`: `latest` gives the newest version of each article, `all` every version. `errors`: a damaged line raises
    BrokenLine when it is reached, or is skipped and counted (`Records.skipped`). Raise UsageError for a wrong argument.
    """
    if revisions not in ("latest", "all") or errors not in ("raise", "skip"):
        raise UsageError(f"load() takes revisions latest or all, errors raise or skip: got {revisions!r}, {errors!r}")
    names = frozenset([source] if isinstance(source, str) else source) if source is not None else None
    first, last = _day("since", since), _day("until", until)
    if first is not None and last is not None and first > last:
        raise UsageError(f"since={first} is later than until={last}")
    return Records(jsonl_files(path, names), names, first, last, latest=revisions == "latest", skip=errors == "skip")


@dataclass
class Records:
    """What `load` gives. Each `iter()` reads the files anew, in the order of sources, segments and lines."""

    files: list[JsonlFile]
    sources: frozenset[str] | None
    since: date | None
    until: date | None
    latest: bool
    skip: bool
    skipped: int = 0  # damaged lines, of the reading that went last
    _going: Iterator[Article] | None = field(default=None, repr=False)

    def __iter__(self) -> Iterator[Article]:
        """Every record that is asked for. Raise BrokenLine, OSError."""
        self.skipped = 0
        newest = self._newest() if self.latest else {}
        for file in self.files:
            if not file.may_reach(self.since):
                continue
            for number, raw in file.lines():
                article = self._article(file, number, raw)
                if article is not None and self._holds(article) and article.revision >= newest.get(article.key, 1):
                    yield article

    def __next__(self) -> Article:
        """The next record of one reading that goes on from call to call."""
        if self._going is None:
            self._going = iter(self)
        return next(self._going)

    def to_arrow(self) -> pa.Table:
        """All of it as a pyarrow.Table of `arrow.schema()`. Raise MissingLibrary."""
        _library("pyarrow", "parquet")
        from newsarchive.dataset import arrow

        return arrow.table(self)

    def to_pandas(self) -> pd.DataFrame:
        """All of it as a pandas.DataFrame; time stamps know their zone. Raise MissingLibrary."""
        _library("pandas", "pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """All of it as a polars.DataFrame; time stamps know their zone. Raise MissingLibrary."""
        polars: Any = _library("polars", "polars")
        frame: pl.DataFrame = polars.from_arrow(self.to_arrow())
        return frame

    def _holds(self, article: Article) -> bool:
        if self.sources is not None and article.source not in self.sources:
            return False
        if self.since is None and self.until is None:
            return True
        day = published(article)
        if day is None:
            return False
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)

    def _newest(self) -> dict[str, int]:
        """By article key, the number of the newest revision, of those that have more than one."""
        found: dict[str, int] = {}
        for file in self.files:
            for _, raw in file.lines():
                match = _ID.match(raw)
                if match is not None and _FIRST in raw:
                    continue
                with suppress(
                    ValueError, LookupError, TypeError, AttributeError, RecursionError
                ):  # told when it is read
                    name = json.loads(b'"' + match[1] + b'"') if match is not None else json.loads(raw)["id"]
                    key, _, revision = name.rpartition(":")
                    found[key] = max(found.get(key, 1), int(revision))
        return found

    def _article(self, file: JsonlFile, number: int, raw: bytes) -> Article | None:
        try:
            article = article_from_dict(json.loads(raw))
            _check(article)
            if b"\\u" in raw:
                article.to_json().encode()  # a lone surrogate is no text
            return article
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            if not self.skip:
                raise BrokenLine(file.path, number, f"no record of an article: {error}"[:200]) from error
            self.skipped += 1
            return None


def _check(article: Article) -> None:
    """Raise TypeError or ValueError where a field holds what no record holds."""
    for name in _TEXTS:
        if not isinstance(getattr(article, name), str | None):
            raise TypeError(f"{name} is no text")
    if type(article.revision) is not int or not article.id or not article.title:
        raise TypeError("no id, title or revision")
    for name in _LISTS:
        if not isinstance(getattr(article, name), list):
            raise TypeError(f"{name} is no list")
    for moment in (article.date, article.date_modified, article.fetched_at):
        if moment is not None:
            datetime.fromisoformat(moment)


def published(article: Article) -> date | None:
    """The day of publication on Vietnam's calendar."""
    if article.date is None:
        return None
    moment = datetime.fromisoformat(article.date)
    return moment.astimezone(VIETNAM).date() if moment.tzinfo is not None else moment.date()


def _day(name: str, value: date | str | None) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).date() if value.tzinfo is not None else value.date()
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise UsageError(f"{name}={value!r} is no day: write it like 2026-11-23") from None


def _library(name: str, extra: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingLibrary(f"{name} is not installed: pip install 'newsarchive[{extra}]'") from error
