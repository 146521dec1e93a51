import gzip
from datetime import UTC, datetime

import pytest

from newsarchive.discovery import Found, sitemaps, xml
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
    # Not known when on that day, nor in whose zone: the latest that it can be.
    assert second.lastmod == datetime(2025, 1, 10, 23, 59, 59, tzinfo=UTC)


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


def test_white_space_costs_nothing() -> None:
    body = b" \r\n" + b" \n\t" * 100_000 + b"  https://bao.example/1 \r\rhttps://bao.example/2"
    assert [found.url for found in parse(body)] == ["https://bao.example/1", "https://bao.example/2"]


ONE, TWO = "<url><loc>https://bao.example/1</loc></url>", "<url><loc>https://bao.example/2</loc></url>"
MANY = 100_000


@pytest.mark.parametrize(
    "between",
    [
        "<a/>" * MANY,
        "<!---->" * MANY + "<?a?>" * MANY,
        f"<a><b>{'<c/>' * MANY}</b></a>",
        f"<url>{'<a/>' * MANY}</url>",
        "<url>" + ("<a>" + "<b/>" * 1000 + "</a>") * (MANY // 1000) + "</url>",
        f"<url><loc>https://bao.example/{'&x;' * MANY}</loc></url>",
        "<url/>" * MANY,
    ],
    ids=["siblings", "comments", "deep", "in an entry", "deep in an entry", "entities", "entries"],
)
def test_what_has_closed_is_forgotten(between: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file must not become a large tree; what follows is read all the same."""
    monkeypatch.setattr(xml, "_PIECE", 4096)
    body = f"<urlset>{ONE}{between}{TWO}</urlset>".encode()
    largest, last = 0, None
    for number, element in enumerate(xml.elements(body, "url")):
        last = xml.text_of(element, "loc") or last
        if number % 100 < 2 or last == "https://bao.example/2":
            largest = max(largest, sum(1 for _ in element.getroottree().iter()))
    assert last == "https://bao.example/2"
    assert largest < 5000


@pytest.mark.parametrize(
    "body",
    [
        f"<urlset>{'<a/>' * 300_000}{ONE}</urlset>",
        "<!DOCTYPE u [" + "".join(f"<!ENTITY a{n} 'x'>" for n in range(70_000)) + f"]><urlset>{ONE}</urlset>",
        f"<urlset>{ONE}<a " + " ".join(f"a{n}='>'" for n in range(2000)) + "/></urlset>",
        f"<urlset>{ONE}<a " + " ".join(f'xmlns:a{n} = "u"' for n in range(2000)) + "/></urlset>",
    ],
    ids=["before the first entry", "declarations", "attributes", "namespaces"],
)
def test_what_cannot_be_forgotten_is_refused(body: str) -> None:
    with pytest.raises(UnreadablePage) as caught:
        parse(body)
    assert caught.value.reason == "too_large"


def test_a_zero_byte_hides_nothing() -> None:
    body = f"<urlset>{ONE}{' ' * 2000}\0{TWO}</urlset>"
    assert [found.url[-1] for found in parse(body)] == ["1", "2"]


def test_an_entry_lies_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(f"<url><loc>https://bao.example/tin/bài-{n}.html</loc></url>" for n in range(200))
    expected = parse(f"<urlset>{body}</urlset>")
    assert len(expected) == 200
    for size in (1, 7, 100):
        monkeypatch.setattr(xml, "_PIECE", size)
        assert parse(f"<urlset>{body}</urlset>") == expected
