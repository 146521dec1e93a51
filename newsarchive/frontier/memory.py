"""What is known of URLs that were fetched: validators, articles and their revisions, where each payload stands."""

from __future__ import annotations

from typing import NamedTuple

from newsarchive.archive.jsonl import Latest
from newsarchive.frontier.store import Store


class Place(NamedTuple):
    """Where a record begins: the WARC's final name, relative to the source's folder, and its offset."""

    file: str
    offset: int


class Validators(NamedTuple):
    """What a server can be asked with whether a URL has changed, and the payload it was true of."""

    etag: str | None
    last_modified: str | None
    payload: str


class Fetched(NamedTuple):
    """What a URL's last response leaves in memory; None where there is nothing new to say."""

    payload: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    file: str | None = None
    warc_end: int | None = None


class Memory:
    """The url, article, payload and segment tables, as far as they remember."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._segments: dict[str, int] = {}  # of the segments written now: two or three

    def latest(self, key: str) -> Latest | None:
        """The newest version of an article."""
        row = self._store.execute("SELECT revision, digest FROM article WHERE key = ?", (key,)).fetchone()
        return Latest(row[0], row[1], f"{key}:{row[0]}") if row else None

    def remember_article(self, key: str, latest: Latest, file: str, line_end: int) -> None:
        """Keep the version whose line was written last, and where that line ends."""
        self._store.execute(
            "INSERT INTO article (key, revision, digest, segment, line_end) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key)"
            " DO UPDATE SET revision = excluded.revision, digest = excluded.digest, segment = excluded.segment,"
            " line_end = excluded.line_end WHERE excluded.revision >= revision",
            (key, latest.revision, latest.content_digest, self.segment(file), line_end),
        )

    def payload(self, digest: str) -> Place | None:
        """Where a full response with this payload stands."""
        row = self._store.execute(
            "SELECT segment.file, payload.offset FROM payload JOIN segment ON segment.id = payload.segment"
            " WHERE payload.digest = ?",
            (digest,),
        ).fetchone()
        return Place(*row) if row else None

    def remember_payload(self, digest: str, place: Place) -> None:
        """Keep where the first full response with this payload stands; `forget_payload` where it is gone."""
        self._store.execute(
            "INSERT INTO payload (digest, segment, offset) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (digest, self.segment(place.file), place.offset),
        )

    def forget_payload(self, digest: str) -> None:
        """Drop what the files no longer hold."""
        self._store.execute("DELETE FROM payload WHERE digest = ?", (digest,))

    def validators(self, fingerprint: bytes) -> Validators | None:
        """What to ask a server with, for a URL that led to what stands."""
        row = self._store.execute(
            "SELECT etag, last_modified, payload FROM url WHERE fingerprint = ? AND payload IS NOT NULL"
            " AND (etag IS NOT NULL OR last_modified IS NOT NULL)",
            (fingerprint,),
        ).fetchone()
        return Validators(*row) if row else None

    def end_done(
        self, lease: int, fetched: Fetched, *, now: float, article: str | None, changed: bool, next_check: float | None
    ) -> None:
        """End a lease as done, with what its response leaves behind."""
        self._store.execute(
            "UPDATE url SET state = 2, request = NULL, reason = NULL, attempts = 0, next_try = NULL, fetched = ?,"
            " payload = coalesce(?, payload), etag = iif(?, ?, etag), last_modified = iif(?, ?, last_modified),"
            " segment = coalesce(?, segment), warc_end = coalesce(?, warc_end),"
            " article = coalesce((SELECT id FROM article WHERE key = ?), article),"
            " changed = iif(? OR changed IS NULL, ?, changed), next_check = ? WHERE id = ?",
            (
                now,
                fetched.payload,
                fetched.payload is not None,
                fetched.etag,
                fetched.payload is not None,
                fetched.last_modified,
                None if fetched.file is None else self.segment(fetched.file),
                fetched.warc_end,
                article,
                changed,
                now,
                next_check,
                lease,
            ),
        )

    def end_twin(self, lease: int) -> None:
        """Forget a row that stood beside another of the same URL: the other one remembers."""
        self._store.execute("DELETE FROM url WHERE id = ? AND twin", (lease,))

    def changed_at(self, lease: int) -> float | None:
        """When the article of a URL was first read, or last found changed."""
        found: float | None = self._store.value("SELECT changed FROM url WHERE id = ?", (lease,))
        return found

    def rest(self, slot: str, until: float) -> None:
        """Keep that a host asked to be left alone until then."""
        self._store.execute("INSERT OR REPLACE INTO rest (slot, until) VALUES (?, ?)", (slot, until))

    def resting(self, now: float) -> list[str]:
        """The hosts that are to be left alone now."""
        return [slot for (slot,) in self._store.execute("SELECT slot FROM rest WHERE until > ?", (now,)).fetchall()]

    def segment(self, file: str) -> int:
        """The number of a segment, given when it is first named."""
        if file not in self._segments:
            self._store.execute(
                "INSERT INTO segment (file, warc_bytes, jsonl_bytes, synced, closed) VALUES (?, 0, 0, 0, 0)"
                " ON CONFLICT DO NOTHING",
                (file,),
            )
            if len(self._segments) > 64:
                self._segments.clear()
            self._segments[file] = self._store.value("SELECT id FROM segment WHERE file = ?", (file,))
        return self._segments[file]

    def commit_lengths(self, file: str, warc_bytes: int, jsonl_bytes: int, *, synced: bool, closed: bool) -> None:
        """Keep how much of a pair is safe: what lies beyond was never acknowledged."""
        self._store.execute(
            "UPDATE segment SET warc_bytes = ?, jsonl_bytes = ?, synced = ?, closed = ? WHERE id = ?",
            (warc_bytes, jsonl_bytes, synced, closed, self.segment(file)),
        )
