"""Companions: the captures, wherever they are in a source's archive, that the articles of some days need to look as
they did.

Pictures, styles, scripts and fonts are fetched once over all crawls, so that most of what a page needs was captured on
another day. What is asked for here is what a crawl asks for: the record's pictures, what the captured page names, and
what captured style sheets name in their turn. Of each the capture nearest in time to the article's is taken.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from newsarchive import urls
from newsarchive.archive import cdxj, reader
from newsarchive.archive.cdxj import Entry
from newsarchive.dataset.originals import Originals
from newsarchive.dataset.page_lists import instant
from newsarchive.dataset.selecting import Selection, add_original, articles
from newsarchive.discovery import requisites
from newsarchive.errors import BrokenRecord, CodingError, ReadError
from newsarchive.page import Page
from newsarchive.sources import source_named

_HOPS: Final = 5  # redirects behind one another
_NEAR: Final = 16  # captures of one URL that are looked at
_KNOWN: Final = 4096  # URLs and
_READ: Final = 64  # style sheets and redirects that are remembered: pages of one source share most
_UNREADABLE: Final = (BrokenRecord, CodingError, ReadError, OSError)


def add_companions(folder: Path, chosen: dict[Path, Selection], index: Path, originals: Originals) -> None:
    """Add what the chosen articles of a source need. `index` is of all its files, its filenames below `folder`.

    A page or a style sheet that can't be read asks for nothing. Raise BrokenRecord for a revisit that can't, OSError.
    """
    companions = _Companions(folder, index, originals)
    files = {warc.relative_to(folder).as_posix(): selection for warc, selection in chosen.items()}
    wanted: dict[tuple[str, int], Entry] = {}  # added at the end: what is added may be an article of another day
    for record in articles(folder, chosen):
        for entry in companions.of(record):
            selection = files.get(entry.filename)
            if selection is not None and not selection.has(entry.offset):
                wanted[entry.filename, entry.offset] = entry
    for (filename, offset), entry in wanted.items():
        files[filename].add(offset, entry.length)
        if entry.mime == "warc/revisit":
            add_original(chosen, originals, files[filename].warc, offset)


class _Behind(NamedTuple):
    """What a capture leads to: where it redirects to, and what it asks for as a style sheet."""

    target: str | None = None
    needs: tuple[str, ...] = ()


class _Companions:
    """Finds what an article needs; of the archive only what was looked up last stays in memory."""

    def __init__(self, folder: Path, index: Path, originals: Originals) -> None:
        self._folder, self._index, self._originals = folder, index, originals
        self._few: dict[str, list[Entry]] = {}  # all captures of a URL, where they are few
        self._behind = lru_cache(maxsize=_READ)(self._read)

    def of(self, record: dict[str, Any]) -> Iterator[Entry]:
        """The captures that the article of a line needs, those that are redirects included."""
        at = instant(record["fetched_at"])
        seen = dict.fromkeys(self._needs(record))
        waiting = deque((url, 0) for url in seen)
        while waiting:
            url, sheets = waiting.popleft()
            for entry, needs in self._followed(url, at):
                yield entry
                more = [each for each in needs if each not in seen] if sheets < requisites.SHEETS else []
                seen |= dict.fromkeys(more)
                waiting += ((each, sheets + 1) for each in more)

    def _needs(self, record: dict[str, Any]) -> list[str]:
        """What a crawl with REQUISITES=page asks for after it has read the article; URLs without fragment."""
        pictures = [image["url"].partition("#")[0] for image in record["images"] if image["url"]]
        pointer = record["warc"]
        try:
            captured = reader.record_at(self._folder / pointer["file"], pointer["offset"])
            original = self._originals.of(captured) if captured.type == "revisit" else None
            given = reader.page_input(captured, original)
            page = Page(given.body, given.url, content_type=given.content_type)
        except _UNREADABLE:
            return pictures
        hosts = source_named(record["source"], given.url).hosts
        return [*pictures, *requisites.of_page(page, hosts)][: requisites.ASKED]

    def _followed(self, url: str, at: datetime) -> Iterator[tuple[Entry, tuple[str, ...]]]:
        """The capture of a URL and those behind it that redirects lead to, each with what it needs itself."""
        target: str | None = url
        for _ in range(1 + _HOPS):
            entry = self._nearest(target, at) if target else None
            if entry is None:
                return
            behind = self._behind(entry.filename, entry.offset) if _leads_on(entry) else _Behind()
            yield entry, behind.needs
            target = behind.target

    def _nearest(self, url: str, at: datetime) -> Entry | None:
        """The capture nearest in time that a replayer can show; of URLs that share a key the one that is meant."""
        near = self._few.get(url)
        if near is None:
            near = list(islice(cdxj.outward(self._index, url, at), _NEAR))
            if len(near) < _NEAR:
                if len(self._few) >= _KNOWN:
                    self._few.clear()
                self._few[url] = near
        shown = (entry for entry in near if _can_be_shown(entry))
        return min(shown, key=lambda entry: (entry.url != url, abs(entry.instant - at)), default=None)

    def _read(self, filename: str, offset: int) -> _Behind:
        """What the capture at a place leads to; nothing where it can't be read."""
        try:
            record = reader.record_at(self._folder / filename, offset)
            original = self._originals.of(record) if record.type == "revisit" else None
            head = reader.http_head(record, original)
            if head is not None and 300 <= head.status < 400:
                location = next(iter(head.get_all("Location")), "").encode("latin-1").decode("utf-8", "replace")
                target = urls.resolve(record.uri or "", location) if location else None
                return _Behind(target=target.partition("#")[0] if target else None)
            given = reader.page_input(record, original)
        except _UNREADABLE:
            return _Behind()
        if "css" not in (given.content_type or "").lower():
            return _Behind()
        found = requisites.of_style(given.body.decode("utf-8", "replace"), given.url)
        return _Behind(needs=tuple(found[: requisites.ASKED]))


def _can_be_shown(entry: Entry) -> bool:
    """Whether it is no error, and no bare 304: a revisit without a status stands for the record that it refers to."""
    return entry.status is None or ("200" <= entry.status < "400" and entry.status != "304")


def _leads_on(entry: Entry) -> bool:
    """Whether it may be a style sheet or a redirect: what any other capture holds is not read."""
    mime = entry.mime or ""
    return "css" in mime.lower() or mime == "warc/revisit" or (entry.status or "").startswith("3")
