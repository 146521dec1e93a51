"""Records as Apache Arrow: one schema for data frames and Parquet. Needs pyarrow (extra `parquet`).

Time stamps are instants in UTC, to the microsecond; of a date without a time it is the day's beginning in Vietnam, and
`date_text` and `date_modified_text` keep both as the record has them. `provenance` is JSON text.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pyarrow as pa

from newsarchive.dates import VIETNAM
from newsarchive.items import Article, Capture, Image, Reference

BATCH = 1000  # records
_INSTANT = pa.timestamp("us", tz="UTC")
_TEXTS = {"date": "date_text", "date_modified": "date_modified_text"}
_INSTANTS = ("date", "date_modified", "fetched_at")
_NUMBERS = ("revision", "schema", "offset", "length")


def schema() -> pa.Schema:
    """The columns, in the record's order; a date's text stands behind it."""
    fields = []
    for name in (each.name for each in dataclasses.fields(Article)):
        fields.append(pa.field(name, _type(name)))
        if name in _TEXTS:
            fields.append(pa.field(_TEXTS[name], pa.string()))
    return pa.schema(fields)


def batches(articles: Iterable[Article], size: int = BATCH) -> Iterator[pa.RecordBatch]:
    """The records as batches of at most `size`."""
    columns, going = schema(), iter(articles)
    while rows := [row_of(article) for article in islice(going, size)]:
        yield pa.RecordBatch.from_pylist(rows, schema=columns)


def table(articles: Iterable[Article]) -> pa.Table:
    """The records as one table; of no records one without rows."""
    return pa.Table.from_batches(batches(articles), schema=schema())


def row_of(article: Article) -> dict[str, Any]:
    """A record's values by column."""
    row = article.to_dict()
    row["provenance"] = json.dumps(row["provenance"], ensure_ascii=False)
    for name, text in _TEXTS.items():
        row[text] = row[name]
    for name in _INSTANTS:
        row[name] = _instant(row[name])
    return row


def _type(name: str) -> pa.DataType:
    if name in _INSTANTS:
        return _INSTANT
    if name in _NUMBERS:
        return pa.int64()
    if name in ("captions", "authors", "section", "tags", "flags"):
        return pa.list_(pa.string())
    if name == "images":
        return pa.list_(_struct(Image))
    if name in ("warc", "refers_to"):
        return _struct(Capture if name == "warc" else Reference)
    return pa.string()


def _struct(cls: type) -> pa.DataType:
    return pa.struct([pa.field(each.name, _type(each.name)) for each in dataclasses.fields(cls)])


def _instant(text: str | None) -> datetime | None:
    """An ISO 8601 date or instant, to the microsecond; WARC dates may say more."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
