import gzip

import pytest

from newsarchive.discovery import Found, sitemaps
from newsarchive.errors import UnreadablePage

HOME = "https://bao.example/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def parse(body: bytes | str) -> list[Found]:
    return list(sitemaps.parse(body.encode() if isinstance(body, str) else body, HOME))


def test_a_url_set() -> None:
    first, second = parse(
        f"<urlset {XMLNS}><url><loc>https://bao.example/a-1.htm</loc><lastmod>2025-01-09T17:05:00+07:00</lastmod></url>"
        "<url><loc>\n/b-2.htm\n</loc><lastmod>2025-01-10</lastmod></url></urlset>"
    )
    assert (first.url, first.kind) == ("https://bao.example/a-1.htm", "article")
    assert str(first.lastmod) == "2025-01-09 17:05:00+07:00"
    assert second.url == "https://bao.example/b-2.htm"
    assert second.lastmod is not None
    assert second.lastmod.utcoffset() is not None


def test_an_index() -> None:
    found = parse(
        f"<sitemapindex {XMLNS}><sitemap><loc>https://bao.example/2025-01-09.xml</loc></sitemap>"
        "<sitemap><loc>https://bao.example/2025-01-10.xml.gz</loc><lastmod>2025-01-10T23:59:59.123Z</lastmod></sitemap></sitemapindex>"
    )
    assert [(f.url, f.kind) for f in found] == [
        ("https://bao.example/2025-01-09.xml", "sitemap"),
        ("https://bao.example/2025-01-10.xml.gz", "sitemap"),
    ]


def test_news_and_image_entries_name_the_page_only() -> None:
    found = parse(
        f'<urlset {XMLNS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://i"><url>'
        "<image:image><image:loc>https://bao.example/a.jpg</image:loc></image:image><loc>https://bao.example/a-1.htm</loc>"
        "<news:news><news:publication_date>2025-01-09</news:publication_date></news:news></url></urlset>"
    )
    assert [f.url for f in found if f.url.endswith(".htm")] == ["https://bao.example/a-1.htm"]
    assert len(found) == 1


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"<urlset><url><loc>https://bao.example/a-1.htm</loc></url></urlset>"),
        "<urlset><url><loc>https://bao.example/a-1.htm</loc></url></urlset>".encode("utf-16"),
        b"\xef\xbb\xbf<urlset><url><loc>https://bao.example/a-1.htm</loc></url></urlset>",
        b"<urlset><url><loc>https://bao.example/a-1.htm</loc></url><url><loc>https://bao.exam",
        b"<urlset><url><loc><![CDATA[https://bao.example/a-1.htm]]></loc></url></urlset>",
        b"https://bao.example/a-1.htm\r\n\r\nkhong phai dia chi\n",
        b"<?xml-stylesheet href='main-sitemap.xsl'?><urlset><url><loc>https://bao.example/a-1.htm</loc></url></urlset>",
    ],
    ids=["gzip", "utf-16", "bom", "cut", "cdata", "text", "stylesheet"],
)
def test_what_sites_really_send(body: bytes) -> None:
    assert [found.url for found in parse(body)] == ["https://bao.example/a-1.htm"]


def test_an_empty_day_is_no_error() -> None:
    assert parse(f"<urlset {XMLNS}></urlset>") == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"khong phai so do trang", "no_sitemap"),
        (b"<html><head></head><body>404</body></html>", "html"),
        (gzip.compress(bytes(70_000_000), 1), "too_large"),
        (b"\x1f\x8b\x08\x00nothing", "bad_gzip"),
        (b"\x00\x01\x02\x03" * 100, "no_sitemap"),
    ],
)
def test_what_is_no_sitemap(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePage) as caught:
        parse(body)
    assert caught.value.reason == reason


def test_entities_are_not_expanded_and_files_not_read() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE u [<!ENTITY l0 "https://bao.example/">{levels}]><urlset><url><loc>&l9;</loc></url></urlset>'
    assert sum(len(found.url) for found in parse(bomb)) < 100
    file = '<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://bao.example/&f;</loc></url></urlset>'
    assert "root" not in "".join(found.url for found in parse(file))


def test_places_that_are_no_pages_are_left_out() -> None:
    places = (
        "mailto:a@bao.example",
        "javascript:1",
        "ftp://bao.example/x",
        "https:// /",
        "https://bao.example/ok-1.htm",
    )
    entries = "".join(f"<url><loc>{place}</loc></url>" for place in places)
    assert [found.url for found in parse(f"<urlset>{entries}<url/></urlset>")] == ["https://bao.example/ok-1.htm"]


def test_a_text_sitemap_of_nothing_but_line_feeds_is_read_at_once() -> None:
    body = b"https://bao.example/1\n" + b"\n" * 5_000_000
    assert [found.url for found in sitemaps.parse(body, "https://bao.example/sitemap.txt")] == ["https://bao.example/1"]
