import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsarchive.archive.exchange import Exchange
from newsarchive.archive.ownership import Ownership
from newsarchive.archive.segment import Segments
from newsarchive.cli import app, main
from newsarchive.frontier.store import NAME
from newsarchive.version import __version__


def answered(url: str, body: bytes) -> Exchange:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    return Exchange(
        url=url,
        method="GET",
        started=datetime(2026, 11, 23, 15, tzinfo=UTC),
        request=b"GET /bai-1.html HTTP/1.1\r\nHost: tin.example\r\n\r\n",
        response=head + body,
        ip="203.0.113.7",
        protocols=("http/1.1",),
        cipher=None,
        truncated=None,
        error=None,
        seconds=0.1,
        via=None,
    )


RUN = CliRunner()
GOLDEN = Path(__file__).parent.parent / "golden"


def run(*arguments: object) -> tuple[int, str]:
    result = RUN.invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.output


def call(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of the real entry point."""
    monkeypatch.setattr("sys.argv", ["newsarchive", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_help_fits_one_screen() -> None:
    code, text = run("--help")
    assert code == 0
    assert len(text.splitlines()) <= 40
    for command in ("demo", "extract", "recover", "sources", "verify"):
        assert command in text
        code, page = run(command, "--help")
        assert code == 0
        assert len(page.splitlines()) <= 40


def test_version() -> None:
    assert run("--version") == (0, f"newsarchive {__version__}\n")


def test_sources_as_json() -> None:
    code, text = run("sources", "--json")
    assert code == 0
    assert {"baoquangtri", "vietnamvn"} <= {json.loads(line)["name"] for line in text.splitlines()}


def test_sources_between_tabs_and_by_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, text = run("sources", "vietnamvn", "baoquangtri")
    assert code == 0
    assert [line.split("\t")[0] for line in text.splitlines()] == ["baoquangtri", "vietnamvn"]
    assert call(monkeypatch, "sources", "bao") == 2
    assert capsys.readouterr().err == "newsarchive: no source is called bao (newsarchive sources lists them)\n"


def test_extract_writes_whole_files_only(tmp_path: Path) -> None:
    page = next((GOLDEN / "baoquangtri").glob("two*.html"))
    url = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))["page"]["url"]
    out = tmp_path / "out.jsonl"
    code, _ = run("extract", page, "--url", url, "-o", out)
    assert code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["url"] == url
    assert list(tmp_path.iterdir()) == [out]


def test_extract_counts_what_is_no_article(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<html><body><p>404</p></body></html>", encoding="utf-8")
    code, text = run("extract", page, "--url", "https://bao-la.example/tin-1.html")
    assert code == 0
    assert "0 records; no record from 1:" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "/nowhere/x.warc.gz"),
        ("extract", __file__),
        ("extract", __file__, "--url", "https://a.example/1", "--fetched-at", "yesterday"),
        ("extract", "ftp://bao-la.example/tin-1.html"),
        ("verify", "/nowhere"),
        ("recover", "/nowhere"),
        ("extract", "--jobs", "0", "x"),
        ("nonsense",),
    ],
    ids=lambda arguments: " ".join(arguments)[:40],
)
def test_wrong_usage_exits_2_and_names_it(
    arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(monkeypatch, *arguments) == 2
    assert capsys.readouterr().err.strip()


def test_verify_of_nothing_is_wrong_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call(monkeypatch, "verify", tmp_path) == 2


def test_verify_exits_1_and_names_the_line(tmp_path: Path) -> None:
    lines = tmp_path / "archives" / "mau" / "2026" / "11" / "mau-20261123T152200Z-00000-abcdefgh.jsonl"
    lines.parent.mkdir(parents=True)
    lines.write_text("{}\n", encoding="utf-8")
    code, text = run("verify", tmp_path / "archives")
    assert code == 1
    assert f"{lines} line 1" in text


def test_verify_of_a_source_whose_files_are_all_gone_exits_1(tmp_path: Path) -> None:
    report = {"articles": 0, "segments": [{"file": "a.warc.gz", "warc_digest": "sha256:", "jsonl_digest": "sha256:"}]}
    (tmp_path / "tin").mkdir()
    (tmp_path / "tin" / "runs.jsonl").write_text(json.dumps(report) + "\n", encoding="utf-8")
    code, text = run("verify", tmp_path)
    assert code == 1
    assert "a.warc.gz: the report of its crawl names it, and it is not there" in text


def test_recover_leaves_a_source_alone_that_a_crawl_writes(tmp_path: Path) -> None:
    """Where there is a frontier its owner has the folder, else the pair's lock says it."""
    for name in ("owned", "locked"):
        segments = Segments(tmp_path / name, name, clock=lambda: datetime(2026, 11, 23, tzinfo=UTC), info={})
        segments.add(answered(f"https://{name}.example/", b"<p>tin</p>"))
        if name == "owned":
            segments.abandon()
    (tmp_path / "owned" / NAME).touch()
    owner = Ownership(tmp_path / "owned")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    code, text = run("recover", tmp_path)
    assert code == 0
    assert "owned: left alone: another crawl writes" in text
    assert "locked: 0 files closed, 0 empty ones removed; 0 torn bytes and 0 lines cut off; 2 files in use" in text
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    owner.release()
    segments.close()


def test_recover_says_what_it_did(tmp_path: Path) -> None:
    code, text = run("recover", tmp_path)
    assert code == 0
    assert "nothing to mend" in text


def test_a_sample_is_indexed_looked_up_and_packed(tmp_path: Path) -> None:
    root = tmp_path / "archives"
    segments = Segments(root / "tin", "tin", clock=lambda: datetime(2026, 11, 23, 15, tzinfo=UTC), info={})
    captured = segments.add(answered("https://tin.example/bai-1.html", b"<p>Bai</p>" * 200))
    assert captured is not None
    segments.close()
    code, text = run("index", "--archives", root)
    assert (code, text.strip()) == (0, f"{root / 'tin' / 'index.cdxj'}: 1 files, 0 of them indexed now")
    code, text = run("index", root, "--url", "http://www.tin.example/bai-1.html", "--at", "2026-11-23")
    assert code == 0
    assert text.startswith("20261123150000 200 text/html https://tin.example/bai-1.html ")
    assert f" {captured.capture.offset}+{captured.capture.length}" in text
    assert run("index", root, "--url", "https://tin.example/nie") == (1, "no capture of https://tin.example/nie\n")
    code, text = run("pack", "tin", "--archives", root, "-o", tmp_path / "tin.wacz")
    assert code == 0
    assert "0 articles, 1 captures from 1 files" in text
    assert (tmp_path / "tin.wacz").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("index", "/khong/co"), "/khong/co does not exist"),
        (("index", "{root}", "--at", "2026-11-23"), "no WARC file"),
        (("pack", "khong-co", "-o", "x.wacz"), "khong-co is no source"),
        (("pack", "{root}", "-o", "x.wacz", "--since", "hôm qua"), "--since 'hôm qua' is no day"),
        (("pack", "{root}", "-o", "x.wacz", "--since", "2026-11-24", "--until", "2026-11-23"), "is later than"),
        (("pack", "{root}", "-o", "/khong/co/x.wacz"), "/khong/co is no folder"),
        (("pack", "{root}", "-o", "{root}/x.wacz"), "has no capture"),
    ],
)
def test_index_and_pack_name_what_is_wrong(
    arguments: tuple[str, ...],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(monkeypatch, *[argument.format(root=tmp_path) for argument in arguments]) == 2
    assert says in capsys.readouterr().err
