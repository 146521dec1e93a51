from itertools import islice

import pytest

from newsarchive.discovery import Found, feeds, xml
from newsarchive.errors import UnreadablePage

HOME = "https://bao.example/rss/thoi-su.rss"


def rss(*items: str, declared: str = "UTF-8", version: str = "2.0") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="{version}"><channel><title>Thời sự</title>'
        f"<link>https://bao.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def parse(body: bytes) -> list[Found]:
    return list(feeds.parse(body, HOME))


def test_rss_items_in_order_with_their_moment() -> None:
    body = rss(
        "<item><title>Một</title><link>https://bao.example/mot-1.htm</link>"
        "<pubDate>Thu, 09 Jan 2025 17:05:00 +0700</pubDate></item>",
        "<item><link> \n https://bao.example/hai-2.htm \n</link></item>",
    )
    first, second = parse(body)
    assert (first.url, first.kind) == ("https://bao.example/mot-1.htm", "article")
    assert first.lastmod is not None
    assert first.lastmod.isoformat() == "2025-01-09T17:05:00+07:00"
    assert second == Found("https://bao.example/hai-2.htm")


def test_the_channel_is_no_item() -> None:
    assert parse(rss()) == []


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<item><guid isPermaLink='true'>https://bao.example/a-1.htm</guid></item>", "https://bao.example/a-1.htm"),
        ("<item><guid>tag:bao,2025:17</guid></item>", None),
        (
            "<item><link><![CDATA[https://bao.example/a-1.htm?x=1&y=2]]></link></item>",
            "https://bao.example/a-1.htm?x=1&y=2",
        ),
        ("<item><link>/a-1.htm</link></item>", "https://bao.example/a-1.htm"),
        ("<item><link>javascript:void(0)</link></item>", None),
        ("<item><link/></item>", None),
        ("<item><title>không có đường dẫn</title></item>", None),
        ("<item><link></link><guid>https://bao.example/a-1.htm</guid></item>", "https://bao.example/a-1.htm"),
    ],
)
def test_where_an_item_names_its_page(item: str, url: str | None) -> None:
    assert [found.url for found in parse(rss(item))] == ([url] if url else [])


def test_atom_takes_the_alternate_link() -> None:
    body = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="https://bao.example/api/1"/>'
        b'<link rel="alternate" href="/bai-1.htm"/>'
        b"<published>2025-01-09T10:05:00Z</published><updated>2025-02-01T00:00:00Z</updated>"
        b'</entry><entry><link href="https://bao.example/bai-2.htm"/><updated>2025-02-01T00:00:00Z</updated></entry></feed>'
    )
    first, second = parse(body)
    assert (first.url, str(first.lastmod)) == ("https://bao.example/bai-1.htm", "2025-01-09 10:05:00+00:00")
    assert (second.url, str(second.lastmod)) == ("https://bao.example/bai-2.htm", "2025-02-01 00:00:00+00:00")


def test_rdf_items_beside_the_channel() -> None:
    body = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"'
        b' xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="x"><link>https://bao.example/bai-1.htm</link>'
        b"<dc:date>2025-01-09T17:05:00+07:00</dc:date></item></rdf:RDF>"
    )
    (found,) = parse(body)
    assert found.lastmod is not None
    assert found.url == "https://bao.example/bai-1.htm"


ITEM = "<item><title>Tin quê</title><link>https://bao.example/tin-que-1.htm</link></item>"


@pytest.mark.parametrize(
    "body",
    [
        rss(ITEM, declared="utf-16"),  # a lie
        rss(ITEM).decode().encode("utf-16"),
        b"\xef\xbb\xbf" + rss(ITEM),
        b"\n\n  " + rss(ITEM),
        rss(ITEM).replace(b"<title>", b"<title>a & b \x0b"),
        rss(ITEM)[:-10],  # cut
        rss(ITEM, "<item><link>https://bao.example/kh"),
        rss("<item><description><p>chưa đóng</description></item>", ITEM),
    ],
    ids=["lying-charset", "utf-16", "bom", "white-space", "bare-ampersand", "cut", "cut-in-item", "broken-markup"],
)
def test_what_papers_really_send(body: bytes) -> None:
    assert [found.url for found in parse(body)] == ["https://bao.example/tin-que-1.htm"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"chi co chu", "no_xml"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        (b"\x1f\x8bkhong phai gzip", "bad_gzip"),
    ],
)
def test_what_is_no_feed(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePage) as caught:
        parse(body)
    assert caught.value.reason == reason


def test_a_date_that_is_none_costs_the_date_alone() -> None:
    (found,) = parse(rss("<item><link>https://bao.example/a-1.htm</link><pubDate>hôm qua</pubDate></item>"))
    assert found.lastmod is None


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> int:
    """A smaller bound than the real one, which takes a quarter of a minute to reach."""
    assert xml.MAX_ELEMENTS >= 1_000_000
    monkeypatch.setattr(xml, "MAX_ELEMENTS", 60_000)
    return 60_000


def test_entries_are_bounded_and_the_bound_is_told(bound: int) -> None:
    items = "<item><link>https://bao.example/a</link></item>" * (bound + 1)
    entries = feeds.parse(rss(items), HOME)
    assert sum(1 for _ in islice(entries, bound)) == bound
    with pytest.raises(UnreadablePage) as caught:
        next(entries)
    assert caught.value.reason == "too_many"


def test_exactly_as_many_as_allowed_are_no_error(bound: int) -> None:
    items = "<item><link>https://bao.example/a</link></item>" * bound
    assert sum(1 for _ in feeds.parse(rss(items), HOME)) == bound


def test_an_undeclared_prefix_costs_nothing() -> None:
    body = b"<rss><channel><item><media:content url='x'/><link>https://bao.example/1</link></item></channel></rss>"
    assert [found.url for found in feeds.parse(body, "https://bao.example/")] == ["https://bao.example/1"]
