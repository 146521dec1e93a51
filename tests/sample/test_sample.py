"""The bundled sample web: what build.py makes of the golden pages, valid, small, and enough to show the main job."""

from __future__ import annotations

import gzip
import importlib.util
import io
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from warcio.archiveiterator import ArchiveIterator

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "newsarchive" / "sample" / "web.warc.gz"
LINT = ROOT.parent / "shared" / "validators" / "warc_lint.py"


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample_build", Path(__file__).with_name("build.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(data: bytes) -> list[tuple[list[tuple[str, str]], bytes]]:
    """Header fields and block of each record, HTTP left unread."""
    found = ArchiveIterator(io.BytesIO(data), no_record_parse=True)
    return [(record.rec_headers.headers, record.content_stream().read()) for record in found]


@pytest.fixture(scope="module")
def responses() -> dict[str, tuple[str, bytes]]:
    """Of each response: its status and its head."""
    found = {}
    for fields, block in records(SAMPLE.read_bytes()):
        named = dict(fields)
        if named["WARC-Type"] == "response":
            head = block.partition(b"\r\n\r\n")[0]
            found[named["WARC-Target-URI"]] = (head.split(b" ")[1].decode(), head)
    return found


def compared(data: bytes) -> list[tuple[list[tuple[str, str]], bytes, bytes]]:
    """The records, but gzip bodies undone, sizes and digests of those left out: zlibs compress differently."""
    found = []
    for fields, block in records(data):
        head, blank, body = block.partition(b"\r\n\r\n")
        if body.startswith(b"\x1f\x8b"):
            fields = [(name, value) for name, value in fields if "Digest" not in name and name != "Content-Length"]
            head = re.sub(rb"(?im)^content-length:.*\r?\n?", b"", head)
            body = gzip.decompress(body)
        found.append((fields, head + blank, body))
    return found


def test_the_committed_file_is_what_build_makes(build):
    # After a change of pages: `make sample`.
    assert compared(SAMPLE.read_bytes()) == compared(build.build())


def test_it_builds_twice_alike(build):
    assert build.build() == build.build()


def test_it_is_small():
    assert SAMPLE.stat().st_size < 300_000


@pytest.mark.skipif(not LINT.exists(), reason="../shared/validators is not on this machine")
def test_warc_lint_finds_nothing():
    lint = subprocess.run([sys.executable, LINT, SAMPLE], capture_output=True, text=True, check=False)
    assert lint.returncode == 0, lint.stdout
    assert not [line for line in lint.stdout.splitlines() if line.startswith(("FAIL", "WARN"))]


def test_each_response_has_its_request_and_metadata():
    kinds = Counter(dict(fields)["WARC-Type"] for fields, _ in records(SAMPLE.read_bytes()))
    assert kinds["warcinfo"] == 1
    assert kinds["response"] == kinds["request"] == kinds["metadata"] > 50


def test_it_shows_what_a_crawl_meets(responses):
    statuses = Counter(status for status, _ in responses.values())
    assert statuses["301"] == 1
    assert statuses["404"] >= 2
    assert responses["https://baoquangtri.vn/robots.txt"][0] == "404"
    assert responses["https://www.vietnam.vn/robots.txt"][0] == "200"
    assert len([url for url in responses if "/sitemap/sitemap-post/" in url]) == 2
    assert [url for url in responses if url.endswith("?paged=2")]
    assert [url for url in responses if url.endswith("-190511.htm")]  # the old layout, obfuscated
    heads = [head for _, head in responses.values()]
    assert any(b"Content-Encoding: gzip" in head for head in heads)
    assert any(b"X-Orig-Transfer-Encoding: chunked" in head for head in heads)
    assert any(head.count(b"Set-Cookie:") == 2 for head in heads)
    assert any(b"content-Type:" in head for head in heads)


def test_every_article_can_be_reached(build, responses):
    articles = [*build.cases("baoquangtri"), *build.cases("vietnamvn")]
    addresses = {case.url for case in articles}
    listings = [answer for answer in [*build.baoquangtri(), *build.vietnam()] if answer.url not in addresses]
    listed = b"".join(answer.body for answer in listings)
    redirects = {value for answer in listings for name, value in answer.headers if name == "Location"}
    for case in articles:
        assert responses[case.url][0] == "200"
        assert case.url.removeprefix(build.BAOQUANGTRI).encode() in listed or case.url in redirects
        assert all(image["url"] in responses for image in case.article["images"])
