import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsarchive.cli import app, main
from newsarchive.version import __version__

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


def test_recover_says_what_it_did(tmp_path: Path) -> None:
    code, text = run("recover", tmp_path)
    assert code == 0
    assert "nothing to mend" in text
