"""The files and the frontier after a kill, a power cut, a lost frontier: nothing is lost, nothing stands twice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from frontier.conftest import NOW

from newsarchive.archive import jsonl, paths
from newsarchive.archive import recovery as archive_recovery
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.jsonl import Latest
from newsarchive.archive.revisit import original_at
from newsarchive.archive.segment import Committed, Segments
from newsarchive.frontier.jobs import Jobs
from newsarchive.frontier.memory import Fetched, Memory, Place
from newsarchive.frontier.queue import Entry, Queue
from newsarchive.frontier.recovery import Report, recover
from newsarchive.frontier.store import NAME, Store
from newsarchive.items import Article, content_digest


def fingerprint(url: str) -> bytes:
    return hashlib.sha1(url.encode(), usedforsecurity=False).digest()


def url_of(number: int) -> str:
    return f"https://tin.example/bai-{number}.html"


class Site:
    """A source's folder, and a crawl of it by hand: page `number` is fetched, its line written, its lease ended."""

    def __init__(self, folder: Path, fsync: str = "interval") -> None:
        self.folder, self.fsync, self.starts = folder, fsync, 0
        self.begin()

    def begin(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.starts += 1
        self.store = Store(self.folder / NAME)
        self.report = recover(self.folder, self.store, fingerprint)
        self.queue = Queue(self.store, Jobs(self.store).begin("{}", restarts=False, pid=1, now=NOW))
        self.memory = Memory(self.store)
        self.segments = Segments(
            self.folder,
            "tin",
            clock=lambda: datetime(2026, 11, 23, self.starts, tzinfo=UTC),
            info={},
            fsync=self.fsync,
            acknowledge=self.acknowledge,
        )

    def acknowledge(self, committed: list[Committed]) -> None:
        for pair in committed:
            self.memory.commit_lengths(
                pair.file, pair.warc_bytes, pair.jsonl_bytes, synced=self.fsync != "close", closed=pair.closed
            )
        self.store.commit()

    def find(self, number: int) -> str:
        url = url_of(number)
        return self.queue.add(Entry(fingerprint(url), url, "article", "tin.example", 0, "{}", False), NOW)

    def fetch(self, number: int, text: str = "Nội dung", *, end: bool = True) -> bool:
        """Whether a line was written."""
        lease = self.queue.lease("tin.example")
        assert lease is not None
        assert lease.url == url_of(number)
        body = f"<html>{text} của bài {number}</html>".encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
        sent = b"GET / HTTP/1.1\r\nHost: tin.example\r\n\r\n"
        began = datetime(2026, 11, 23, tzinfo=UTC)
        captured = self.segments.add(
            Exchange(url_of(number), "GET", began, sent, head + body, None, (), None, None, None, 0.0, None)
        )
        assert captured is not None
        pointer = captured.capture
        self.memory.remember_payload(pointer.payload_digest, Place(pointer.file, pointer.offset))
        digest = content_digest("Tít", None, text, [], None)
        key = f"tin:{number}"
        before = self.memory.latest(key)
        wrote = before is None or before.content_digest != digest
        if wrote:
            revision = before.revision + 1 if before else 1
            article = Article(
                id=f"{key}:{revision}", source="tin", title="Tít", body=text, url=url_of(number), revision=revision,
                previous=before.id if before else None, content_digest=digest, warc=pointer, fetched_at=captured.date,
            )  # fmt: skip
            written = self.segments.write(article)
            self.memory.remember_article(key, Latest(revision, digest, article.id), written.file, written.end)
        if end:
            fetched = Fetched(
                payload=pointer.payload_digest, file=pointer.file, warc_end=pointer.offset + pointer.length
            )
            self.memory.end_done(lease.id, fetched, now=NOW, article=key, changed=wrote, next_check=None)
        return wrote

    def kill(self) -> Report:
        """End as SIGKILL ends it, and begin anew."""
        self.segments.abandon()
        self.store.close()
        self.begin()
        return self.report

    @property
    def lines(self) -> list[str]:
        return [line.record["id"] for path in paths.jsonl_files(self.folder) for line in jsonl.lines(path)]

    @property
    def pending(self) -> int:
        return sum(self.queue.pending().values())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "tin")
    yield made
    made.segments.abandon()
    made.store.close()


def test_what_was_committed_stays_and_the_rest_is_done_again(site: Site) -> None:
    for number in range(6):
        site.find(number)
    for number in range(3):
        site.fetch(number)
    site.segments.commit()
    for number in range(3, 5):
        site.fetch(number)
    report = site.kill()
    assert (report.files.lines_cut, report.put_back, report.lost) == (2, 0, 0)
    assert site.lines == ["tin:0:1", "tin:1:1", "tin:2:1"]
    assert site.pending == 3
    for number in range(3, 6):
        assert site.fetch(number)
    site.segments.close()
    assert site.lines == [f"tin:{number}:1" for number in range(6)]
    assert not list(site.folder.rglob("*.open"))


def test_a_page_between_two_commits_writes_no_second_line(site: Site) -> None:
    """Its line was committed, its end was not: fetched again it finds its own content."""
    site.find(0)
    site.fetch(0, end=False)
    site.segments.commit()
    report = site.kill()
    assert report.put_back == 1
    assert not site.fetch(0)
    site.segments.close()
    assert site.lines == ["tin:0:1"]


def test_a_payload_is_known_once_its_record_is_committed(site: Site) -> None:
    """Else a later revisit might refer to a record that a kill has taken away."""

    def known() -> list[str]:
        return [str(row[0]) for row in site.store.execute("SELECT digest FROM payload").fetchall()]

    for number in range(2):
        site.find(number)
    site.fetch(0)
    site.segments.commit()
    (safe,) = known()
    site.fetch(1)
    assert len(known()) == 2
    site.kill()
    assert known() == [safe]
    place = site.memory.payload(safe)
    assert place is not None
    assert original_at(site.folder, place.file, place.offset, safe) is not None


def test_recovery_twice_is_as_good_as_once(site: Site) -> None:
    site.find(0)
    site.find(1)
    site.fetch(0)
    site.segments.commit()
    site.fetch(1)
    site.kill()
    before = sorted((path.name, path.stat().st_size) for path in site.folder.rglob("bai*"))
    report = site.kill()
    assert not report.mended
    assert before == sorted((path.name, path.stat().st_size) for path in site.folder.rglob("bai*"))
    assert site.pending == 1


@pytest.mark.parametrize("which", ["warc.gz", "jsonl", "both"])
def test_a_power_cut_that_shortens_files_puts_urls_back(tmp_path: Path, which: str) -> None:
    """With FSYNC=close the disk may hold less than the frontier says: what is gone is fetched again."""
    site = Site(tmp_path / "tin", fsync="close")
    sizes: list[tuple[int, int]] = []
    for number in range(4):
        site.find(number)
        site.fetch(number)
        site.segments.commit()
        (warc,) = site.folder.rglob("*.warc.gz.open")
        (table,) = site.folder.rglob("*.jsonl.open")
        sizes.append((warc.stat().st_size, table.stat().st_size))
    site.segments.abandon()
    site.store.close()
    for path, size, kind in ((warc, sizes[1][0] + 7, "warc.gz"), (table, sizes[1][1] + 7, "jsonl")):
        if which in (kind, "both"):
            with path.open("r+b") as stream:
                stream.truncate(size)
    site.begin()
    assert site.report.lost == 2
    assert site.lines == ["tin:0:1", "tin:1:1"]
    assert site.pending == 2
    assert site.memory.latest("tin:3") is None
    for number in (2, 3):
        assert site.fetch(number)
    site.segments.close()
    assert sorted(site.lines) == [f"tin:{number}:1" for number in range(4)]
    site.store.close()


def test_a_lost_revision_is_remembered_as_the_one_before(tmp_path: Path) -> None:
    site = Site(tmp_path / "tin", fsync="close")
    site.find(0)
    site.fetch(0, "bản một")
    site.segments.close()
    site.store.execute("UPDATE url SET state = 0")
    site.fetch(0, "bản hai")
    site.segments.commit()
    assert site.memory.latest("tin:0") == Latest(2, content_digest("Tít", None, "bản hai", [], None), "tin:0:2")
    site.segments.abandon()
    site.store.close()
    (table,) = site.folder.rglob("*.jsonl.open")
    table.write_bytes(b"")
    site.begin()
    assert site.report.lost == 1
    assert site.memory.latest("tin:0") == Latest(1, content_digest("Tít", None, "bản một", [], None), "tin:0:1")
    assert site.fetch(0, "bản hai")
    site.segments.close()
    assert sorted(site.lines) == ["tin:0:1", "tin:0:2"]
    site.store.close()


def test_a_lost_frontier_is_made_anew_from_the_lines(site: Site) -> None:
    for number in range(3):
        site.find(number)
        site.fetch(number)
    site.segments.close()
    site.store.close()
    report = {"finish_reason": "finished", "segments": [closed._asdict() for closed in site.segments.closed]}
    (site.folder / "runs.jsonl").write_text(json.dumps(report) + "\n")
    for file in site.folder.glob(f"{NAME}*"):
        file.unlink()
    site.begin()
    assert site.report.imported == 3
    assert site.find(0) == "known"
    assert site.memory.latest("tin:2") is not None
    row = site.store.execute("SELECT payload FROM url LIMIT 1").fetchone()
    assert site.memory.payload(row[0]) is not None
    assert site.kill().imported == 0, "once is enough"


def test_lines_that_another_program_added_count(site: Site) -> None:
    """A crawl without a frontier mended and closed a segment of ours, lines that we never acknowledged included."""
    site.find(0)
    site.find(1)
    site.fetch(0)
    site.segments.commit()
    site.fetch(1)
    site.segments.abandon()
    site.store.close()
    archive_recovery.recover(site.folder)
    site.begin()
    assert site.lines == ["tin:0:1", "tin:1:1"]
    assert not site.fetch(1), "fetched again it finds its own content"
    site.segments.close()
    assert site.lines == ["tin:0:1", "tin:1:1"]


@pytest.mark.parametrize("steps", [1, 2])
def test_a_half_done_close_is_finished(site: Site, steps: int) -> None:
    """Killed between the renames: the WARC has its final name, the lines not yet, or both and nobody says so."""
    site.find(0)
    site.fetch(0)
    site.segments.commit()
    site.segments.abandon()
    site.store.close()
    for suffix in ("*.warc.gz.open", "*.jsonl.open")[:steps]:
        (path,) = site.folder.rglob(suffix)
        path.rename(paths.final(path))
    site.begin()
    assert not list(site.folder.rglob("*.open"))
    assert site.lines == ["tin:0:1"]
    assert site.store.execute("SELECT closed FROM segment").fetchall() == [(1,)]
    assert site.find(0) == "duplicate"


def test_a_segment_that_was_never_committed_keeps_its_whole_lines(site: Site) -> None:
    site.find(0)
    site.segments.commit()
    site.fetch(0)
    with next(site.folder.rglob("*.jsonl.open")).open("ab") as stream:
        stream.write(b'{"id":"tin:torn')
    report = site.kill()
    assert report.imported == 1
    assert site.lines == ["tin:0:1"]
    assert not site.fetch(0)


def test_lines_of_a_crawl_that_did_not_finish_are_articles_and_no_more(site: Site) -> None:
    site.find(0)
    site.fetch(0)
    site.segments.close()
    site.store.close()
    for file in site.folder.glob(f"{NAME}*"):
        file.unlink()
    site.begin()
    assert site.find(0) == "new", "its pictures may be missing"
    assert not site.fetch(0)
    site.segments.close()
    assert site.lines == ["tin:0:1"]


def test_a_crawl_that_never_committed_is_done_again_without_second_lines(site: Site) -> None:
    """Nobody knows what the pages behind its lines led to: their pictures may be missing."""
    site.find(0)
    site.fetch(0)
    report = site.kill()
    assert report.imported == 1
    assert site.find(0) == "new"
    assert not site.fetch(0)
    site.segments.close()
    assert site.lines == ["tin:0:1"]


def test_a_segment_that_is_gone_is_no_reason_to_fail(site: Site) -> None:
    site.find(0)
    site.fetch(0)
    site.segments.commit()
    site.segments.abandon()
    site.store.close()
    for path in site.folder.rglob("*.open"):
        path.unlink()
    site.begin()
    assert site.report.lost == 1
    assert site.fetch(0)
    site.segments.close()
    assert site.lines == ["tin:0:1"]


def test_foreign_lines_are_passed_over(site: Site) -> None:
    folder = site.folder / "2026" / "11"
    folder.mkdir(parents=True)
    (folder / "tin-20261123T000000Z-00000-abcdefgh.jsonl").write_text('{"not":"ours"}\n[]\n')
    assert site.kill().imported == 0
