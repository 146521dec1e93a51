"""The SQLite file of a frontier: its tables, its one open transaction, its errors as ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsarchive.errors import FrontierDamaged, WriteFailed

NAME = "frontier.sqlite"
_VERSION = 1
_CACHE_KIB = 16384
_WAIT_SECONDS = 10  # for a reader that checkpoints; writers have the source's lock

_SCHEMA = """
CREATE TABLE url (
    id INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL UNIQUE,
    url TEXT NOT NULL,
    kind TEXT,                       -- feed, sitemap, listing, article, requisite; null in other people's spiders
    state INTEGER NOT NULL,          -- frontier.queue: PENDING, LEASED, DONE, FAILED, DROPPED
    job INTEGER NOT NULL,            -- whose turn it is, or was
    round INTEGER NOT NULL,          -- the crawl that asked for it last
    first_round INTEGER NOT NULL,    -- the crawl that found it
    slot TEXT NOT NULL,              -- of the downloader: the host
    priority INTEGER NOT NULL,
    sequence INTEGER NOT NULL,       -- first come, first served among equals
    request TEXT,                    -- JSON; null once done, and where the kind says it all
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT,
    next_try REAL,                   -- seconds since 1970, as all times here
    first_seen REAL NOT NULL,
    fetched REAL,
    etag TEXT,
    last_modified TEXT,
    payload TEXT,                    -- WARC-Payload-Digest of the last full response
    article INTEGER,
    changed REAL,                    -- when the article was first read, or last found changed
    next_check REAL,
    segment INTEGER,                 -- where its last record ends
    warc_end INTEGER,
    twin INTEGER NOT NULL DEFAULT 0  -- stands beside another row of the same URL, for another callback
);
CREATE INDEX url_pending ON url (job, slot, priority DESC, sequence) WHERE state = 0;
CREATE INDEX url_leased ON url (job) WHERE state = 1;
CREATE INDEX url_check ON url (next_check) WHERE state = 2 AND next_check IS NOT NULL;
CREATE INDEX url_ended ON url (state, reason) WHERE state > 2;
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,        -- <source>:<article key>
    revision INTEGER NOT NULL,
    digest TEXT NOT NULL,            -- content_digest of that revision
    segment INTEGER NOT NULL,        -- where its line ends
    line_end INTEGER NOT NULL
);
CREATE TABLE payload (digest TEXT PRIMARY KEY, segment INTEGER NOT NULL, offset INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE rest (slot TEXT PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL UNIQUE,       -- the WARC's final name, relative to the source's folder
    warc_bytes INTEGER NOT NULL,     -- committed lengths
    jsonl_bytes INTEGER NOT NULL,
    synced INTEGER NOT NULL,         -- whether those bytes were fsynced when they were committed
    closed INTEGER NOT NULL
);
CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    arguments TEXT NOT NULL UNIQUE,  -- JSON
    round INTEGER NOT NULL,
    news_round INTEGER NOT NULL,     -- URLs first found in this round or later are news to it
    complete INTEGER NOT NULL,
    finished INTEGER NOT NULL        -- how often it has run to its end
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    job INTEGER NOT NULL,
    pid INTEGER NOT NULL,
    started REAL NOT NULL,
    beat REAL NOT NULL,              -- the last commit
    begun INTEGER NOT NULL DEFAULT 0, -- URLs that had ended when it started
    done INTEGER NOT NULL DEFAULT 0,  -- URLs that have ended
    known INTEGER NOT NULL DEFAULT 0, -- of so many
    articles INTEGER NOT NULL DEFAULT 0,
    ended REAL,
    reason TEXT
);
"""


class Store:
    """A connection to the frontier file, with a transaction always open.

    Raise FrontierDamaged for a file that is no frontier of this version, WriteFailed where the disk refuses. `durable`:
    a commit is on the disk when it returns (power cuts included); else only kills are survived. `read_only`: for people
    who look while a crawl writes.
    """

    def __init__(self, path: Path, *, durable: bool = True, read_only: bool = False) -> None:
        self.path = path
        self._read_only = read_only
        self._lost: str | None = None  # why the open transaction is no more
        try:
            self._connection = self._connect(durable)
        except sqlite3.Error as error:
            raise self._translated(error) from error
        version = self.value("PRAGMA user_version")
        if version != _VERSION:
            unmade = version == 0 and read_only and not _tables(self._connection)
            self._connection.close()
            if unmade:
                raise _Unmade(f"{path} is empty: a crawl is making it, or died before it could")
            raise FrontierDamaged(f"{path} is a frontier of version {version}; this newsarchive reads {_VERSION}")

    def execute(self, statement: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Run one statement inside the open transaction."""
        if self._lost is not None:
            raise WriteFailed(self._lost)
        try:
            return self._connection.execute(statement, tuple(values))
        except sqlite3.Error as error:
            raise self._lose(error) from error

    def value(self, statement: str, values: Iterable[Any] = ()) -> Any:
        """The first column of the first row; None where there is no row."""
        row = self.execute(statement, values).fetchone()
        return row[0] if row else None

    def commit(self) -> None:
        """Make the transaction last, begin the next. Where that fails nothing is done until `rollback`."""
        if self._lost is not None:
            raise WriteFailed(self._lost)
        try:
            self._connection.execute("COMMIT")
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._lose(error) from error

    def rollback(self) -> None:
        """Forget the transaction, begin the next."""
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.execute("BEGIN IMMEDIATE")
            self._lost = None
        except sqlite3.Error as error:
            raise self._lose(error) from error

    def close(self) -> None:
        """Let go of the file; what was not committed is forgotten."""
        self._connection.close()

    def _connect(self, durable: bool) -> sqlite3.Connection:
        if self._read_only:
            uri = f"{self.path.absolute().as_uri()}?mode=ro"
            if not self.path.with_name(f"{self.path.name}-wal").exists():
                uri += "&immutable=1"  # nobody writes: nor shall a look leave a log behind, or need a place for one
            return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_WAIT_SECONDS)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=_WAIT_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("PRAGMA user_version").fetchone()[0] == 0 and not _tables(connection):
                for statement in _SCHEMA.split(";\n"):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # what an earlier crawl left in the log
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _lose(self, error: sqlite3.Error) -> Exception:
        """SQLite may have rolled back by itself: what came next would be committed statement by statement."""
        translated = self._translated(error)
        if not self._read_only:
            self._lost = str(translated)
        return translated

    def _translated(self, error: sqlite3.Error) -> Exception:
        if isinstance(error, sqlite3.OperationalError):
            return WriteFailed(f"{self.path}: {error}")
        if type(error) is sqlite3.DatabaseError:
            return FrontierDamaged(
                f"{self.path} is damaged ({error}): move it away, and the next crawl makes it anew from the lines"
            )
        return error


class _Unmade(FrontierDamaged):
    """A file without tables yet."""


def reading(folder: Path) -> Store | None:
    """The frontier of the source in `folder`, to look at; None where there is none yet, or a crawl is making it.

    Raise FrontierDamaged or WriteFailed for a file that can't be read.
    """
    if not (folder / NAME).is_file():
        return None
    try:
        return Store(folder / NAME, read_only=True)
    except _Unmade:
        return None


def _tables(connection: sqlite3.Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return count
