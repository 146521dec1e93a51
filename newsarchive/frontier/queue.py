"""The states of URLs: who is pending, who is leased, how each ended. The dupe filter is the table itself."""

from __future__ import annotations

from typing import Literal, NamedTuple

from newsarchive.errors import FrontierDamaged
from newsarchive.frontier.jobs import Round
from newsarchive.frontier.store import Store

PENDING, LEASED, DONE, FAILED, DROPPED = range(5)
STATES = ("pending", "leased", "done", "failed", "dropped")
OUTSIDE_WINDOW = "outside_window"

# Fetched only when new or due; everything else (feeds, sitemaps, listings, other people's pages) once a crawl.
REMEMBERED = ("article", "requisite")

Added = Literal["new", "again", "taken", "duplicate", "known"]


class Entry(NamedTuple):
    """A request as the frontier keeps it. `repeat`: asked for whether or not it is known (Scrapy's dont_filter)."""

    fingerprint: bytes
    url: str
    kind: str | None
    slot: str
    priority: int
    request: str
    repeat: bool


class Leased(NamedTuple):
    """A URL whose turn it is; `request` is None where its kind says all."""

    id: int
    fingerprint: bytes
    url: str
    kind: str | None
    request: str | None
    priority: int
    attempts: int
    reason: str | None  # why it failed in an earlier crawl


class _Row(NamedTuple):
    id: int
    state: int
    job: int
    round: int
    request: str | None
    reason: str | None
    next_try: float | None
    next_check: float | None


class Queue:
    """The queue of one crawl.

    `recheck`: `auto` (known articles when they are due), `always`, `never`. `ordered`: what is asked for was named by a
    person, and is fetched though it is known.
    """

    def __init__(self, store: Store, crawl: Round, *, recheck: str = "auto", ordered: bool = False) -> None:
        self._store, self._crawl = store, crawl
        self._recheck, self._ordered = recheck, ordered
        self._sequence = 0

    def add(self, entry: Entry, now: float, *, successor_of: int | None = None) -> Added:
        """Make a URL pending, unless it is (`duplicate`), or is known and not due (`known`).

        `successor_of` is the lease that a redirect or a retry goes on from: to its own URL it comes back. `taken`: it
        was pending for another job.
        """
        if self._insert(entry, entry.fingerprint, now):
            return "new"
        row = self._row(entry.fingerprint)
        if row is None:
            raise FrontierDamaged(f"{entry.url} is in the frontier and is not found there")
        if row.state == PENDING and row.job != self._crawl.job:
            self._set_pending(row.id, entry, now)
            return "taken"
        if row.state in (PENDING, LEASED) and row.id != successor_of:
            if not entry.repeat or row.request == entry.request:
                return "duplicate"
            # Asked for on purpose, for another callback: it waits under a fingerprint of its own.
            self._insert(entry, entry.fingerprint + self._next(now).to_bytes(8, "big"), now, twin=True)
            return "new"
        if row.id != successor_of and not entry.repeat and (refusal := self._refusal(row, entry, now)):
            return refusal
        self._set_pending(row.id, entry, now)
        return "again"

    def is_new(self, fingerprint: bytes) -> bool:
        """Whether a URL is unknown, or was first found by this crawl or by the unfinished one it goes on from."""
        first = self._store.value("SELECT first_round FROM url WHERE fingerprint = ?", (fingerprint,))
        return first is None or first >= self._crawl.news_round

    def lease(self, slot: str) -> Leased | None:
        """The most urgent pending URL of a slot, from now on leased."""
        row = self._store.execute(
            "UPDATE url SET state = 1 WHERE id = (SELECT id FROM url WHERE state = 0 AND job = ? AND slot = ?"
            " ORDER BY priority DESC, sequence LIMIT 1)"
            " RETURNING id, fingerprint, url, kind, request, priority, attempts, reason",
            (self._crawl.job, slot),
        ).fetchone()
        return Leased(*row) if row else None

    def urgency(self, slot: str) -> tuple[int, int] | None:
        """(priority, -sequence) of the most urgent pending URL of a slot: the larger, the more urgent."""
        row = self._store.execute(
            "SELECT priority, -sequence FROM url WHERE state = 0 AND job = ? AND slot = ?"
            " ORDER BY priority DESC, sequence LIMIT 1",
            (self._crawl.job, slot),
        ).fetchone()
        return (row[0], row[1]) if row else None

    def pending(self) -> dict[str, int]:
        """How many URLs of this job are pending, by slot."""
        rows = self._store.execute(
            "SELECT slot, count(*) FROM url WHERE state = 0 AND job = ? GROUP BY slot", (self._crawl.job,)
        )
        return dict(rows.fetchall())

    def is_through(self) -> bool:
        """Whether nothing of this job is pending but pictures, which may wait for hosts that do not answer."""
        return not self._store.value(
            "SELECT EXISTS (SELECT 1 FROM url WHERE state = 0 AND job = ? AND kind IS NOT 'requisite')",
            (self._crawl.job,),
        )

    def unread(self) -> int:
        """How many feeds, sitemaps and listings of this job are pending."""
        count: int = self._store.value(
            "SELECT count(*) FROM url WHERE state = 0 AND job = ? AND kind IN ('feed', 'sitemap', 'listing')",
            (self._crawl.job,),
        )
        return count

    def put_back(self, lease: int) -> None:
        """Make a leased URL pending again as it was: nothing came of it, and nothing speaks against it."""
        self._store.execute("UPDATE url SET state = 0 WHERE id = ? AND state = 1", (lease,))

    def end(self, lease: int, *, state: int, reason: str | None, next_try: float | None) -> None:
        """End a lease as failed or dropped, with its reason; the request stays, for another try."""
        self._store.execute(
            "UPDATE url SET state = ?, reason = ?, next_try = ?, next_check = NULL, attempts = attempts + ?"
            " WHERE id = ?",
            (state, reason, next_try, state == FAILED, lease),
        )

    def end_redirected(self, lease: int, now: float) -> None:
        """End a lease whose successor holds the rest."""
        self._store.execute(
            "UPDATE url SET state = 2, reason = 'redirected', request = NULL, fetched = ?, attempts = 0,"
            " next_check = NULL WHERE id = ?",
            (now, lease),
        )

    def end_loop(self, fingerprint: bytes, next_try: float | None) -> None:
        """Say of a URL whose redirects led back to it that it was not fetched."""
        self._store.execute(
            "UPDATE url SET state = 3, reason = 'redirect_loop', attempts = attempts + 1, next_try = ?"
            " WHERE fingerprint = ? AND state = 2 AND reason = 'redirected'",
            (next_try, fingerprint),
        )

    def record_dropped(self, entry: Entry, reason: str, now: float) -> None:
        """Keep a request that was refused before it could be stored; a URL that is known keeps its state."""
        row = self._insert(entry, entry.fingerprint, now)
        if row is not None:
            self.end(row, state=DROPPED, reason=reason, next_try=None)

    def take_waiting(self) -> int:
        """Take what is pending for whichever crawl comes next (`retry`)."""
        job, number = self._crawl.job, self._crawl.number
        return self._store.execute(
            "UPDATE url SET job = ?, round = ? WHERE state = 0 AND job = 0", (job, number)
        ).rowcount

    def take_due(self, now: float) -> int:
        """Make pending, for this job, what is due for a re-check or another try; requisites wait for their pages."""
        job, number = self._crawl.job, self._crawl.number
        until = now if self._recheck != "never" else 0
        return (
            self._store.execute(
                "UPDATE url SET state = 0, job = ?, round = ?, sequence = id, priority = 0"
                " WHERE state = 2 AND next_check <= ? AND kind IS NOT 'requisite'",
                (job, number, until),
            ).rowcount
            + self._store.execute(
                "UPDATE url SET state = 0, job = ?, round = ?, sequence = id, priority = 0"
                " WHERE state = 3 AND next_try <= ?",
                (job, number, now),
            ).rowcount
        )

    def _refusal(self, row: _Row, entry: Entry, now: float) -> Added | None:
        """Why a URL that has ended is not fetched again now; None where it is."""
        if row.round == self._crawl.number:
            return "duplicate"
        ordered = self._ordered and entry.kind == "article"
        if entry.kind not in REMEMBERED or ordered or self._recheck == "always":
            return None
        if row.state == DROPPED:  # to be refused again costs nothing; another crawl may want other days
            return "known" if row.reason == OUTSIDE_WINDOW and row.job == self._crawl.job else None
        due = row.next_check if row.state == DONE and self._recheck == "auto" else row.next_try
        return None if due is not None and due <= now else "known"

    def _row(self, fingerprint: bytes) -> _Row | None:
        row = self._store.execute(
            "SELECT id, state, job, round, request, reason, next_try, next_check FROM url WHERE fingerprint = ?",
            (fingerprint,),
        ).fetchone()
        return _Row(*row) if row else None

    def _insert(self, entry: Entry, fingerprint: bytes, now: float, *, twin: bool = False) -> int | None:
        """The row's number; None where the URL has a row already."""
        crawl = self._crawl
        values = (fingerprint, entry.url, entry.kind, crawl.job, crawl.number, crawl.number, entry.slot)
        cursor = self._store.execute(
            "INSERT INTO url (fingerprint, url, kind, state, job, round, first_round, slot, priority, sequence,"
            " request, first_seen, twin) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (*values, entry.priority, self._next(now), entry.request, now, twin),
        )
        return cursor.lastrowid if cursor.rowcount else None

    def _set_pending(self, row: int, entry: Entry, now: float) -> None:
        self._store.execute(
            "UPDATE url SET state = 0, job = ?, round = ?, slot = ?, priority = ?, sequence = ?, request = ?, kind = ?,"
            " reason = NULL WHERE id = ?",
            (
                self._crawl.job,
                self._crawl.number,
                entry.slot,
                entry.priority,
                self._next(now),
                entry.request,
                entry.kind,
                row,
            ),
        )

    def _next(self, now: float) -> int:
        """Ever larger numbers, also from one crawl to the next."""
        self._sequence = max(self._sequence + 1, int(now * 1_000_000))
        return self._sequence
