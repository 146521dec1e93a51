"""What a page and its style sheets need to look as they do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.discovery.requisites import of_page, of_style
from newsarchive.page import Page

URL = "https://baomau.vn/tin/bai-1.html"


def of(markup: str, *hosts: str) -> list[str]:
    return [url.removeprefix("https://baomau.vn") for url in of_page(Page(markup.encode(), URL), hosts)]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<link rel='stylesheet' href='/a.css?v=2#x'>", ["/a.css?v=2"]),
        ("<link rel='Shortcut Icon' href='/favicon.ico'>", ["/favicon.ico"]),
        ("<link rel=preload as=font href=/f.woff2 crossorigin>", ["/f.woff2"]),
        ("<link rel=preload as=fetch href=/data.json><link rel=canonical href=/b><link rel=next href=/c>", []),
        ("<link rel=preload as=image imagesrcset='/a1.jpg 1x, /2.jpg 2x' href=/a>", ["/a", "/a1.jpg", "/2.jpg"]),
        ("<script src=/a.js></script><script type=module src=b.js></script>", ["/a.js", "/tin/b.js"]),
        ("<script>document.write('<img src=/x.png>')</script>", []),
        ("<style>@import '/i.css'; body { background: url( \"/nen.png\" ) }</style>", ["/i.css", "/nen.png"]),
        ("<p style='background:url(/p.png)'>x</p>", ["/p.png"]),
        ("<img src=/mo.gif data-src=/ro.jpg data-srcset='/ro-2.jpg 2x'>", ["/mo.gif", "/ro.jpg", "/ro-2.jpg"]),
        ("<picture><source srcset='/a.webp 48w,/b.webp 96w'><img src=/c></picture>", ["/a.webp", "/b.webp", "/c"]),
        ("<img srcset='data:image/gif;base64,AAAA 1x, /w,h/a.jpg 2x'>", ["/w,h/a.jpg"]),
        ("<video poster=/bia.jpg src=/phim.mp4><source src=/phim.webm></video>", ["/bia.jpg"]),
        ("<table background=/nen.gif><tr><td background=/o.gif>x</table>", ["/nen.gif", "/o.gif"]),
        ("<svg><image href='/hinh.png'/><use xlink:href='/bieu-tuong.svg#a'/></svg>", ["/hinh.png", "/bieu-tuong.svg"]),
        ("<iframe src=/khung.html></iframe><object data=/x.swf></object><audio src=/a.mp3></audio>", []),
        ("<noscript><img src=/dem.gif><link rel=stylesheet href=/b.css></noscript><p>x", []),
        ("<base href='/goc/'><img src=a.jpg>", ["/goc/a.jpg"]),
        ("<img src='data:image/png;base64,AAAA'><img src='javascript:x'><img src=''>", []),
        ("<img src=/a.jpg><img src=/a.jpg#b><img src=/a.jpg>", ["/a.jpg"]),
    ],
)  # fmt: skip
def test_what_a_page_needs(markup: str, expected: list[str]) -> None:
    assert of(f"<html><head></head><body>{markup}</body></html>") == expected


def test_scripts_of_hosts_that_show_nothing_are_left_out() -> None:
    markup = (
        "<script src='https://dem.example/t.js'></script><script src='https://cdn.baomau.vn/m.js'></script>"
        "<script src='https://anh.example/j.js'></script><img src='https://anh.example/a.jpg'>"
    )
    assert of(markup, "baomau.vn") == [
        "https://cdn.baomau.vn/m.js",
        "https://anh.example/j.js",
        "https://anh.example/a.jpg",
    ]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("@import url(b.css);@import 'c.css' screen;@IMPORT\t\"d.css\";", ["b.css", "c.css", "d.css"]),
        ("@font-face{src:url(f.eot?#iefix) format('x'),url('f.woff2')}", ["f.eot", "f.woff2"]),
        ("a{background:URL( 'x y.png' )}", ["x%20y.png"]),
        ("/* url(no.png) */ a{content:\"url(no.png)\"} b{cursor:url(yes.cur),auto}", ["yes.cur"]),
        (r"a{background:url(a\20 b\(1\).png)}", ["a%20b(1).png"]),
        ("a{background:url(data:image/png;base64,AA==)} b{mask:url(#m)}", []),
        ("a{background:url(\"no.png\nb{} c{background:url(yes.png)}", ["yes.png"]),
        ("a{background:url()} b{background:url('')} my-url(no.png)", []),
    ],
)  # fmt: skip
def test_what_a_style_sheet_needs(style: str, expected: list[str]) -> None:
    found = of_style(style, "https://cdn.example/css/a.css")
    assert [url.removeprefix("https://cdn.example/css/") for url in found if not url.endswith("a.css")] == expected


@given(st.text(alphabet="url(@import'\"\\/* )\n\ta.css;{}"))
def test_any_style_gives_urls_or_nothing(text: str) -> None:
    for url in of_style(text, "https://cdn.example/a.css"):
        assert url.startswith(("https://", "http://"))
        assert "#" not in url


def test_hostile_attributes_take_no_longer_than_their_length() -> None:
    begun = time.process_time()
    for value in (" " * 39_000, "," * 39_000, "a " * 1900, " ," * 19_000):
        for _ in range(20):
            of(f"<html><body><img srcset='{value}'><p>x</body></html>")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("begins", ['"', "'", 'url("', "url('", "@import '", "/*"])
def test_a_string_without_an_end_is_looked_at_once(begins: str) -> None:
    begun = time.process_time()
    assert of_style(begins + '\\"' * 100_000 + "\\'" * 100_000, "https://cdn.example/a.css") == []
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("piece", ["url(", "url('", 'url("\\', "/*", "@import ", "'\"", "url(\\", "url( "])
def test_hostile_styles_take_no_longer_than_their_length(piece: str) -> None:
    begun = time.process_time()
    of_style(piece * (300_000 // len(piece)), "https://cdn.example/a.css")
    assert time.process_time() - begun < 5
