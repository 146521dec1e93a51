"""Bad input: a wrong argument is one clear line and no request; a hostile page costs itself and nothing else."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from loopback import odd
from loopback.crawl import Crawl, crawl, newsarchive, start
from loopback.papers import papers, robots
from loopback.proxy import Proxy
from loopback.warcs import responses
from loopback.web import Answer, Web, answer

QUANG_TRI = "https://baoquangtri.vn"
VIETNAM = "https://www.vietnam.vn"
GOOD = papers("baoquangtri")["theo_ttxvn"]
PLATFORM = papers("vietnamvn")["no_pictures"]


def article_url(number: int) -> str:
    return f"{QUANG_TRI}/xa-hoi/202508/trang-xau-{number:07x}/"


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web({GOOD.url: GOOD.answer, PLATFORM.url: PLATFORM.answer, "/robots.txt": robots("Disallow:")}) as served:
        yield served


@pytest.fixture(scope="module")
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


# arguments and settings ---------------------------------------------------------------------------------------------

WRONG = {
    "no-urls-file": ({"urls": "/nowhere/danh-sach.txt"}, {}, "urls=/nowhere/danh-sach.txt can't be read"),
    "urls-is-a-folder": ({"urls": "/"}, {}, "urls=/ can't be read"),
    "since-is-no-day": ({"since": "hom-qua"}, {}, "since=hom-qua is no day"),
    "since-after-until": ({"since": "2025-03-01", "until": "2025-02-01"}, {}, "since=2025-03-01 is later than until"),
    "unknown-mode": ({"mode": "nhanh"}, {}, "mode=nhanh: it takes latest or backfill"),
    "unknown-section": ({"sections": "van-hoa,bong-da"}, {}, "sections=bong-da: baoquangtri has"),
    "unknown-argument": ({"sectoins": "van-hoa"}, {}, "no such argument: sectoins"),
    "unknown-fsync": ({}, {"FSYNC": "maybe"}, "setting FSYNC is 'maybe'"),
    "no-replay-file": ({}, {"REPLAY": "/nowhere.warc.gz"}, "setting REPLAY: /nowhere.warc.gz"),
    "archives-is-a-file": ({}, {"ARCHIVES_DIR": "/dev/null"}, "setting ARCHIVES_DIR: /dev/null takes no files"),
}


@pytest.fixture(scope="module")
def refused(web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawl]:
    """All wrong crawls, a few at a time, before anything else is fetched from this web."""
    folder, done = tmp_path_factory.mktemp("refused"), {}
    names = list(WRONG)
    for group in (names[0::3], names[1::3], names[2::3]):
        running = {
            name: start(
                "baoquangtri", folder / name, proxy=proxy.url(), arguments=WRONG[name][0], settings=WRONG[name][1]
            )
            for name in group
        }
        done |= {name: crawling.wait() for name, crawling in running.items()}
    return done


@pytest.mark.parametrize("name", WRONG)
def test_wrong_input_is_one_line_that_names_it(name: str, refused: dict[str, Crawl]) -> None:
    done, expected = refused[name], WRONG[name][2]
    assert done.code != 0
    telling = [line for line in done.log.splitlines() if expected in line]
    assert len(telling) == 1, done.log[-2000:]
    assert "Traceback" not in done.log
    assert not list(done.archives.rglob("*.warc.gz*"))


def test_nothing_was_fetched_for_wrong_input(refused: dict[str, Crawl], proxy: Proxy) -> None:
    assert len(refused) == len(WRONG)
    assert not proxy.heads


# pages --------------------------------------------------------------------------------------------------------------


def _thirty_megabytes() -> Iterator[bytes]:
    size = 30_000_000
    yield f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {size}\r\n\r\n<html><body>".encode()
    left = size - len("<html><body>")
    line = b"<p>" + b"x" * 65529 + b"</p>"
    while left:
        piece = line[:left]
        left -= len(piece)
        yield piece


LYING = (
    "<html lang=vi><head><title>Mưa lớn ở vùng núi</title></head><body><h1>Mưa lớn ở vùng núi phía tây</h1>"
    + "".join(
        f"<p>Đoạn {n}: nước sông lên nhanh, người dân thôn dưới đã dời trâu bò lên gò cao từ chiều hôm trước.</p>"
        for n in range(5)
    )
)
NESTED = b"<html><body><h1>Tin</h1>" + b"<div>" * 1_000_000 + b"chu" + b"</div>" * 1_000_000

CORRUPT = next(case for case in odd.CODINGS if case.name == "corrupt-gzip")
# The answer; what the run report counts, None for an article; WARC-Truncated.
PAGES: dict[str, tuple[Answer, str | None, str | None]] = {
    "empty": (answer(b""), "skipped article/empty", None),
    "thirty-megabytes": (Answer(_thirty_megabytes), "skipped article/too_large", None),
    "over-the-limit": (answer(b"<p>" + b"x" * 34_000_000), "errors truncated/length", "length"),
    "binary": (answer(bytes(range(256)) * 40), "skipped article/binary", None),
    "png-as-html": (answer(b"\x89PNG\r\n\x1a\n" + bytes(4000)), "skipped article/binary", None),
    "says-it-is-a-picture": (answer(LYING, kind="image/png"), None, None),
    "lying-charset": (answer(LYING, kind="text/html; charset=iso-8859-1"), None, None),
    "utf-16-says-utf-8": (answer(LYING.encode("utf-16")), None, None),
    "nested": (answer(gzip.compress(NESTED, 1), headers=["Content-Encoding: gzip"]), "skipped article/*", None),
    "gzip-bomb": (odd.GZIP_BOMB.answer, "errors undecodable/too_large", None),
    "endless-extension": (odd.endless_extension(), "failed article/ResponseDataLossError", "disconnect"),
    "crumbs": (odd.crumbs(), "errors truncated/length", "length"),
    "corrupt-gzip": (CORRUPT.answer, "errors undecodable/corrupt", None),
    "text": (answer("chỉ có chữ, không có thẻ nào", kind="text/plain"), "skipped article/no_html", None),
    "json": (answer('{"error": "not found"}', kind="application/json"), "skipped article/no_html", None),
}
NUMBERS = {name: number for number, name in enumerate(PAGES)}


@pytest.fixture(scope="module")
def hostile(refused: dict[str, Crawl], web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A list of bad lines and hostile pages, one good article at its end."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (given, *_) in PAGES.items():
        web.put(article_url(NUMBERS[name]), given)
    bad_lines = [
        "\ufeff# các bài",
        "khong phai dia chi",
        "ftp://baoquangtri.vn/x",
        "http://",
        "https://bao khac.vn/",
        "https://other.example/xa-hoi/202508/bai-0000001/",
        "javascript:alert(1)",
        "https://baoquangtri.vn:99999/x",
        "https://" + "a" * 5000,
    ]
    text = "\n".join([*bad_lines, *(article_url(n) for n in NUMBERS.values()), GOOD.url])
    (folder / "urls.txt").write_bytes(text.encode() + b"\nhttps://baoquangtri.vn/\xff\xfe\n")
    return crawl(
        "baoquangtri",
        folder / "archives",
        proxy=proxy.url(),
        settings={"REQUISITES": "none", "RETRY_ENABLED": False},
        arguments={"urls": folder / "urls.txt"},
    )


def test_the_crawl_goes_on_to_the_end(hostile: Crawl) -> None:
    assert hostile.code == 0, hostile.log[-3000:]
    assert "Traceback" not in hostile.log
    assert GOOD.url in hostile.by_url()
    assert hostile.report["finish_reason"] == "finished"


def test_lines_that_are_no_urls_are_told_and_counted(hostile: Crawl) -> None:
    assert hostile.report["skipped"]["urls/not_a_url"] >= 7
    assert hostile.report["skipped"]["urls/other_host"] == 1
    assert "line 2 is no URL: khong phai dia chi" in hostile.log
    assert "https://other.example/" in hostile.log
    assert not [record for record in hostile.records if "other.example" in record.url]


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_is_kept_and_its_reason_counted(name: str, hostile: Crawl, web: Web) -> None:
    url, (given, reason, truncated) = article_url(NUMBERS[name]), PAGES[name]
    (record,) = responses(hostile.records, url)
    (served,) = web.served(url)
    assert record.get("WARC-Truncated") == truncated
    if isinstance(given.wire, bytes) and not truncated:
        assert record.block == given.wire
    elif name == "thirty-megabytes":
        assert len(record.block) == served.size
    if reason is None:
        assert hostile.by_url()[url]["title"] == "Mưa lớn ở vùng núi phía tây"
        return
    assert url not in hostile.by_url()
    part, _, wanted = reason.partition(" ")
    assert [counted for counted in hostile.report[part] if counted.startswith(wanted.rstrip("*"))]


def test_cuts_and_failures_are_counted_by_reason(hostile: Crawl) -> None:
    assert hostile.report["errors"] == {
        "DownloadCancelledError": 2,
        "ResponseDataLossError": 1,
        "truncated/disconnect": 1,
        "truncated/length": 2,
        "undecodable/corrupt": 1,
        "undecodable/too_large": 1,
    }
    assert hostile.report["failed"] == {
        "article/DownloadCancelledError": 2,
        "article/ResponseDataLossError": 1,
        "article/UndecodableBody": 2,
    }


def test_every_page_is_counted_once(hostile: Crawl) -> None:
    report = hostile.report
    read = sum(count for reason, count in report["skipped"].items() if reason.startswith("article/"))
    failed = sum(report["failed"].values())
    assert report["articles"] + read + failed == len(PAGES) + 1


def test_the_archive_of_hostile_pages_verifies(hostile: Crawl) -> None:
    done = newsarchive("verify", hostile.archives)
    assert done.returncode == 0, done.stdout[-2000:]


# sitemaps -----------------------------------------------------------------------------------------------------------

URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
ENTITIES = "".join(f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10))
BILLION = f'<?xml version="1.0"?><!DOCTYPE u [<!ENTITY l0 "https://www.vietnam.vn/">{ENTITIES}]>{URLSET}<url><loc>&l9;</loc></url></urlset>'
FILE = f'<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]>{URLSET}<url><loc>https://www.vietnam.vn/&f;-bai-viet</loc></url></urlset>'
SITEMAPS: dict[str, tuple[Answer, str | None]] = {
    "bomb": (answer(gzip.compress(bytes(10_000_000), 9) * 20, kind="application/gzip"), "skipped discovery/too_large"),
    "coded-bomb": (
        answer(gzip.compress(bytes(10_000_000), 9) * 20, headers=["Content-Encoding: gzip"]),
        "errors undecodable/too_large",
    ),
    "entities": (answer(BILLION, kind="application/xml"), None),
    "file": (answer(FILE, kind="application/xml"), None),
    "empty": (answer(b""), "skipped discovery/empty"),
    "html": (answer("<!DOCTYPE html><html><body>không có</body></html>"), "skipped discovery/html"),
    "words": (answer("khong phai so do trang", kind="text/plain"), "skipped discovery/no_sitemap"),
    "cut": (answer(f"{URLSET}<url><loc>{PLATFORM.url}</loc></url><url><lo", kind="text/xml"), None),
    "to-itself": (
        answer(f"<sitemapindex><sitemap><loc>{VIETNAM}/sitemap-post/to-itself.xml</loc></sitemap></sitemapindex>"),
        None,
    ),
}


@pytest.fixture(scope="module")
def mapped(web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A sitemap index whose sitemaps are hostile, but for one that names an article before it is cut."""
    places = "".join(f"<sitemap><loc>{VIETNAM}/sitemap-post/{name}.xml</loc></sitemap>" for name in SITEMAPS)
    web.put(f"{VIETNAM}/sitemap.xml", answer(f"<sitemapindex>{places}</sitemapindex>", kind="application/xml"))
    for name, (given, _) in SITEMAPS.items():
        web.put(f"{VIETNAM}/sitemap-post/{name}.xml", given)
    settings = {"REQUISITES": "none", "RETRY_ENABLED": False}
    return crawl(
        "vietnamvn", tmp_path_factory.mktemp("mapped"), proxy=proxy.url(), settings={**settings, "WARC_REVISITS": False}
    )


def test_hostile_sitemaps_cost_only_themselves(mapped: Crawl) -> None:
    assert mapped.code == 0, mapped.log[-3000:]
    assert "Traceback" not in mapped.log
    assert set(mapped.by_url()) == {PLATFORM.url}
    assert "root:" not in mapped.log


@pytest.mark.parametrize("name", SITEMAPS)
def test_a_hostile_sitemap_is_kept_and_its_reason_counted(name: str, mapped: Crawl) -> None:
    given, reason = SITEMAPS[name]
    (record,) = responses(mapped.records, f"{VIETNAM}/sitemap-post/{name}.xml")
    assert record.block == given.wire
    if reason:
        part, _, wanted = reason.partition(" ")
        assert mapped.report[part].get(wanted), mapped.report[part]


def test_no_url_was_made_of_an_entity(mapped: Crawl) -> None:
    urls = [record.url for record in mapped.records if record.url]
    assert max(map(len, urls)) < 200
    assert not [url for url in urls if "root" in url or "daemon" in url]
