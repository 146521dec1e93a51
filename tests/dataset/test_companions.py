"""Packages of some days hold what their articles need to look as they did, wherever in the archive it is."""

from __future__ import annotations

import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dataset.captures import ARTICLE, PATH, SITE, Archive, html
from dataset.packages import check, lines, packed, pages

from newsarchive.dataset.selecting import Days
from newsarchive.items import Image

WEEK = Days(date(2026, 11, 10), date(2026, 11, 16))
PICTURE = b"\xff\xd8\xff\xe0 made up"


def held(archive: Archive, scratch: Path, days: Days = WEEK, **options: Any) -> set[tuple[int, str]]:
    """Close the archive and pack these days: (day, address) of what is in the package, which keeps its rules."""
    archive.close()
    target = scratch / "p.wacz"
    done = packed(archive.root, target, days, **options)
    check(target, scratch / "x")
    with zipfile.ZipFile(target) as package:
        found = [(entry.instant.day, entry.url.removeprefix(SITE)) for entry in lines(package)]
    assert len(found) == len(set(found)) == done.captures
    return set(found)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archives")


NEEDED = {
    (1, "/anh/1.jpg"),
    (1, "/anh/1-nho.jpg"),
    (1, "/css/a.css"),
    (2, "/css/b.css"),
    (2, "/css/nen.png"),
    (3, "/font/chu.woff2"),
    (3, "/js/trang.js"),
    (11, "/anh/moi.jpg"),
    (12, PATH),
}


def fill(archive: Archive) -> None:
    """What an article of the second week needs, nearly all of it captured in the first, among what it does not."""
    archive.put(1, "/anh/1.jpg", PICTURE)
    archive.put(1, "/anh/1-nho.jpg", PICTURE + b"2")
    archive.put(1, "/anh/khac.jpg", PICTURE + b"3")
    archive.put(
        1, "/css/a.css", b'@import "b.css"; @import "/css/a.css"; b { src: url(../font/chu.woff2) }', "text/css"
    )
    archive.put(2, "/css/b.css", b"body { background: url('nen.png#x') } i { background: url(mat.png) }", "text/css")
    archive.put(2, "/css/khac.css", b"b { src: url(/font/khac.woff2) }", "text/css")
    archive.put(2, "/css/nen.png", PICTURE + b"4", "image/png")
    archive.put(3, "/font/chu.woff2", b"wOF2", "font/woff2")
    archive.put(3, "/font/khac.woff2", b"wOF2.", "font/woff2")
    archive.put(3, "/js/trang.js", b"1", "text/javascript")
    archive.put(3, "/chuyen-muc/", html(), "text/html")
    archive.put(11, "/anh/moi.jpg", PICTURE + b"5")
    head = '<link rel=stylesheet href="/css/a.css"><script src="/js/trang.js"></script>'
    picture = '<figure><img src="/anh/1.jpg" srcset="/anh/1-nho.jpg 300w"><figcaption>Đường</figcaption></figure>'
    archive.article(12, html(head, picture + '<img src="/anh/moi.jpg"><img src="/anh/mat.jpg">'))
    archive.put(20, "/anh/sau.jpg", PICTURE + b"6")


def test_a_package_of_days_holds_what_its_articles_need(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    assert held(archive, tmp_path) == NEEDED


def test_as_captured_it_holds_the_captures_of_its_days(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    assert held(archive, tmp_path, self_contained=False) == {each for each in NEEDED if 10 <= each[0] <= 16}


def test_days_without_an_article_ask_for_nothing(archive: Archive, tmp_path: Path) -> None:
    fill(archive)
    assert held(archive, tmp_path, Days(date(2026, 11, 3), date(2026, 11, 3))) == {
        (3, "/font/chu.woff2"),
        (3, "/font/khac.woff2"),
        (3, "/js/trang.js"),
        (3, "/chuyen-muc/"),
    }


def test_the_pictures_of_the_line_are_added_though_the_page_names_them_otherwise(
    archive: Archive, tmp_path: Path
) -> None:
    archive.put(1, "/anh/lon/1.jpg", PICTURE)
    archive.article(12, html(), images=[Image(f"{SITE}/anh/lon/1.jpg#x"), Image(None)])
    assert held(archive, tmp_path) == {(1, "/anh/lon/1.jpg"), (12, PATH)}


def test_an_article_that_needs_nothing_adds_nothing(archive: Archive, tmp_path: Path) -> None:
    archive.put(1, "/anh/1.jpg", PICTURE)
    archive.article(12, html())
    assert held(archive, tmp_path) == {(12, PATH)}


def test_of_several_captures_the_nearest_is_taken(archive: Archive, tmp_path: Path) -> None:
    for day in (1, 9, 18, 28):
        archive.put(day, "/anh/1.jpg", PICTURE + bytes([day]))
        archive.put(day + 1, "/anh/2.jpg", PICTURE + bytes([day + 100]))
    archive.article(12.4, html(body='<img src="/anh/1.jpg">'))
    archive.article(15, html(body='<img src="/anh/1.jpg"><img src="/anh/2.jpg">'), ARTICLE.replace("01/", "02/"))
    assert {day for day, url in held(archive, tmp_path) if url == "/anh/1.jpg"} == {9, 18}


def test_of_more_captures_than_are_kept_in_mind_the_nearest_is_taken(archive: Archive, tmp_path: Path) -> None:
    for hour in range(20):
        archive.put(8 + hour / 24, "/anh/1.jpg", PICTURE + bytes([hour]))
        archive.put(18 + hour / 24, "/anh/1.jpg", PICTURE + bytes([100 + hour]))
    archive.article(10, html(body='<img src="/anh/1.jpg">'))
    archive.article(16, html(body='<img src="/anh/1.jpg">'), ARTICLE.replace("01/", "02/"))
    held(archive, tmp_path)
    with zipfile.ZipFile(tmp_path / "p.wacz") as package:
        taken = [entry.timestamp for entry in lines(package) if entry.url == f"{SITE}/anh/1.jpg"]
    assert taken == ["20261109070000", "20261118120000"]


def test_what_failed_is_passed_over_and_the_case_of_a_url_counts(archive: Archive, tmp_path: Path) -> None:
    archive.put(2, "/anh/1.jpg", PICTURE)
    archive.put(3, "/ANH/1.jpg", PICTURE + b"2")
    archive.put(9, "/anh/1.jpg", b"no", "text/html", status=404)
    archive.put(9, "/anh/2.jpg", b"no", "text/html", status=503)
    archive.article(12, html(body='<img src="/anh/1.jpg"><img src="/anh/2.jpg">'))
    assert held(archive, tmp_path) == {(2, "/anh/1.jpg"), (12, PATH)}


def test_a_revisit_comes_with_its_original(archive: Archive, tmp_path: Path) -> None:
    large, style = PICTURE * 100, b"b { background: url(/anh/nen.png) }" + b" " * 1024
    archive.put(1, "/anh/goc.jpg", large)
    archive.put(2, "/css/goc.css", style, "text/css")
    archive.put(3, "/anh/nen.png", PICTURE, "image/png")
    archive.put(4, "/anh/1.jpg", large, revisits=True)
    archive.put(5, "/css/a.css", style, "text/css", revisits=True)
    archive.article(12, html('<link rel=stylesheet href="/css/a.css">', '<img src="/anh/1.jpg">'))
    needed = {(1, "/anh/goc.jpg"), (2, "/css/goc.css"), (3, "/anh/nen.png"), (4, "/anh/1.jpg"), (5, "/css/a.css")}
    assert held(archive, tmp_path) == needed | {(12, PATH)}


def test_an_article_that_is_a_revisit_is_read_from_its_original(archive: Archive, tmp_path: Path) -> None:
    archive.put(1, "/anh/1.jpg", PICTURE)
    archive.put(3, "/xem-truoc/", html(body='<img src="/anh/1.jpg">'), "text/html")
    archive.article(12, html(body='<img src="/anh/1.jpg">'), revisits=True)
    assert held(archive, tmp_path) == {(1, "/anh/1.jpg"), (3, "/xem-truoc/"), (12, PATH)}


def test_a_page_that_came_unchanged_brings_what_it_needs(archive: Archive, tmp_path: Path) -> None:
    archive.put(1, "/anh/1.jpg", PICTURE)
    archive.article(3, html(body='<img src="/anh/1.jpg">'))
    archive.put(12, ARTICLE, html(body='<img src="/anh/1.jpg">'), "text/html; charset=utf-8", revisits=True)
    assert held(archive, tmp_path) == {(1, "/anh/1.jpg"), (3, PATH), (12, PATH)}
    with zipfile.ZipFile(tmp_path / "p.wacz") as package:
        assert [page["ts"][:10] for page in pages(package)] == ["2026-11-03"]


def test_redirects_are_followed(archive: Archive, tmp_path: Path) -> None:
    archive.put(1, "/anh/1.jpg", status=301, head="Location: 2.jpg#x\r\n")
    archive.put(2, "/anh/2.jpg", status=302, head="Location: https://cdn.example/đường/2.jpg\r\n")
    archive.put(3, "https://cdn.example/%C4%91%C6%B0%E1%BB%9Dng/2.jpg", PICTURE)
    archive.put(3, "/a", status=301, head="Location: /b\r\n")
    archive.put(3, "/b", status=301, head="Location: /a\r\n")
    archive.put(4, "/css/cu.css", status=301, kind="text/css", head="Location: /css/moi/a.css\r\n")
    archive.put(5, "/css/moi/a.css", b"b { background: url(nen.png) }", "text/css")
    archive.put(6, "/css/moi/nen.png", PICTURE + b"2")
    archive.put(6, "/css/nen.png", PICTURE + b"3")
    archive.put(7, "/dau", status=301)
    body = '<img src="/anh/1.jpg"><img src="/a"><img src="/dau">'
    archive.article(12, html('<link rel=stylesheet href="/css/cu.css">', body))
    found = held(archive, tmp_path)
    assert {url for _, url in found} == {
        "/anh/1.jpg",
        "/anh/2.jpg",
        "https://cdn.example/%C4%91%C6%B0%E1%BB%9Dng/2.jpg",
        "/a",
        "/b",
        "/css/cu.css",
        "/css/moi/a.css",
        "/css/moi/nen.png",
        "/dau",
        PATH,
    }


def test_style_sheets_lead_as_far_as_a_crawl_goes(archive: Archive, tmp_path: Path) -> None:
    for number in range(8):
        archive.put(1, f"/{number}.css", f"@import url({number + 1}.css); @import '/0.css';".encode(), "text/css")
    archive.article(12, html('<link rel=stylesheet href="/0.css">'))
    assert {url for day, url in held(archive, tmp_path) if day == 1} == {f"/{number}.css" for number in range(6)}


def test_style_sheets_that_all_name_each_other_are_asked_for_once(archive: Archive, tmp_path: Path) -> None:
    names = [f"/{number}.css" for number in range(30)]
    for name in names:
        archive.put(1, name, "".join(f"@import '{other}';" for other in names).encode(), "text/css")
    archive.article(12, html('<link rel=stylesheet href="/0.css">'))
    assert {url for day, url in held(archive, tmp_path) if day == 1} == set(names)


def test_what_cannot_be_read_asks_for_nothing(archive: Archive, tmp_path: Path) -> None:
    archive.put(1, "/anh/1.jpg", PICTURE)
    archive.put(2, "/a.css", b"\x1f\x8b\x08 no gzip", "text/css", head="Content-Encoding: gzip\r\n")
    archive.put(3, "/b.css", b"b { background: url(/anh/1.jpg) }", "text/plain")
    archive.article(12, html('<link rel=stylesheet href="/a.css"><link rel=stylesheet href="/b.css">'))
    assert held(archive, tmp_path) == {(2, "/a.css"), (3, "/b.css"), (12, PATH)}


def test_an_article_that_another_one_shows_as_a_picture_asks_for_nothing(archive: Archive, tmp_path: Path) -> None:
    other = ARTICLE.replace("01/", "02/")
    archive.put(1, "/anh/1.jpg", PICTURE)
    archive.article(12, html(body=f'<img src="{other}"><img src="#">'))
    archive.article(18, html(body='<img src="/anh/1.jpg">'), other)
    assert held(archive, tmp_path) == {(12, PATH), (18, other.removeprefix(SITE))}


def test_memory_does_not_grow_with_what_is_of_other_days(tmp_path: Path) -> None:
    def peak(captures: int) -> int:
        archive = Archive(tmp_path / str(captures), max_bytes=100_000)
        for number in range(captures // 4):
            archive.put(1, f"/anh/{number}.jpg", PICTURE + str(number).encode())
        for number in range(captures):
            archive.put(1 + number / captures, "/", str(number).encode(), "text/html")
        body = '<img src="/"><img src="/anh/7.jpg">' + '<img src="/anh/khong-co.jpg">' * 10
        archive.article(12, html(body=body))
        archive.close()
        tracemalloc.start()
        try:
            assert packed(archive.root, tmp_path / "p.wacz", WEEK).captures == 3
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(40)  # what is made once
    few = peak(400)
    assert peak(1600) < few * 1.2
