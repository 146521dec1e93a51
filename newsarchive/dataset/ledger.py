"""What a run must remember of every record and article it has seen: on disk, so that its memory is flat."""

from __future__ import annotations

import hashlib
import sqlite3
import weakref
from functools import cached_property


class Ledger:
    """Names and what was noted of each."""

    def get(self, name: str) -> str | None:
        """What was noted last of `name`."""
        row = self._rows.execute("SELECT value FROM noted WHERE name = ?", (_key(name),)).fetchone()
        return row[0] if row else None

    def put(self, name: str, value: str) -> None:
        """Note `value`, text that has a UTF-8 form, in place of what was noted before."""
        self._rows.execute("INSERT OR REPLACE INTO noted VALUES (?, ?)", (_key(name), value))

    @cached_property
    def _rows(self) -> sqlite3.Connection:
        rows = sqlite3.connect("", isolation_level=None)  # a temporary database, which goes to disk as it grows
        weakref.finalize(self, rows.close)
        rows.execute("PRAGMA journal_mode = OFF")
        rows.execute("CREATE TABLE noted (name BLOB PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        rows.execute("BEGIN")
        return rows


def _key(name: str) -> bytes:
    """Of one length whatever a file claims, and of text without a UTF-8 form, too."""
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest()
