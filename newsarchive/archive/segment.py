"""Segments: the open WARC and JSON Lines pair of a source, written in the order that the package describes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from newsarchive import dates
from newsarchive.archive import jsonl, paths, warc
from newsarchive.archive.appending import sync_folder
from newsarchive.archive.events import Event, Events, Find
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.pair import Closed, Pair
from newsarchive.errors import ArchiveError, SegmentLocked, WriteFailed
from newsarchive.items import Article, Capture

FSYNC = ("close", "interval", "always")
DIGESTS = ("sha1", "sha256")
_ATTEMPTS = 8
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Captured(NamedTuple):
    """The response record of an exchange, as `verify` will read it again: enough to make a Page of its body."""

    capture: Capture
    url: str  # WARC-Target-URI
    date: str  # WARC-Date
    content_type: str | None
    truncated: str | None
    content_encoding: str | None

    @property
    def instant(self) -> datetime:
        """WARC-Date as an aware datetime."""
        return datetime.fromisoformat(self.date)


class Committed(NamedTuple):
    """How much of a pair is written and, but for fsync `close`, on the disk."""

    file: str  # the WARC's final name, relative to the source's folder
    warc_bytes: int
    jsonl_bytes: int
    closed: bool = False


class Written(NamedTuple):
    """Where a line went: the segment's WARC by its final name, and the offset behind the line in the JSON Lines."""

    file: str
    end: int


class Segments:
    """Writes the exchanges and articles of one crawl of one source.

    A pair is made at the first exchange. When its WARC reaches `max_bytes` the next exchange goes to a new pair; the
    one before stays open for lines of its own captures until the pair after it is full too. `info` goes into each
    warcinfo record. `fsync`: `close` (when a pair is closed), `interval` (at each commit), `always` (at each write).
    `acknowledge` is called at each commit, once what the pairs hold is safe: the frontier's place in the order. A pair
    is committed before it is closed: a closed file holds nothing that is not acknowledged.
    `level`: None for isal, or a zlib level. `algorithm`: sha1 or sha256. `mask_cookies`: cut Cookie lines
    out of requests. `verbatim`: keep chunk framing. Not for use by several threads.
    """

    def __init__(
        self,
        folder: Path,
        source: str,
        *,
        clock: Callable[[], datetime],
        info: Mapping[str, str],
        max_bytes: int = 1_000_000_000,
        fsync: str = "interval",
        level: int | None = None,
        algorithm: str = "sha1",
        mask_cookies: bool = False,
        verbatim: bool = False,
        acknowledge: Callable[[list[Committed]], None] | None = None,
    ) -> None:
        if fsync not in FSYNC or algorithm not in DIGESTS:
            raise ValueError(f"fsync takes one of {FSYNC}, algorithm one of {DIGESTS}: got {fsync!r}, {algorithm!r}")
        self.folder, self.source = folder, source
        self._clock, self._info, self._max_bytes, self._fsync = clock, dict(info), max_bytes, fsync
        self._level, self._algorithm, self._mask_cookies = level, algorithm, mask_cookies
        self._verbatim, self._acknowledge = verbatim, acknowledge
        self._closed_since: list[Committed] = []  # closed since the last commit
        self.closed: list[Closed] = []  # the pairs closed so far
        self._serial = 0
        self._current: Pair | None = None
        self._previous: Pair | None = None
        self._events: Events | None = None
        self._last_event: datetime | None = None

    def add(self, exchange: Exchange, find: Find | None = None) -> Captured | None:
        """Write one exchange; return the pointer to its response, None where no complete response head came.

        `find` is asked for an earlier record with the same payload: where it knows one a revisit is written. Raise
        WriteFailed where the disk refuses: the file is as it was before.
        """
        pair, events = self._pair()
        event = events.event(exchange, find)
        offset = pair.warc.append(event.data)
        pair.note(offset, event)
        self._last_event = self._clock()
        if self._fsync == "always":
            pair.sync()
        return _captured(pair.name, offset, event)

    def write(self, article: Article) -> Written:
        """Write the line of an article, beside its capture while that pair is open, else in the current pair.

        Raise ArchiveError for an article without a capture, WriteFailed where the disk refuses.
        """
        if article.warc is None:
            raise ArchiveError(f"{article.id} has no capture to be proven from")
        line = jsonl.line_of(article)
        pair = next((p for p in (self._current, self._previous) if p and p.name == article.warc.file), None)
        if pair is None:
            pair = self._current or self._pair()[0]
        end = pair.jsonl.append(line) + len(line)
        if self._fsync == "always":
            pair.sync()
        return Written(pair.name, end)

    def commit(self) -> None:
        """Make what was written safe, as the fsync policy says, then acknowledge it. Raise WriteFailed."""
        pairs = [pair for pair in (self._previous, self._current) if pair is not None]
        if self._fsync != "close":
            for pair in pairs:
                pair.sync()
        if self._acknowledge is not None:
            now_closed, self._closed_since = self._closed_since, []
            self._acknowledge([*now_closed, *(Committed(p.name, p.warc.size, p.jsonl.size) for p in pairs)])

    def rotate(self) -> None:
        """End the current pair: the next exchange begins a new one. The pair before it is closed."""
        if self._current is None:
            return
        self.commit()
        previous, self._previous = self._previous, self._current
        self._current = self._events = None
        self._close(previous)

    def rotate_if_idle(self, idle: timedelta) -> bool:
        """Close all pairs where no exchange came for `idle`; say whether there was one to close."""
        if self._last_event is None or self._clock() - self._last_event < idle:
            return False
        if self._current is None and self._previous is None:
            return False
        self.close()
        return True

    def close(self) -> None:
        """Commit and close every open pair. Writing may go on: the next exchange begins a new pair."""
        if self._previous is not None or self._current is not None:
            self.commit()
        previous, current = self._previous, self._current
        self._previous = self._current = self._events = None
        try:
            self._close(previous)
        finally:
            self._close(current)

    def abandon(self) -> None:
        """Let go of the open pairs as they are: what could not be committed must not be closed. Recovery mends them."""
        for pair in (self._previous, self._current):
            if pair is not None:
                pair.release()
        self._previous = self._current = self._events = None

    def _close(self, pair: Pair | None) -> None:
        """Close a pair. Raise WriteFailed where that fails: its files stay `.open`, for recovery."""
        if pair is None:
            return
        try:
            pair.close()
            self.closed.append(pair.report())
            self._closed_since.append(Committed(pair.name, pair.warc.size, pair.jsonl.size, closed=True))
        except OSError as error:
            raise WriteFailed(f"{pair.name} stays open: {error}") from error
        finally:
            pair.release()

    def _pair(self) -> tuple[Pair, Events]:
        if self._current is not None and self._current.warc.size >= self._max_bytes:
            self.rotate()
        if self._current is None or self._events is None:
            self._current, self._events = self._begin()
        return self._current, self._events

    def _begin(self) -> tuple[Pair, Events]:
        now = self._clock()
        folder = paths.month_folder(self.folder, now)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            pair = self._new_pair(folder, now)
        except OSError as error:
            raise WriteFailed(f"no segment can be begun in {folder}: {error}") from error
        info_id = warc.new_id()
        try:
            name, date = paths.final(pair.warc.path).name, dates.utc(now)
            pair.warc.append(
                warc.warcinfo(info_id, date, name, self._info, algorithm=self._algorithm, level=self._level)
            )
            for above in (folder, folder.parent, self.folder) if self._fsync != "close" else ():
                sync_folder(above)
        except (WriteFailed, OSError) as error:
            pair.discard()
            raise WriteFailed(f"no segment can be begun in {folder}: {error}") from error
        except BaseException:  # what the operator gave for the warcinfo has no UTF-8 form
            pair.discard()
            raise
        self._serial += 1
        events = Events(
            info_id,
            algorithm=self._algorithm,
            level=self._level,
            mask_cookies=self._mask_cookies,
            verbatim=self._verbatim,
        )
        return pair, events

    def _new_pair(self, folder: Path, now: datetime) -> Pair:
        """Make a pair under a name that nobody has; recovery in another process may snatch a file at its birth."""
        for _ in range(_ATTEMPTS):
            random = "".join(secrets.choice(_LETTERS) for _ in range(8))
            try:
                return Pair(folder, paths.new_stem(self.source, now, self._serial, random))
            except (FileExistsError, SegmentLocked):
                continue
        raise WriteFailed(f"{folder}: no free segment name after {_ATTEMPTS} attempts")


def _captured(file: str, offset: int, event: Event) -> Captured | None:
    made = event.response
    if made is None:
        return None
    capture = Capture(file, offset, made.length, made.id, made.payload_digest, made.refers_to)
    return Captured(capture, event.url, event.date, made.content_type, made.truncated, made.content_encoding)
