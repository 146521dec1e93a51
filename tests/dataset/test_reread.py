import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newsarchive.dataset.rereading import outcomes
from newsarchive.errors import UsageError

Write = Callable[..., Path]
PAGE = (
    "<html lang=vi><head><title>Tin</title></head><body><h1>Chợ phiên vùng cao họp trở lại sau mùa mưa</h1><article>"
    + "".join(
        f"<p>Câu {n}: bà con gùi hàng xuống chợ từ tờ mờ sáng, tiếng nói cười rộn một góc rừng.</p>" for n in range(5)
    )
    + "</article></body></html>"
).encode()


def lines(*inputs: Path, jobs: int = 1, generic: bool = False, url: str | None = None) -> list[str]:
    found = list(outcomes(list(inputs), url=url, fetched_at=None, generic=generic, jobs=jobs))
    return [outcome.line for outcome in found if outcome.line is not None]


def test_the_archive_read_again_gives_its_lines(write: Write) -> None:
    root = write((1, ""), (2, ""))
    written = next(root.rglob("baoquangtri-*.jsonl")).read_text(encoding="utf-8").splitlines()
    assert lines(root) == written
    assert lines(*root.rglob("*.warc.gz")) == written


def test_processes_change_nothing(write: Write) -> None:
    first, second = write((1, ""), (2, "")), write((3, ""), name="other")
    assert lines(first, second, jobs=2) == lines(first, second)


def test_generic_switches_layouts_off(write: Write, tmp_path: Path) -> None:
    golden = Path(__file__).parent.parent / "golden" / "baoquangtri"
    case = next(golden.glob("*.json"))
    page = json.loads(case.read_text(encoding="utf-8"))["page"]
    listed = tmp_path / "pages.jsonl"
    listed.write_text(json.dumps({"url": page["url"], "file": str(case.with_suffix(".html"))}) + "\n", encoding="utf-8")
    assert json.loads(lines(listed)[0])["layout"] != "generic"
    assert json.loads(lines(listed, generic=True)[0])["layout"] == "generic"


def test_a_page_list(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    rows = [
        {"url": "https://bao-la.example/tin-1.html", "file": "a.html", "fetched_at": "2026-11-23T15:22:00Z"},
        {"url": "https://bao-la.example/tin-2.html", "file": "a.html"},
        {"url": "https://bao-la.example/tin-3.html", "file": "missing.html"},
        {"file": "a.html"},
        {"url": 5, "file": "a.html"},
        {"url": "file:///etc/passwd", "file": "a.html"},
        {"url": "https://bao-la.example/tin-5.html", "file": "a\0.html"},
        {"url": "https://bao-la.example/tin-6.html", "file": "a.html", "fetched_at": "9999-12-31T23:59:59-12:00"},
        {"url": "https://bao-la.example/tin-7.html", "file": "a.html", "fetched_at": "hôm qua"},
        {"url": "https://bao-la.example/tin-8.html", "file": "a.html", "content_type": 7},
        [],
    ]
    listed = tmp_path / "pages.jsonl"
    listed.write_text("".join(json.dumps(row) + "\n" for row in rows) + "[" * 200_000 + "\n", encoding="utf-8")
    found = list(outcomes([listed], url=None, fetched_at=None, generic=False, jobs=1))
    assert [json.loads(o.line)["fetched_at"] for o in found if o.line] == ["2026-11-23T15:22:00.000000Z", None]
    assert [(o.reason, o.broken) for o in found if not o.line] == [("unreadable_file", True), *[("bad_row", True)] * 9]
    assert "line 12" in found[-1].where


def test_an_html_file_needs_its_address(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_bytes(PAGE)
    with pytest.raises(UsageError, match="--url"):
        lines(file)
    (line,) = lines(file, url="https://bao-la.example/tin-1.html")
    assert json.loads(line)["title"] == "Chợ phiên vùng cao họp trở lại sau mùa mưa"


def test_other_peoples_warc(tmp_path: Path) -> None:
    path = tmp_path / "theirs.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.0")
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        for number in (1, 2):
            url = f"http://bao-la.example/tin-{number}.html"
            record = writer.create_warc_record(url, "response", payload=BytesIO(PAGE), http_headers=head)
            writer.write_record(record)
            record.raw_stream.close()  # a temporary file that warcio leaves open
    found = [json.loads(line) for line in lines(path)]
    assert [record["url"] for record in found] == [
        "http://bao-la.example/tin-1.html",
        "http://bao-la.example/tin-2.html",
    ]
    data = path.read_bytes()
    path.write_bytes(data[:-30])
    outcome = list(outcomes([path], url=None, fetched_at=None, generic=False, jobs=1))
    assert outcome[0].line is not None
    assert (outcome[-1].reason, outcome[-1].broken) == ("broken_record", True)


def test_what_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        lines(tmp_path / "nowhere.warc.gz")
    with pytest.raises(UsageError, match="no WARC"):
        lines(tmp_path)
