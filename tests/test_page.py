"""Page: bytes of any kind become one tree in bounded time, or a clear refusal with its reason."""

import time

import pytest

from newsarchive.errors import UnreadablePage
from newsarchive.page import MAX_BYTES, Page

URL = "https://bao.example/muc/bai-1.htm"


def page(markup: str, **options: object) -> Page:
    return Page(markup.encode(), URL, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"<p>" + b"a" * MAX_BYTES, "too_large"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3" + bytes(range(256)) * 20, "binary"),
        (bytes(range(1, 32)) * 200, "binary"),
        (b'{"error": "none"}', "no_html"),
        (b"just words", "no_html"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "no_html"),
        (b'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "no_html"),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePage) as refused:
        Page(body, URL)
    assert refused.value.reason == reason


@pytest.mark.parametrize("tag", ["div", "b", "p", "span", "table", "font", "li", "a href=x"])
def test_a_million_nested_tags_are_read_in_bounded_time(tag: str) -> None:
    started = time.perf_counter()
    found = Page(b"<html><body><h1>x</h1>" + f"<{tag}>".encode() * 1_000_000 + b"text", URL)
    assert found.root.tag == "html"
    assert time.perf_counter() - started < 5


def test_entities_and_external_references_are_inert() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><html><body><p>&b;&b;</p></body></html>'
    assert "aaaa" not in "".join(page(bomb).root.itertext())
    outside = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>&x;</p></body></html>'
    assert "root:" not in "".join(page(outside).root.itertext())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_the_bytes_decide_the_charset(encoding: str) -> None:
    markup = '<html><head><meta charset="iso-8859-1"></head><body><p>Đường sá ở Quảng Trị</p></body></html>' * 3
    found = Page(markup.encode(encoding), URL, content_type="text/html; charset=windows-1252")
    assert "Đường sá ở Quảng Trị" in "".join(found.root.itertext())


def test_an_xml_declaration_and_nul_bytes_do_no_harm() -> None:
    found = page(
        '<?xml version="1.0" encoding="utf-16"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Chữ\0 Việt</p></body></html>'  # noqa: E501
    )
    assert "".join(found.root.itertext()).strip() == "Chữ Việt"


def test_a_second_root_does_not_lose_the_article() -> None:
    found = page("<html><body><p>một</p></body></html><!DOCTYPE html><html><head></head><body><p>hai</p></body></html>")
    assert [element.text for element in found.css("body p")] == ["một", "hai"]


def test_comments_leave_their_surroundings_whole() -> None:
    assert "".join(page("<p>trước <!-- 2026-01-01 10:00 -->sau</p>").root.itertext()) == "trước sau"


def test_meta_links_and_base() -> None:
    found = page(
        '<html lang="vi-VN"><head><base href="/static/"><meta property="og:title" content=" A &amp;amp; B ">'
        '<meta name="author" content=""><link rel="canonical" href="https://bao.example/x"></head>'
        '<body><a href="a.htm"> một <b>hai</b></a><a href="javascript:void(0)">x</a><a href="mailto:a@b.c">y</a></body></html>'  # noqa: E501
    )
    assert found.meta("OG:title") == ["A & B"]
    assert found.meta("author") == []
    assert found.canonical_url == "https://bao.example/x"
    assert found.language == "vi-VN"
    assert list(found.links()) == [("https://bao.example/static/a.htm", "một hai")]


def test_json_ld_is_flattened_and_broken_blocks_are_left_out() -> None:
    blocks = [
        '[{"@type": "WebSite"}, {"@graph": [{"@type": "NewsArticle", "headline": "A"}]}]',
        '{"@type": "Person",}',
        "{broken",
        "[" * 100_000,
    ]
    found = page("".join(f'<script type="application/ld+json">{block}</script>' for block in blocks) + "<p>x</p>")
    assert [thing.get("@type") for thing in found.json_ld if "@type" in thing] == ["WebSite", "NewsArticle", "Person"]


def test_a_tag_with_thousands_of_attributes_is_refused() -> None:
    tag = " ".join(f"data-a{number}='xxxxxxxxxxxxxxxx'" for number in range(20_000))
    with pytest.raises(UnreadablePage) as refused:
        Page(f"<html><body><div {tag}><p>x</p></div></body></html>".encode(), URL)
    assert refused.value.reason == "too_large"
