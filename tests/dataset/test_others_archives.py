"""Archives of other people's tools, made with those tools where they can be had: what is read from them."""

import gzip
import json
import os
import shutil
import subprocess
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
import jsonschema
import pytest
from backports import zstd
from loopback.others import DATE, HTML, http, packed, record, response, sha1, urn, write_with_warcio
from loopback.papers import Paper, papers
from loopback.web import Web, answer
from typer.testing import CliRunner
from warcio.warcwriter import WARCWriter

from newsarchive.cli import app
from newsarchive.dataset.outcome import Outcome
from newsarchive.dataset.rereading import outcomes
from newsarchive.errors import UsageError
from newsarchive.items import json_schema

PAPERS = papers("baoquangtri")
ONE, TWO = PAPERS["figure_figcaption"], PAPERS["headings_list_quote_table"]
FORMS = ["gz", "plain", "zst", "dict_zst", "packed_dict_zst", "one_gz", "one_zst"]
SUFFIX = {"gz": ".warc.gz", "plain": ".warc", "one_gz": ".warc.gz"}


def extracted(*inputs: Path, jobs: int = 1) -> list[Outcome]:
    return list(outcomes(list(inputs), url=None, fetched_at=None, generic=False, jobs=jobs))


def read(*inputs: Path, jobs: int = 1) -> list[dict[str, Any]]:
    """The records of files from which nothing else is told; each keeps the schema."""
    found = extracted(*inputs, jobs=jobs)
    assert [outcome for outcome in found if outcome.line is None] == []
    records = [json.loads(outcome.line or "") for outcome in found]
    for one in records:
        jsonschema.validate(one, json_schema())
    return records


def told(*inputs: Path) -> list[str | None]:
    return [outcome.reason for outcome in extracted(*inputs) if outcome.line is None]


def is_read(one: dict[str, Any], paper: Paper) -> bool:
    return all(one[name] == paper.article[name] for name in ("title", "body", "lead", "captions", "date", "authors"))


def write(path: Path, *records: bytes, form: str = "gz") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(records, form))
    return path


def run(*arguments: object) -> tuple[int, list[str], str]:
    """Exit code, lines of standard output, standard error."""
    result = CliRunner().invoke(app, ["extract", *map(str, arguments)])
    return result.exit_code, result.stdout.splitlines(), result.stderr


def raw_deflate(body: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(body) + stream.flush()


def chunked(body: bytes) -> bytes:
    pieces = [body[at : at + 999] for at in range(0, len(body), 999)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


BODIES: dict[str, tuple[tuple[str, str] | None, Callable[[bytes], bytes]]] = {
    "as it is": (None, bytes),
    "chunked on the wire": (("Transfer-Encoding", "chunked"), chunked),
    "a stale Transfer-Encoding": (("Transfer-Encoding", "chunked"), bytes),
    "gzip": (("Content-Encoding", "gzip"), gzip.compress),
    "br": (("Content-Encoding", "br"), brotli.compress),
    "deflate": (("Content-Encoding", "deflate"), zlib.compress),
    "raw deflate": (("Content-Encoding", "deflate"), raw_deflate),
    "zstd": (("Content-Encoding", "zstd"), zstd.compress),
    **{f"{name}, undone": (("Content-Encoding", name), bytes) for name in ("gzip", "br", "deflate", "zstd")},
}


class TestWarcio:
    @pytest.mark.parametrize("gzipped", [True, False])
    @pytest.mark.parametrize("version", ["WARC/1.0", "WARC/1.1"])
    def test_its_own_writer(self, tmp_path: Path, version: str, gzipped: bool) -> None:
        path = tmp_path / ("x.warc.gz" if gzipped else "x.warc")
        pages = [(ONE.url, [HTML, *([field] if field else [])], coded(ONE.body)) for field, coded in BODIES.values()]
        write_with_warcio(path, pages, version=version, gzipped=gzipped)
        found = read(path)
        wrong = [name for name, one in zip(BODIES, found, strict=True) if not is_read(one, ONE)]
        assert not wrong

    def test_the_pointer_is_that_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "x.warc.gz"
        write_with_warcio(path, [(ONE.url, [HTML], ONE.body)], version="WARC/1.0", gzipped=True)
        (one,) = read(path)
        at = one["warc"]
        member = gzip.decompress(path.read_bytes()[at["offset"] : at["offset"] + at["length"]]).decode()
        assert at["file"] == "x.warc.gz"
        assert f"WARC-Record-ID: {at['record_id']}\r\n" in member
        assert f"WARC-Payload-Digest: {at['payload_digest']}\r\n" in member
        assert f"WARC-Date: {one['fetched_at']}\r\n" in member
        assert at["payload_digest"] == sha1(ONE.body)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """By wget: first.warc.gz and plain.warc, then again.warc.gz and replain.warc with revisits of the first."""
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    folder = tmp_path_factory.mktemp("wget")
    bare = {paper.url.replace("https:", "http:"): paper for paper in (ONE, TWO)}
    links = "".join(f'<a href="{url}">x</a>' for url in bare)
    answers = {url: answer(paper.body, kind=paper.kind) for url, paper in bare.items()}
    start = "http://baoquangtri.vn/"
    runs = {
        "first": ["--warc-cdx"],
        "plain": ["--no-warc-compression"],
        "again": ["--warc-dedup=first.cdx"],
        "replain": ["--warc-dedup=first.cdx", "--no-warc-compression"],
    }
    with Web({start: answer(f"<html><body>{links}</body></html>"), **answers}) as web:
        environment = {**os.environ, "http_proxy": f"http://127.0.0.1:{web.port}", "no_proxy": ""}
        for name, options in runs.items():
            command = ["wget", "-q", "-e", "robots=off", "-r", "-l", "1", "-p", f"--warc-file={name}", *options]
            command += ["--tries=1", "--timeout=10", "--delete-after", start]
            ended = subprocess.run(command, cwd=folder, env=environment, check=False, timeout=60)
            assert ended.returncode in (0, 8), "8: the pages' pictures are not there"
    return folder


class TestWget:
    def alone(self, crawled: Path, folder: Path, name: str) -> Path:
        folder.mkdir(exist_ok=True)
        return Path(shutil.copy(crawled / name, folder / name))

    @pytest.mark.parametrize("name", ["first.warc.gz", "plain.warc"])
    def test_its_crawls_are_read(self, crawled: Path, tmp_path: Path, name: str) -> None:
        data = (crawled / name).read_bytes()
        text = gzip.decompress(data) if name.endswith(".gz") else data
        assert all(b"WARC-Type: " + kind in text for kind in b"warcinfo request response metadata resource".split())
        assert b"WARC-Target-URI: <http://" in text
        one, two = read(self.alone(crawled, tmp_path, name))
        assert is_read(one, ONE)
        assert is_read(two, TWO)
        assert one["url"] == ONE.url.replace("https:", "http:")

    @pytest.mark.parametrize("jobs", [1, 2])
    @pytest.mark.parametrize("name", ["again.warc.gz", "replain.warc"])
    def test_revisits_are_read_where_the_first_crawl_is_given(
        self, crawled: Path, tmp_path: Path, name: str, jobs: int
    ) -> None:
        again = self.alone(crawled, tmp_path / "again", name)
        assert told(again) == 2 * ["revisit_unresolved"]
        first = self.alone(crawled, tmp_path / "first", "first.warc.gz")
        lines = [json.loads(outcome.line) for outcome in extracted(again, first, jobs=jobs) if outcome.line]
        assert [is_read(one, paper) for one, paper in zip(lines, (ONE, TWO, ONE, TWO), strict=True)] == 4 * [True]
        assert lines[0]["warc"]["refers_to"]["record_id"] == lines[2]["warc"]["record_id"]
        assert lines[0]["warc"]["refers_to"]["file"] == "first.warc.gz"


class TestHeritrix:
    """WARC/1.0, a member a record; dns records, metadata with outlinks, revisits of the older profile."""

    def records(self, *revisit: str) -> list[bytes]:
        outlinks = b"via: http://baoquangtri.vn/\r\noutlink: http://baoquangtri.vn/a.css E link/@href\r\n"
        head = http(b"", "Content-Type: text/html; charset=utf-8", f"Content-Length: {len(ONE.body)}")
        return [
            record("warcinfo", "Content-Type: application/warc-fields", block=b"software: Heritrix/3.4.0\r\n"),
            record(
                "response", "WARC-Target-URI: dns:baoquangtri.vn", "Content-Type: text/dns", number=2,
                block=b"20250820030000\nbaoquangtri.vn.\t300\tIN\tA\t203.0.113.7\n",
            ),
            response(ONE.url, ONE.body, 3),
            record(
                "request", f"WARC-Target-URI: {ONE.url}", "Content-Type: application/http; msgtype=request",
                number=4, block=b"GET / HTTP/1.0\r\nHost: baoquangtri.vn\r\n\r\n",
            ),
            record(
                "metadata", f"WARC-Target-URI: {ONE.url}", "Content-Type: application/warc-fields",
                f"WARC-Concurrent-To: {urn(3)}", number=5, block=outlinks,
            ),
            record(
                "revisit", f"WARC-Target-URI: {ONE.url}", "Content-Type: application/http; msgtype=response",
                "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest",
                f"WARC-Payload-Digest: {sha1(ONE.body)}", "WARC-Truncated: length", *revisit, number=6, block=head,
            ),
        ]  # fmt: skip

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize(
        "refers",
        [
            (f"WARC-Refers-To: {urn(3)}",),
            (f"WARC-Refers-To-Target-URI: {ONE.url}", f"WARC-Refers-To-Date: {DATE}"),
        ],
        ids=["by_id", "by_uri_and_date"],
    )
    def test_is_read_with_its_revisits(self, tmp_path: Path, refers: tuple[str, ...], form: str) -> None:
        path = write(tmp_path / f"IAH{SUFFIX.get(form, '.warc.zst')}", *self.records(*refers), form=form)
        one, again = read(path)
        assert is_read(one, ONE)
        assert is_read(again, ONE)
        assert (one["warc"]["record_id"], one["fetched_at"]) == (urn(3), DATE)
        assert (again["warc"]["record_id"], again["warc"]["refers_to"]["record_id"]) == (urn(6), urn(3))

    def test_a_revisit_that_says_not_of_what_is_told(self, tmp_path: Path) -> None:
        path = write(tmp_path / "IAH.warc.gz", *self.records())
        assert told(path) == ["revisit_unresolved"]
        code, lines, errors = run(path)
        assert (code, len(lines)) == (0, 1), "nothing is damaged"
        assert "revisit_unresolved 1" in errors


class TestBrowsertrix:
    def test_is_read_without_its_resource_records(self, tmp_path: Path) -> None:
        path = tmp_path / "rec-20250820-crawl.warc.gz"
        with path.open("wb") as stream:
            writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
            for kind, content_type in (
                ("pageinfo", "application/json"), ("text", "text/plain"), ("thumbnail", "image/jpeg"),
            ):  # fmt: skip
                made = writer.create_warc_record(
                    f"urn:{kind}:{ONE.url}", "resource", payload=BytesIO(b"{}"), warc_content_type=content_type
                )
                writer.write_record(made)
                made.raw_stream.close()
        head = http(ONE.body, "content-type: text/html; charset=utf-8", "x-orig-content-encoding: br")
        extra = ("WARC-Protocol: h2", "WARC-Protocol: tls/1.3", 'WARC-JSON-Metadata: {"cert": {"issuer": "R3"}}')
        theirs = response(ONE.url, ONE.body, 9, *extra, block=head, version="WARC/1.1")
        path.write_bytes(path.read_bytes() + packed([theirs], "gz"))
        (one,) = read(path)
        assert is_read(one, ONE)

    def test_pages_that_came_without_http_are_read(self, tmp_path: Path) -> None:
        """As warcit writes them from files."""
        fields = (f"WARC-Target-URI: {ONE.url}", "Content-Type: text/html; charset=utf-8")
        (one,) = read(write(tmp_path / "x.warc.gz", record("resource", *fields, block=ONE.body)))
        assert is_read(one, ONE)
        assert one["warc"]["payload_digest"] == sha1(ONE.body), "counted where the record says none"


class TestScrapyPlugIns:
    @pytest.mark.parametrize(
        "status",
        [
            "HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.0 200 OK", "HTTP/2 200", "HTTP/2.0 200 OK", "HTTP/1.1  200  OK",
            "200 OK", "200", "HTTP/3 200 None",
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("lines", [(), ("content-type: text/html",), ("X: y", "Content-Encoding: gzip")])
    def test_invented_heads(self, tmp_path: Path, status: str, lines: tuple[str, ...]) -> None:
        block = http(ONE.body, *lines, status=status)
        (one,) = read(write(tmp_path / "x.warc.gz", response(ONE.url, ONE.body, block=block)))
        assert is_read(one, ONE)

    def test_a_response_without_a_content_type_of_its_own(self, tmp_path: Path) -> None:
        theirs = record("response", f"WARC-Target-URI: {ONE.url}", block=http(ONE.body))
        (one,) = read(write(tmp_path / "x.warc.gz", theirs))
        assert is_read(one, ONE)

    @pytest.mark.parametrize("status", ["HTTP/2 404", "404 Not Found", "HTTP/1.1 301", "HTTP/1.1 2000 OK", "OK"])
    def test_other_statuses_are_no_article(self, tmp_path: Path, status: str) -> None:
        block = http(ONE.body, status=status)
        assert extracted(write(tmp_path / "x.warc.gz", response(ONE.url, ONE.body, block=block))) == []

    @pytest.mark.parametrize("form", ["plain", "one_gz", "one_zst", "gz"])
    @pytest.mark.parametrize("odd", [{"line": "\n"}, {"end": b"\n\n"}, {"end": b"\r\n\r\n\r\n"}, {"end": b"\r\n"}])
    def test_other_line_ends(self, tmp_path: Path, form: str, odd: dict[str, Any]) -> None:
        records = [response(paper.url, paper.body, n, **odd) for n, paper in enumerate((ONE, TWO))]
        path = write(tmp_path / f"x{SUFFIX.get(form, '.warc.zst')}", *records, form=form)
        assert [is_read(one, paper) for one, paper in zip(read(path), (ONE, TWO), strict=True)] == [True, True]

    @pytest.mark.parametrize("name", ["warc-record-id", "warc-date", "warc-type"])
    def test_a_record_without_a_mandatory_field_is_passed_over(self, tmp_path: Path, name: str) -> None:
        bad = response(ONE.url, ONE.body, 1, without=[field for field in FIELDS if field.lower() == name])
        path = write(tmp_path / "x.warc.gz", bad, response(TWO.url, TWO.body, 2))
        code, lines, errors = run(path)
        assert (code, len(lines)) == (1, 1)
        assert f"at offset 0: no {name}" in errors


FIELDS = ("WARC-Type", "WARC-Record-ID", "WARC-Date")


def test_a_file_of_many_records_in_the_manner_of_cc_news(tmp_path: Path) -> None:
    pages = [(ONE, TWO)[n % 2] for n in range(60)]
    records = [record("warcinfo", "Content-Type: application/warc-fields", block=b"software: StormCrawler\r\n")]
    for number, paper in enumerate(pages, start=1):
        records += [
            record("request", f"WARC-Target-URI: {paper.url}", block=b"GET / HTTP/1.1\r\n\r\n", number=1000 + number),
            response(paper.url, paper.body, number, "WARC-Identified-Payload-Type: text/html"),
        ]
    path = write(tmp_path / "CC-NEWS-20250820030000-00001.warc.gz", *records)
    found = read(path)
    assert [one["title"] for one in found] == [paper.article["title"] for paper in pages]
    assert len({one["warc"]["offset"] for one in found}) == len(pages)


class TestNames:
    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("opened", ["", ".open"])
    def test_a_folder_is_searched_for_them(self, tmp_path: Path, form: str, opened: str) -> None:
        name = f"deep/er/x{SUFFIX.get(form, '.warc.zst')}{opened}"
        write(tmp_path / name, response(ONE.url, ONE.body), response(TWO.url, TWO.body, 2), form=form)
        (tmp_path / "note.txt").write_bytes(b"WARC/1.0 is no WARC here")
        assert [one["warc"]["file"] for one in read(tmp_path)] == 2 * [Path(name).name.removesuffix(".open")]

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("name", ["crawl", "crawl.gz", "crawl.jsonl", "crawl.warc", "crawl.html"])
    def test_a_file_that_is_named_is_known_by_its_bytes(self, tmp_path: Path, form: str, name: str) -> None:
        (one, _) = read(write(tmp_path / name, *2 * [response(ONE.url, ONE.body)], form=form))
        assert is_read(one, ONE)

    @pytest.mark.parametrize(
        "data", [b"<html>", gzip.compress(b"<html>", mtime=0), zstd.compress(b"<html>"), b"\x1f\x8b", b""]
    )
    def test_what_is_none_is_wrong_usage(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "x.gz"
        path.write_bytes(data)
        with pytest.raises(UsageError, match="--url"):
            extracted(path)


class TestDamage:
    """What is left is read and written, what is lost is told, the exit code is 1."""

    @pytest.mark.parametrize("form", ["gz", "plain", "zst", "dict_zst", "packed_dict_zst"])
    def test_a_damaged_record_costs_no_other(self, tmp_path: Path, form: str) -> None:
        pages = [ONE, TWO, ONE]
        records = [response(paper.url, paper.body, n) for n, paper in enumerate(pages)]
        path = write(tmp_path / f"x{SUFFIX.get(form, '.warc.zst')}", *records, form=form)
        place = [one["warc"] for one in read(path)]
        data = bytearray(path.read_bytes())
        middle = place[1]["offset"] + place[1]["length"] // 2
        data[middle : middle + 400] = bytes(400)
        path.write_bytes(data + bytes(1000))
        out = tmp_path / "out.jsonl"
        code, _, errors = run(path, "-o", out)
        assert code == 1
        found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
        assert [one["warc"] for one in found] == [place[0], place[2]]
        assert all(is_read(one, ONE) for one in found)
        *places, summary = errors.splitlines()
        assert f"{path} at offset {place[1]['offset']}: " in places[0]
        assert f"{place[1]['length']} bytes skipped" in places[0]
        assert f"{path} at offset {len(data)}: zero_bytes, 1000 bytes skipped" in places[1]
        lost = place[1]["length"] + 1000
        assert summary == f"2 records; no record from 2: broken_record 2; damaged places 2, {lost} bytes skipped"

    def test_a_file_cut_in_a_member(self, tmp_path: Path) -> None:
        path = write(tmp_path / "x.warc.gz", response(ONE.url, ONE.body, 1), response(TWO.url, TWO.body, 2))
        path.write_bytes(path.read_bytes()[:-100])
        code, lines, errors = run(path)
        assert (code, [is_read(json.loads(line), ONE) for line in lines]) == (1, [True])
        assert ": cut, " in errors

    def test_originals_behind_the_damage_are_found(self, tmp_path: Path) -> None:
        profile = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
        again = record("revisit", f"WARC-Target-URI: {ONE.url}", profile, f"WARC-Refers-To: {urn(3)}", number=4)
        path = write(tmp_path / "x.warc.gz", response(TWO.url, TWO.body, 2), response(ONE.url, ONE.body, 3), again)
        data = bytearray(path.read_bytes())
        data[500:600] = bytes(100)
        path.write_bytes(data)
        code, lines, _ = run(path)
        assert (code, [is_read(json.loads(line), ONE) for line in lines]) == (1, [True, True])

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("2025-08-20", "2025-08-20T00:00:00.000000Z"),
            ("2025-08-20T10:00:00+07:00", "2025-08-20T03:00:00.000000Z"),
            ("2025-08-20T03:00:00.123456789Z", "2025-08-20T03:00:00.123456789Z"),
        ],
    )
    def test_an_instant_in_another_form_is_said_in_ours(self, tmp_path: Path, written: str, said: str) -> None:
        odd = response(ONE.url, ONE.body).replace(DATE.encode(), written.encode())
        (one,) = read(write(tmp_path / "x.warc.gz", odd))
        assert one["fetched_at"] == said

    def test_a_record_without_an_instant_is_told(self, tmp_path: Path) -> None:
        bad = response(ONE.url, ONE.body).replace(DATE.encode(), b"2025-13-45T00:00:00Z")
        code, lines, errors = run(write(tmp_path / "x.warc.gz", bad))
        assert (code, lines) == (1, [])
        assert "broken_record" in errors
        assert "WARC-Date" in errors

    def test_many_damaged_places_are_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "x.warc.gz"
        path.write_bytes((packed([b"nothing"], "gz")) * 150)
        code, _, errors = run(path)
        assert code == 1
        assert len(errors.splitlines()) == 102
        assert "and 50 more damaged places" in errors
