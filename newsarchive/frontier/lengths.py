"""How long each segment of a source was when it was last committed, as its frontier says."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.errors import FrontierDamaged
from newsarchive.frontier.store import NAME, Store


class Pair(NamedTuple):
    """A segment: its WARC's final name relative to the source's folder, committed bytes of it and of its lines."""

    file: str
    warc_bytes: int
    jsonl_bytes: int
    closed: bool


def committed(folder: Path, *, check: bool = False) -> list[Pair]:
    """Every segment that the frontier in `folder` knows; none where there is no frontier. `check`: look for damage.

    Raise FrontierDamaged, or WriteFailed where the file can't be read now.
    """
    if not (folder / NAME).is_file():
        return []
    store = Store(folder / NAME, read_only=True)
    try:
        if check and (found := store.value("PRAGMA quick_check(1)")) != "ok":
            raise FrontierDamaged(f"{folder / NAME} is damaged ({found})")
        rows = store.execute("SELECT file, warc_bytes, jsonl_bytes, closed FROM segment ORDER BY file").fetchall()
        return [Pair(file, warc_bytes, jsonl_bytes, bool(closed)) for file, warc_bytes, jsonl_bytes, closed in rows]
    finally:
        store.close()
