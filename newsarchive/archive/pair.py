"""Pair: one segment while it is open - its WARC, its JSON Lines, and the lines of its index until it is closed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from newsarchive.archive import cdxj, paths
from newsarchive.archive.appending import AppendedFile, sync_folder
from newsarchive.archive.events import Event


class Closed(NamedTuple):
    """A closed pair, as the report of its crawl keeps it: sizes and sha256 digests of its two files."""

    file: str  # the WARC's name, relative to the source's folder
    warc_bytes: int
    warc_digest: str
    jsonl_bytes: int
    jsonl_digest: str


class Pair:
    """One segment while it is open."""

    def __init__(self, folder: Path, stem: str) -> None:
        self.warc = AppendedFile(folder / f"{stem}{paths.WARC}{paths.OPEN}")
        try:
            self.jsonl = AppendedFile(folder / f"{stem}{paths.JSONL}{paths.OPEN}")
        except BaseException:
            self.warc.discard()
            raise
        self.name = paths.relative_name(self.warc.path)
        self.index: list[bytes] = []  # CDXJ lines of what was written

    def note(self, offset: int, event: Event) -> None:
        """Keep the index's line of an event written at `offset`."""
        made = event.response
        if made is not None:
            place = (made.length, offset, paths.final(self.warc.path).name)
            self.index.append(
                cdxj.line(
                    event.url,
                    event.date,
                    kind=made.kind,
                    mime=made.content_type,
                    status=made.status,
                    digest=made.payload_digest,
                    place=place,
                )
            )

    def sync(self) -> None:
        """Bring both files onto the disk."""
        self.warc.sync()
        self.jsonl.sync()

    def close(self) -> None:
        """Sync, rename the WARC, rename the JSONL, write the CDXJ, sync the folder: recovery finishes it wherever it
        stops.
        """
        self.sync()
        closed = self.warc.finish()
        self.jsonl.finish()
        cdxj.write(cdxj.beside(closed), sorted(self.index))
        sync_folder(closed.parent)

    def report(self) -> Closed:
        """Sizes and digests, of what was written."""
        return Closed(self.name, self.warc.size, self.warc.digest, self.jsonl.size, self.jsonl.digest)

    def release(self) -> None:
        """Let go of both files as they are."""
        self.warc.release()
        self.jsonl.release()

    def discard(self) -> None:
        """Remove both files."""
        self.jsonl.discard()
        self.warc.discard()
