"""`newsarchive new`, and pages of hosts that no source knows fetched for real over loopback."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from newsarchive import urls
from newsarchive.drafting.address import pattern_of
from newsarchive.drafting.scrub import invented, scrub
from newsarchive.extraction import Source, read_article
from newsarchive.page import Page
from newsarchive.spider import NewsSpider

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
PAGE = (GOLDEN / "generic" / "div_paragraphs.html").read_bytes()
ALWAYS_NEW = "https://www.bao-moi.example/xa-hoi/mua-lu-ve-som-1234567.html"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-c", "from newsarchive.cli import main; main()", *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False, env={**os.environ, **environment})


def drafted(project: Path, name: str) -> type[NewsSpider]:
    spec = importlib.util.spec_from_file_location(f"drafted_{name}", project / "spiders" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = [value for value in vars(module).values() if isinstance(value, type) and issubclass(value, NewsSpider)]
    return next(cls for cls in found if cls is not NewsSpider)


def golden(project: Path, name: str) -> tuple[bytes, dict[str, Any]]:
    folder = project / "tests" / "golden" / name
    return (folder / "drafted.html").read_bytes(), json.loads((folder / "drafted.json").read_text(encoding="utf-8"))


def test_a_page_of_a_platform_names_it(tmp_path: Path) -> None:
    case = json.loads((GOLDEN / "baoquangtri" / "lead_in_desc_div.json").read_text(encoding="utf-8"))
    page = GOLDEN / "baoquangtri" / "lead_in_desc_div.html"
    url = "https://baomoi.example/thoi-su/202608/bai-moi-3fa19b2/"
    done = run("new", "baomoi", url, "--html", str(page), "--into", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "platform mediasoft: MediaSoft2012" in done.stdout
    spider = drafted(tmp_path, "baomoi")
    assert [layout.__name__ for layout in spider.layouts] == ["MediaSoft2012"]
    assert re.search(spider.article_url, "/thoi-su/202608/bai-moi-3fa19b2/")["id"] == "3fa19b2"
    article = read_article(Page(page.read_bytes(), url), spider.declared())
    assert article.title == case["article"]["title"]
    assert article.layout == "MediaSoft2012"


def test_an_unknown_page_gives_a_layout_and_a_golden_case_without_its_words(tmp_path: Path) -> None:
    stored = tmp_path / "page.html"
    stored.write_bytes(PAGE)
    done = run("new", "bao_moi", ALWAYS_NEW, "--html", str(stored), "--into", str(tmp_path))
    assert done.returncode == 0, done.stderr
    spider = drafted(tmp_path, "bao_moi")
    assert (spider.name, spider.allowed_domains) == ("bao_moi", ("bao-moi.example",))
    original = read_article(Page(PAGE, ALWAYS_NEW), spider.declared())
    markup, case = golden(tmp_path, "bao_moi")
    assert len(markup) <= 30 * 1024
    again = read_article(Page(markup, ALWAYS_NEW), spider.declared())
    assert case["article"]["title"] == again.title
    assert case["article"]["layout"] == again.layout
    assert len((again.body or "").split("\n\n")) == len((original.body or "").split("\n\n"))
    assert again.title != original.title
    said = {line for line in (original.body or "").split("\n\n") if len(line) > 40}
    assert not any(line in markup.decode() for line in said)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Bao.Moi", ALWAYS_NEW), "name 'Bao.Moi'"),
        (("generic", ALWAYS_NEW), "name 'generic'"),
        (("a" * 300, ALWAYS_NEW), "name 'aaa"),
        (("baomoi", "ftp://x/y"), "no http(s) URL"),
        (("baoquangtri", ALWAYS_NEW), "a source of that name already"),
        (("baomoi", "https://tuoitre.vn/a-20260307075519174.htm"), "belongs to tuoitre already"),
        (("baomoi", ALWAYS_NEW, "--html", "khong-co.html"), "khong-co.html"),
    ],
)
def test_wrong_usage_is_named(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run("new", *arguments, "--into", str(tmp_path))
    assert done.returncode == 2
    assert says in done.stderr
    assert not list(tmp_path.rglob("*.py"))


def test_a_page_without_an_article_is_refused(tmp_path: Path) -> None:
    page = GOLDEN / "not_articles" / "captcha.html"
    done = run("new", "baomoi", ALWAYS_NEW, "--html", str(page), "--into", str(tmp_path))
    assert done.returncode == 2
    assert "challenge" in done.stderr
    assert not list(tmp_path.rglob("*.py"))


@pytest.mark.parametrize(
    ("path", "id_of"),
    [
        ("/xa-hoi/mua-lu-ve-som-1234567.html", "1234567"),
        ("/mua-lu-ve-som-post1234567.html", "1234567"),
        ("/mua-lu-20260307075519174.htm", "20260307075519174"),
        ("/mua-lu-ve-som-a196462.html", "196462"),
        ("/thoi-su/mua-lu-ve-som-d412345.html", "412345"),
        ("/thoi-su/202608/mua-lu-ve-som-3fa19b2/", "3fa19b2"),
        ("/mua-lu-ve-som/371234.html", "371234"),
        ("/2026/08/mua-lu-ve-som-737-1312345.htm", "1312345"),
        ("/mua-lu-ve-som.1234567.html", "1234567"),
        ("/mua-lu-ve-som-tren-song", None),
        ("/thoi-su/mua-lu-ve-som.htm", None),
    ],
)
def test_the_pattern_of_an_address(path: str, id_of: str | None) -> None:
    pattern = re.compile(pattern_of(f"https://bao.example{path}"))
    found = pattern.search(path)
    assert found is not None
    assert ("id" in pattern.groupindex) == (id_of is not None)
    assert id_of is None or found["id"] == id_of
    assert pattern.search("/thoi-su/") is None


def test_words_are_invented_and_their_shape_stays() -> None:
    text = "QTO - Ngày 12/3/2026, UBND tỉnh Quảng Trị họp. Ảnh: Lê Minh/TTXVN"
    other = invented(text)
    assert other != text
    assert "12/3/2026" in other
    assert "Ảnh: " in other
    assert other.endswith("/TTXVN")
    assert other == invented(text)
    assert [len(re.findall(r"[A-ZĐÀ-Ỹ]{2}", form)) > 0 for form in (text, other)] == [True, True]


def test_a_scrubbed_page_holds_no_script() -> None:
    page = Page(
        b"<html><body><h1>Mot hai ba</h1><script>alert(1)</script><p onclick='x()'>Bon nam sau</p></body>",
        "http://a.vn/b",
    )
    markup = scrub(page)
    assert "script" not in markup
    assert "onclick" not in markup


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path.startswith("/xa-hoi/")
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE if found else b"<html><body>404</body></html>")

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_a_page_of_an_unknown_host_is_fetched_and_read(port: int, tmp_path: Path) -> None:
    """Over real HTTP, with robots.txt and capture, as a crawl would."""
    (tmp_path / "loopback_settings.py").write_text("from newsarchive.settings import *\nALLOW_PRIVATE_HOSTS = True\n")
    environment = {"SCRAPY_SETTINGS_MODULE": "loopback_settings", "PYTHONPATH": str(tmp_path)}
    url = f"http://127.0.0.1:{port}/xa-hoi/mua-lu-ve-som-1234567.html"
    done = run("extract", url, **environment)
    assert done.returncode == 0, done.stderr
    article = json.loads(done.stdout)
    assert article["title"] == read_article(Page(PAGE, url), Source(name="x")).title
    assert article["warc"]["file"]
    done = run("new", "loopback", url, "--into", str(tmp_path), **environment)
    assert done.returncode == 0, done.stderr
    assert drafted(tmp_path, "loopback").allowed_domains == ("127.0.0.1",)


def test_what_a_page_calls_itself_is_never_run(tmp_path: Path) -> None:
    name = 'Báo Mới\\""" + open(\'ran\', \'w\').name + """'
    page = tmp_path / "page.html"
    said = f"<meta property='og:site_name' content='{name.replace(chr(39), '&#39;')}'>".encode()
    page.write_bytes(
        re.sub(rb"<meta property=\"og:site_name\"[^>]*>", b"", PAGE).replace(b"</head>", said + b"</head>")
    )
    done = run("new", "baomoi", ALWAYS_NEW, "--html", str(page), "--into", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert drafted(tmp_path, "baomoi").publisher == name
    assert not Path("ran").exists()


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/tin-tuc/Bai-Viet-123456.html",
        "https://x.example/Tin-Bai/123456.html",
        "https://x.example/tin_tuc/bai_viet-123456.html",
        "https://x.example/viewer.aspx?mabb=12345",
        "https://x.example/?p=1234",
        "https://x.example/12/34567/Ten_bai.aspx",
        "https://x.example/abc-123.html",
        "https://x.example/bai/khong-so",
    ],
)
def test_the_pattern_matches_the_address_that_it_is_made_from(url: str) -> None:
    assert urls.search(re.compile(pattern_of(url)), url)


def test_a_page_within_a_form_is_drafted_and_nothing_of_it_is_kept(tmp_path: Path) -> None:
    secret = "Bí mật thật của nhà máy xem tại https://x.example/abc ngay hôm nay"
    body = PAGE.replace(b"<body>", b"<body><form id=aspnetForm>", 1).replace(b"</body>", b"</form></body>", 1)
    head = f'<meta property="og:description" content="{secret}"></head>'.encode()
    page = tmp_path / "page.html"
    page.write_bytes(body.replace(b"</head>", head, 1))
    done = run("new", "baomoi", ALWAYS_NEW, "--html", str(page), "--into", str(tmp_path))
    assert done.returncode == 0, done.stderr
    markup, case = golden(tmp_path, "baomoi")
    assert case["article"]["body"]
    assert "Bí mật" not in markup.decode()


def test_a_long_article_gives_a_page_that_fits(tmp_path: Path) -> None:
    line = "<p>" + "Đoạn này kể rất dài về mùa lũ ở vùng núi phía bắc và những người sống cạnh sông. " * 6 + "</p>"
    page = tmp_path / "page.html"
    page.write_bytes(
        f"<html><head><title>Mùa lũ dài nhất</title></head><body><h1>Mùa lũ dài nhất</h1><p>12/05/2026 08:00</p>"
        f"<div class=bai>{line * 300}</div></body></html>".encode()
    )
    done = run("new", "baomoi", ALWAYS_NEW, "--html", str(page), "--into", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert len(golden(tmp_path, "baomoi")[0]) <= 30 * 1024


def test_a_host_that_answers_nothing_is_an_error(tmp_path: Path) -> None:
    done = run("extract", "http://127.0.0.1:9/bai-1234567.html", "-o", str(tmp_path / "out.jsonl"))
    assert done.returncode == 2
    assert "nothing could be fetched" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()


def test_output_goes_through_a_pipe_and_a_link(tmp_path: Path) -> None:
    page, pipe, link, target = (tmp_path / name for name in ("p.html", "pipe", "link", "target.jsonl"))
    page.write_bytes(PAGE)
    os.mkfifo(pipe)
    target.write_text("alt\n")
    link.symlink_to(target)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    assert run("extract", str(page), "--url", ALWAYS_NEW, "-o", str(pipe)).returncode == 0
    reader.join(timeout=30)
    assert read[0].startswith("{")
    assert pipe.is_fifo()
    assert run("extract", str(page), "--url", ALWAYS_NEW, "-o", str(link)).returncode == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == read[0]
    assert not list(tmp_path.glob(".*.part"))
