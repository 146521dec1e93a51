"""JSON Lines of articles: one record a line, out and in; which version of each article stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newsarchive.archive import paths
from newsarchive.errors import ArchiveError, BrokenLine
from newsarchive.items import Article

# In a JSON string a quote is escaped, so these can only match real keys.
_ID = re.compile(rb'\{"id":"((?:[^"\\]|\\.)*)"')
_DIGEST = re.compile(rb'"content_digest":"(sha256:[0-9a-f]{64})"')


class Line(NamedTuple):
    """A complete line: `number` from 1, `end` the offset after its line feed, `record` its JSON object."""

    number: int
    end: int
    record: dict[str, Any]


class Latest(NamedTuple):
    """The newest version of an article that stands in a source's lines."""

    revision: int
    content_digest: str
    id: str


def line_of(article: Article) -> bytes:
    """An article as a line of UTF-8 with its line feed. Raise ArchiveError where its text has no UTF-8 form."""
    try:
        return article.to_json().encode("utf-8") + b"\n"
    except UnicodeEncodeError as error:
        raise ArchiveError(f"{article.id}: text with a lone surrogate cannot be written") from error


def lines(path: Path) -> Iterator[Line]:
    """Read a file's lines in order. Raise BrokenLine at the first that is torn or no JSON object."""
    end = 0
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            end += len(raw)
            if not raw.endswith(b"\n"):
                raise BrokenLine(path, number, "torn")
            try:
                record = json.loads(raw.decode("utf-8"))
            except (ValueError, RecursionError) as error:
                raise BrokenLine(path, number, f"no JSON: {error}") from error
            if not isinstance(record, dict):
                raise BrokenLine(path, number, "no JSON object")
            yield Line(number, end, record)


def latest_revisions(folder: Path, on_broken: Callable[[BrokenLine], None] | None = None) -> dict[str, Latest]:
    """By article key, the newest version in the lines below a source's folder; broken lines are told and left out."""
    newest: dict[str, Latest] = {}
    for path in paths.jsonl_files(folder):
        with path.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                found = _latest(raw)
                if found is None:
                    if on_broken is not None:
                        on_broken(BrokenLine(path, number, "no record of an article"))
                    continue
                key = found.id.rpartition(":")[0]
                if key not in newest or newest[key].revision < found.revision:
                    newest[key] = found
    return newest


def _latest(raw: bytes) -> Latest | None:
    """The version that a line holds, taken from its bytes: parsing every body ever written would take minutes."""
    name, digest = _ID.match(raw), _DIGEST.search(raw)
    if name is None or digest is None or not raw.endswith(b"}\n"):
        return None
    try:
        identity = json.loads(b'"' + name[1] + b'"')
        return Latest(int(identity.rpartition(":")[2]), digest[1].decode("ascii"), identity)
    except ValueError:
        return None
