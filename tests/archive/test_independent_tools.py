"""Our files under other people's tools: warcio, fastwarc and, where it lies beside this repository, the linter."""

import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from newsarchive.archive import paths, reader
from newsarchive.archive.exchange import Exchange
from newsarchive.archive.segment import Segments

LINTER = Path(__file__).resolve().parents[3] / "shared" / "validators" / "warc_lint.py"


@pytest.fixture(params=["sha1", "sha256"])
def odd_warcs(
    segments: Callable[..., Segments], odd_exchanges: list[Exchange], folder: Path, request: pytest.FixtureRequest
) -> list[Path]:
    """Two closed WARC files, with every odd response in them."""
    writer = segments(algorithm=request.param, max_bytes=9000, info={"operator": "Thư viện", "robots": "obey"})
    for exchange in odd_exchanges:
        writer.add(exchange)
    writer.close()
    found = paths.warc_files(folder)
    assert len(found) > 1
    return found


def test_warcio_reads_the_same_bodies_at_the_same_offsets(odd_warcs: list[Path]) -> None:
    for path in odd_warcs:
        ours = {record.offset: record for record in reader.records(path)}
        with path.open("rb") as stream:
            iterator = ArchiveIterator(stream)
            for record in iterator:
                body = record.raw_stream.read()
                mine = ours.pop(iterator.get_record_offset())
                assert record.rec_headers["WARC-Record-ID"] == mine.id
                if mine.type == "response":
                    assert body == mine.payload
        assert not ours


def test_warcio_check_finds_nothing(odd_warcs: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    checker = Checker(Namespace(inputs=[str(path) for path in odd_warcs], verbose=True))
    checker.process_all()
    assert not checker.exit_value, capsys.readouterr().out
    assert "failed" not in capsys.readouterr().out


def test_fastwarc_reads_every_record_and_digest(odd_warcs: list[Path]) -> None:
    for path in odd_warcs:
        ours = {record.id: record for record in reader.records(path)}
        with path.open("rb") as stream:
            for record in FastIterator(stream, parse_http=False):
                mine = ours.pop(record.record_id if record.record_id.startswith("<") else f"<{record.record_id}>")
                if record.headers["WARC-Block-Digest"].startswith("sha1"):
                    assert record.verify_block_digest()
                assert record.reader.read() == mine.block
        assert not ours


@pytest.mark.skipif(not LINTER.is_file(), reason=f"no linter at {LINTER}")
def test_the_strict_linter_finds_nothing(odd_warcs: list[Path]) -> None:
    done = subprocess.run([sys.executable, LINTER, *odd_warcs], capture_output=True, text=True, check=False)
    found = [line for line in done.stdout.splitlines() if not line.startswith(("PASS", "records"))]
    assert not found
    assert done.returncode == 0
