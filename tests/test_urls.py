import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive import urls

BASE = "https://baomau.example/thoi-su/bai.html?x=1"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("HTTP://WWW.BaoMau.Example:80", "http://www.baomau.example/"),
        ("https://baomau.example:443/A/b/?q=1#phan-2", "https://baomau.example/A/b/?q=1"),
        ("https://baomau.example:8443/a", "https://baomau.example:8443/a"),
        (
            "https://baomau.example/viewer.aspx?macm=1&mabb=12345",
            "https://baomau.example/viewer.aspx?macm=1&mabb=12345",
        ),
        ("https://baomau.example/a?utm_source=zalo&id=7&fbclid=x&zarsrc=3", "https://baomau.example/a?id=7"),
        ("https://baomau.example/a?vn_source=Home&itm_medium=box&gclid=1", "https://baomau.example/a"),
        ("https://baomau.example/a?UTM_Campaign=x&b=2&a=1", "https://baomau.example/a?b=2&a=1"),
        ("https://baomau.example/a?utm%5Fsource=x", "https://baomau.example/a"),
        ("https://baomau.example/a?source=x&ref=y&page=2", "https://baomau.example/a?source=x&ref=y&page=2"),
        ("https://baomau.example/tin tức/ế.html", "https://baomau.example/tin%20t%E1%BB%A9c/%E1%BA%BF.html"),
        ("https://baomau.example/t%e1%bb%a9c/%7Eb", "https://baomau.example/t%E1%BB%A9c/~b"),
        ("https://baomau.example/100%", "https://baomau.example/100%25"),
        ("https://báo.example/a", "https://xn--bo-mia.example/a"),
        ("https://user:secret@baomau.example/a", "https://baomau.example/a"),
        ("https://baomau.example./a?", "https://baomau.example/a"),
        ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
        (" \n https://baomau.example/a\t", "https://baomau.example/a"),
        ("mailto:toasoan@baomau.example", "mailto:toasoan@baomau.example"),
        ("https://[::1", "https://[::1"),
        ("", ""),
    ],
)
def test_canonical(url: str, name: str) -> None:
    assert urls.canonical(url) == name
    assert urls.canonical(name) == name


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/a", "https://baomau.example/a"),
        ("b.html", "https://baomau.example/thoi-su/b.html"),
        ("../c", "https://baomau.example/c"),
        ("?p=2", "https://baomau.example/thoi-su/bai.html?p=2"),
        ("#binh-luan", "https://baomau.example/thoi-su/bai.html?x=1#binh-luan"),
        ("", BASE),
        ("//cdn.example/x.jpg", "https://cdn.example/x.jpg"),
        ("\\\\cdn.example\\x.jpg", "https://cdn.example/x.jpg"),
        ("/a?back=c:\\d", "https://baomau.example/a?back=c:%5Cd"),
        (" \n/tin\n-moi\t.html ", "https://baomau.example/tin-moi.html"),
        ("/tin tức", "https://baomau.example/tin%20t%E1%BB%A9c"),
        ("/%e1%ba%bf/100%/%zz", "https://baomau.example/%e1%ba%bf/100%25/%25zz"),
        ("HTTP://X.Example/A", "http://X.Example/A"),
        ("http://báo.example/", "http://xn--bo-mia.example/"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
    ],
)
def test_resolve(href: str, url: str) -> None:
    resolved = urls.resolve(BASE, href)
    assert resolved is not None
    assert resolved.lower() == url.lower()


@pytest.mark.parametrize(
    "href",
    [
        None,
        "javascript:void(0)",
        "JavaScript:;",
        "data:image/gif;base64,AAAA",
        "mailto:a@b.example",
        "tel:0233385",
        "zalo://x",
        "ftp://x.example/a",
        "blob:https://x.example/1",
        "about:blank",
        "http://",
        "http://[::1",
        "http://[1:2:3/",
        "http://x.example:99999/",
        "http://x.example:port/",
        "http://hai từ.example/",
        "http://..example/",
        "http://x..example/",
        "http://<script>/",
        "http://" + "a" * 64 + ".example/",
        "http://" + "a." * 200 + "example/",
        "/" + "a" * 5000,
        "/" + "ế" * 500,
        "\ud800",
        "http://\ud800/",
    ],
)
def test_what_is_no_link(href: str | None) -> None:
    assert urls.resolve(BASE, href) is None


@pytest.mark.parametrize("base", ["", "no url", "http://[::1", "javascript:1", "/a"])
def test_a_bad_base_gives_absolute_links_only(base: str) -> None:
    assert urls.resolve(base, "/a") is None
    assert urls.resolve(base, "https://x.example/a") in ("https://x.example/a", None)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://WWW.BaoMau.example:8080/a", "www.baomau.example"),
        ("http://báo.example", "xn--bo-mia.example"),
        ("http://[2001:db8::1]:80/", "2001:db8::1"),
        ("http://baomau.example./", "baomau.example"),
        ("mailto:a@b.example", ""),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_host(url: str, name: str) -> None:
    assert urls.host(url) == name
    assert urls.is_http(url) == bool(name)


# What the `surt` package 0.3.1 gives, which pywb and cdxj-indexer use.
SURTS = [
    ("http://www.Example.vn/", "vn,example)/"),
    ("https://example.vn", "vn,example)/"),
    ("https://example.vn:8080/A/B?c=1&a=2", "vn,example:8080)/a/b?a=2&c=1"),
    ("http://www2.example.vn/a//b/../c/./d", "vn,example)/a/c/d"),
    ("https://example.vn/viewer.aspx?macm=1&macmp=2&mabb=12345", "vn,example)/viewer.aspx?mabb=12345&macm=1&macmp=2"),
    ("https://example.vn/tin-t%E1%BB%A9c.htm?utm_source=x", "vn,example)/tin-t%e1%bb%a9c.htm?utm_source=x"),
    ("https://example.vn/ếậ ô", "vn,example)/%e1%ba%bf%e1%ba%ad%20%c3%b4"),
    ("https://example.vn/a?b&a&=x&c==2", "vn,example)/a?=x&a&b&c==2"),
    ("https://example.vn/a?b=1&&a=2", "vn,example)/a?&a=2&b=1"),
    ("https://example.vn/a?b-c=1&b=2&bc=3", "vn,example)/a?b=2&b-c=1&bc=3"),
    ("https://example.vn/a%2Fb%252F", "vn,example)/a/b"),
    ("https://example.vn/a/?x=1#frag", "vn,example)/a?x=1"),
    ("https://example.vn/a?phpsessid=0123456789abcdef0123456789abcdef&x=1", "vn,example)/a?x=1"),
    ("https://example.vn/(S(0123456789abcdefghijklmn))/page.aspx", "vn,example)/page.aspx"),
    ("https://example.vn/%7Euser/%41?a=%5B%5d", "vn,example)/~user/a?a=[]"),
    ("https://example.vn/?a=1%262&b=%23", "vn,example)/?2&a=1&b=%23"),
    ("http://user:pw@example.vn/x", "vn,example)/x"),
    ("http://192.168.1.10:81/x", "10,1,168,192:81)/x"),
    ("http://[2001:db8::1]/x", "2001:db8::1)/x"),
    ("http://báo.vn/x", "vn,xn--bo-mia)/x"),
    ("https://www.vn/a", "vn)/a"),
    ("https://example.vn/100%", "vn,example)/100%25"),
    ("https://example.vn:80/", "vn,example:80)/"),
]


@pytest.mark.parametrize(("url", "key"), SURTS)
def test_surt_is_that_of_other_tools(url: str, key: str) -> None:
    assert urls.surt(url) == key


def test_http_and_https_share_a_key() -> None:
    assert urls.surt("http://www.baomau.example/a/") == urls.surt("https://baomau.example/A")


def test_a_key_has_no_white_space() -> None:
    assert urls.surt("metadata://A\nb ") == "metadata://a%20b"


ID = re.compile(r"-(?P<id>[0-9a-f]{6,8})/$")


@pytest.mark.parametrize(
    ("url", "pattern", "key"),
    [
        ("https://baomau.example/thoi-su/202601/bai-viet-3fa19b2/?utm_source=x#y", ID, "3fa19b2"),
        ("https://baomau.example/viewer.aspx?macm=1&mabb=12345", re.compile(r"mabb=(?P<id>\d+)"), "12345"),
        ("https://baomau.example/a-7654321.html?page=2", re.compile(r"-(?P<id>\d{7})\.html$"), "7654321"),
    ],
)
def test_the_sites_own_id_is_the_key(url: str, pattern: re.Pattern[str], key: str) -> None:
    assert urls.article_key(url, pattern) == key


def test_ids_of_a_paper_that_was_merged_are_told_apart() -> None:
    pattern, merged = re.compile(r"-a(?P<id>\d+)\.html$"), ("travinh.baomau.example", "baocu.example")
    keys = {
        urls.article_key(f"https://{host}/x-a123456.html", pattern, merged)
        for host in ("baomau.example", "www.baocu.example", "travinh.baomau.example")
    }
    assert keys == {"123456", "baocu.example/123456", "travinh.baomau.example/123456"}
    assert urls.article_key("https://www.baomau.example/x-a123456.html", pattern, merged) == "123456"


@pytest.mark.parametrize(
    ("url", "pattern", "bare"),
    [
        ("https://bao.example/12/201211/a.aspx", r"^/\d+/(?P<id>\d+)/", "https://bao.example/12/-/a.aspx"),
        ("https://bao.example/thoi-su/202608/bai-3fa19b2/", r"-(?P<id>[0-9a-f]{7})/$", None),
        ("https://bao.example/2026/08/bai-1234567.html", r"-(?P<id>\d+)\.html$", None),
    ],
)
def test_an_id_that_looks_like_a_month_is_none(url: str, pattern: str, bare: str | None) -> None:
    assert urls.without_id(url, re.compile(pattern)) == (bare or url)
    assert urls.without_id(url, None) == url


@pytest.mark.parametrize("pattern", [None, ID, re.compile("no group"), re.compile("^/(?P<id>x)?")])
def test_else_a_digest_of_the_canonical_url(pattern: re.Pattern[str] | None) -> None:
    key = urls.article_key("https://BaoMau.example/bai-viet?fbclid=1", pattern)
    assert re.fullmatch("[0-9a-f]{16}", key)
    assert key == urls.article_key("https://baomau.example/bai-viet", None)
    assert key != urls.article_key("https://baomau.example/bai-viet-2", None)


PIECES = st.sampled_from(
    [
        "http://",
        "https:",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "@",
        ":",
        "[",
        "]",
        "%",
        "%2e",
        "..",
        "x.example",
        "báo",
        ":80",
        "utm_source=1",
        "&",
        "=",
        " ",
        "\n",
        "é",
        "\ud800",
        "a",
    ]
)
HOSTILE = st.text(st.characters(), max_size=80) | st.lists(PIECES, max_size=12).map("".join)


@settings(max_examples=400)
@given(HOSTILE)
def test_nothing_raises_and_canonical_is_idempotent(url: str) -> None:
    name = urls.canonical(url)
    assert urls.canonical(name) == name
    assert urls.host(name) == urls.host(url)
    assert not re.search(r"\s", urls.surt(url))
    assert len(urls.article_key(url, None)) == 16


@settings(max_examples=400)
@given(HOSTILE, HOSTILE)
def test_links_are_fetchable_or_none(base: str, href: str) -> None:
    for source in (base, BASE):
        url = urls.resolve(source, href)
        if url is not None:
            assert urls.is_http(url)
            assert url.isascii()
            assert len(url) <= urls.MAX_LENGTH
            assert urls.canonical(url).startswith(("http://", "https://"))
            assert urls.surt(urls.canonical(url))
