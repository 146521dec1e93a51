"""Brings a source's files and its frontier together again: after a kill, a power cut, or another program's work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from newsarchive.archive import jsonl, paths, recovery
from newsarchive.archive.jsonl import Latest
from newsarchive.errors import ArchiveError, BrokenLine
from newsarchive.frontier.memory import Memory, Place
from newsarchive.frontier.store import Store


@dataclass
class Report:
    """What a recovery did to the files and to the frontier."""

    files: recovery.Report = field(default_factory=recovery.Report)
    put_back: int = 0  # URLs that were under way
    lost: int = 0  # URLs whose bytes or line did not reach the disk: pending again
    imported: int = 0  # lines of segments that the frontier did not know

    @property
    def mended(self) -> bool:
        """Whether there was anything to mend."""
        return bool(self.files.mended or self.put_back or self.lost)

    def __str__(self) -> str:
        parts = [str(self.files)]
        parts += [f"{self.put_back} URLs under way put back"] if self.put_back else []
        parts += [f"{self.lost} URLs whose bytes are gone put back"] if self.lost else []
        parts += [f"{self.imported} lines read into the frontier"] if self.imported else []
        return "; ".join(parts)


def recover(folder: Path, store: Store, fingerprint: Callable[[str], bytes]) -> Report:
    """Mend the segments below a source's folder and put its frontier right; twice is as good as once.

    `fingerprint` is that of a plain GET of a URL: what the lines of unknown segments are remembered under. The caller
    holds the source's lock. Raise ArchiveError where a segment can't be mended: nothing may be written beside it.
    """
    segments = {
        file: (number, recovery.Lengths(warc_bytes, jsonl_bytes, bool(synced)))
        for number, file, warc_bytes, jsonl_bytes, synced in store.execute(
            "SELECT id, file, warc_bytes, jsonl_bytes, synced FROM segment WHERE NOT closed"
        )
    }
    report = Report(recovery.recover(folder, {file: lengths for file, (_, lengths) in segments.items()}))
    if report.files.failed or report.files.locked:
        raise ArchiveError(f"{folder} can't be mended: {report.files}")
    report.put_back = store.execute("UPDATE url SET state = 0 WHERE state = 1").rowcount
    for file, (number, lengths) in segments.items():
        report.lost += _reset(folder, store, number, file, lengths)
    report.imported = _import_unknown(folder, store, fingerprint)
    store.commit()
    return report


def _reset(folder: Path, store: Store, number: int, file: str, lengths: recovery.Lengths) -> int:
    """Put back whatever ends beyond the files of a segment that is now closed; keep their true lengths."""
    warc_bytes, jsonl_bytes = _size(folder, file), _size(folder, _table(file))
    lost = 0
    if warc_bytes < lengths.warc_bytes:
        lost += _put_back(store, "segment = ? AND warc_end > ?", number, warc_bytes)
        store.execute("DELETE FROM payload WHERE segment = ? AND offset >= ?", (number, warc_bytes))
    if jsonl_bytes < lengths.jsonl_bytes:
        lost += _put_back(
            store, "article IN (SELECT id FROM article WHERE segment = ? AND line_end > ?)", number, jsonl_bytes
        )
        store.execute("DELETE FROM article WHERE segment = ? AND line_end > ?", (number, jsonl_bytes))
        _remember_latest(folder, store)
    if jsonl_bytes > lengths.jsonl_bytes:  # closed by a crawl without a frontier
        for line in _lines(folder / _table(file), lengths.jsonl_bytes):
            _remember_article(Memory(store), file, line)
    if warc_bytes or jsonl_bytes:
        store.execute(
            "UPDATE segment SET warc_bytes = ?, jsonl_bytes = ?, closed = 1 WHERE id = ?",
            (warc_bytes, jsonl_bytes, number),
        )
    else:
        store.execute("DELETE FROM segment WHERE id = ?", (number,))
    return lost


def _put_back(store: Store, condition: str, number: int, end: int) -> int:
    """Make URLs pending again, without what they remember of the lost response, and their jobs unfinished."""
    wanted = f"state > 1 AND {condition}"  # our own words
    jobs = f"UPDATE job SET complete = 0 WHERE id IN (SELECT job FROM url WHERE {wanted})"  # noqa: S608
    forget = "UPDATE url SET state = 0, payload = NULL, etag = NULL, last_modified = NULL, next_check = NULL"
    store.execute(jobs, (number, end))
    return store.execute(f"{forget} WHERE {wanted}", (number, end)).rowcount


def _remember_latest(folder: Path, store: Store) -> None:
    """Read from the lines which version of each article stands, where the frontier has forgotten it."""
    for key, latest in jsonl.latest_revisions(folder).items():
        store.execute(
            "INSERT INTO article (key, revision, digest, segment, line_end) VALUES (?, ?, ?, 0, 0)"
            " ON CONFLICT DO NOTHING",
            (key, latest.revision, latest.content_digest),
        )


def _import_unknown(folder: Path, store: Store, fingerprint: Callable[[str], bytes]) -> int:
    """Remember the lines of segments that the frontier does not know: older archives, moved ones, a lost frontier.

    Where no report says that the crawl of a segment ran to its end, the articles are remembered, not the URLs: what
    their pages lead to may not have been fetched.
    """
    memory, count = Memory(store), 0
    finished: frozenset[str] | None = None
    for table in paths.jsonl_files(folder):
        file = paths.relative_name(table.with_name(paths.stem(table) + paths.WARC))
        if paths.parse(table) is None or store.value("SELECT closed FROM segment WHERE file = ?", (file,)) is not None:
            continue
        finished = _of_finished_crawls(folder) if finished is None else finished
        for line in _lines(table):
            if _remember_article(memory, file, line):
                count += 1
                if file in finished:
                    _remember_url(store, line.record, fingerprint)
        memory.commit_lengths(file, _size(folder, file), table.stat().st_size, synced=True, closed=True)
    return count


def _of_finished_crawls(folder: Path) -> frozenset[str]:
    """The segments that the reports of crawls which ran to their end name (runs.jsonl)."""
    found: set[str] = set()
    try:
        with (folder / "runs.jsonl").open("rb") as runs:
            for line in runs:
                report = json.loads(line)
                if report["finish_reason"] == "finished":
                    found.update(str(segment["file"]) for segment in report["segments"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # what is told up to there counts
    return frozenset(found)


def _lines(table: Path, start: int = 0) -> Iterator[jsonl.Line]:
    """The lines that end beyond `start`, up to the first broken one: `verify` tells of that."""
    try:
        for line in jsonl.lines(table):
            if line.end > start:
                yield line
    except BrokenLine:
        pass


def _remember_article(memory: Memory, file: str, line: jsonl.Line) -> bool:
    """Whether the line is a record of ours."""
    record: dict[str, Any] = line.record
    try:
        latest = Latest(int(record["revision"]), str(record["content_digest"]), str(record["id"]))
        memory.remember_article(latest.id.rpartition(":")[0], latest, file, line.end)
        pointer = record["warc"]
        if pointer["refers_to"] is None and "truncated" not in record["flags"]:
            memory.remember_payload(pointer["payload_digest"], Place(str(pointer["file"]), int(pointer["offset"])))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return False
    return True


def _remember_url(store: Store, record: dict[str, Any], fingerprint: Callable[[str], bytes]) -> None:
    try:
        url, key, digest = str(record["url"]), record["id"].rpartition(":")[0], record["warc"]["payload_digest"]
        fetched, mark = datetime.fromisoformat(record["fetched_at"]).timestamp(), fingerprint(url)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return
    store.execute(
        "INSERT INTO url (fingerprint, url, kind, state, job, round, first_round, slot, priority, sequence,"
        " first_seen, fetched, payload, article, changed)"
        " SELECT ?, ?, 'article', 2, 0, 0, 0, '', 0, 0, ?, ?, ?, id, ? FROM article WHERE key = ?"
        " ON CONFLICT DO NOTHING",
        (mark, url, fetched, fetched, digest, fetched, key),
    )


def _table(file: str) -> str:
    return file.removesuffix(paths.WARC) + paths.JSONL


def _size(folder: Path, name: str) -> int:
    path = folder / name
    return path.stat().st_size if path.is_file() else 0
