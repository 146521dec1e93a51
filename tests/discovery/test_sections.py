import re

import pytest

from newsarchive.discovery import sections
from newsarchive.discovery.addresses import Addresses, on_hosts
from newsarchive.page import Page

ARTICLE = re.compile(r"^/(?:[a-z-]+/)*[a-z0-9-]+-(?P<id>\d{4,7})\.htm$")
OWN = Addresses(ARTICLE, ("bao.example",), ("/video/", "blog.bao.example"))


def read(markup: str, url: str = "https://bao.example/thoi-su/") -> sections.Listing:
    return sections.read(Page(f"<html><body>{markup}</body></html>".encode(), url), OWN)


def links(*targets: str) -> str:
    return "".join(f'<div><a href="{target}">Một bài báo</a></div>' for target in targets)


def test_article_links_in_order_each_once() -> None:
    listing = read(
        links("/b-1002.htm", "a-1001.htm", "https://bao.example/b-1002.htm#binh-luan", "/b-1002.htm?utm_source=x")
    )
    assert listing.articles == ["https://bao.example/b-1002.htm", "https://bao.example/thoi-su/a-1001.htm"]
    assert listing.next_page is None


def test_other_links_are_no_articles() -> None:
    listing = read(
        links("/", "/thoi-su/", "/lien-he.htm", "#", "javascript:void(0)", "mailto:x@bao.example", "/anh-1001.jpg")
    )
    assert listing.articles == []


def test_other_hosts_are_left_out_and_sub_domains_are_not() -> None:
    listing = read(
        links("https://khac.example/a-1001.htm", "https://m.bao.example/a-1001.htm", "https://xbao.example/a-1001.htm")
    )
    assert listing.articles == ["https://m.bao.example/a-1001.htm"]


def test_the_base_element_is_obeyed() -> None:
    page = Page(
        b"<html><head><base href='/kinh-te/'></head><body><a href='a-1001.htm'>x</a></body></html>",
        "https://bao.example/x/",
    )
    assert sections.read(page, OWN).articles == ["https://bao.example/kinh-te/a-1001.htm"]


@pytest.mark.parametrize(
    ("here", "target", "follows"),
    [
        ("/thoi-su/", "?paged=2", True),
        ("/thoi-su/?paged=2", "?paged=3", True),
        ("/thoi-su/?paged=2", "?paged=1", False),
        ("/thoi-su/?paged=2", "?paged=4", False),
        ("/thoi-su/?paged=9", "?paged=10", True),
        ("/thoi-su/", "/kinh-te/?paged=2", False),
        ("/thoi-su/", "/thoi-su/?page=2", True),
        ("/thoi-su/", "/thoi-su/page/2/", True),
        ("/thoi-su/page/2/", "/thoi-su/page/3/", True),
        ("/thoi-su", "/thoi-su/trang-2.htm", True),
        ("/thoi-su", "/thoi-su/p2", True),
        ("/thoi-su.htm", "/thoi-su/trang-2.htm", True),
        ("/thoi-su/trang-2.htm", "/thoi-su/trang-3.htm", True),
        ("/thoi-su", "/thoi-su-p2", True),
        ("/thoi-su-p2", "/thoi-su-p3", True),
        ("/thoi-su", "/thoi-su-page1", False),
        ("/thoi-su", "/kinh-te-p2", False),
        ("/thoi-su/", "https://khac.example/thoi-su/?paged=2", False),
    ],
)
def test_the_page_after_this_one(here: str, target: str, follows: bool) -> None:
    listing = read(links(target), f"https://bao.example{here}")
    assert (listing.next_page is not None) is follows


@pytest.mark.parametrize(
    ("here", "template", "after"),
    [
        ("/thoi-su/", "?paged={page}", "/thoi-su/?paged=2"),
        ("/thoi-su/?paged=2", "?paged={page}", "/thoi-su/?paged=2"),
        ("/thoi-su", "-p{page}", "/thoi-su-p2"),
        ("/thoi-su-p7", "-p{page}", "/thoi-su-p2"),
        ("/thoi-su.htm", "{section}/trang-{page}.htm", "/thoi-su/trang-2.htm"),
        ("/thoi-su/trang-5.htm", "{section}/trang-{page}.htm", "/thoi-su/trang-2.htm"),
        ("/thoi-su/", "{section}/p{page}", "/thoi-su/p2"),
    ],
)
def test_numbered_addresses(here: str, template: str, after: str) -> None:
    assert sections.numbered(f"https://bao.example{here}", template, 2) == f"https://bao.example{after}"


def test_what_is_denied_is_no_article() -> None:
    listing = read(links("/video/a-1001.htm", "https://blog.bao.example/a-1002.htm", "/videos-hay-1003.htm"))
    assert listing.articles == ["https://bao.example/videos-hay-1003.htm"]


def test_a_front_page_names_its_sections() -> None:
    menu = links(
        "/thoi-su/", "/kinh-te/tai-chinh.htm", "/thoi-su/#top", "/rss", "/tag/lu-lut", "/a-1001.htm", "/dang-nhap.html",
        "/", "/tim-kiem?q=x", "https://khac.example/the-thao/", "/video/", "/lien-he-toa-soan.html",
    )  # fmt: skip
    assert read(menu, "https://bao.example/").sections == [
        "https://bao.example/thoi-su/",
        "https://bao.example/kinh-te/tai-chinh.htm",
    ]
    assert read(menu, "https://bao.example/thoi-su/").sections == []


@pytest.mark.parametrize(
    ("url", "hosts", "expected"),
    [
        ("https://bao.example/a", ("bao.example",), True),
        ("https://www.bao.example/a", ("bao.example",), True),
        ("https://BAO.example:8443/a", ("bao.example",), True),
        ("https://bao.example.evil/a", ("bao.example",), False),
        ("https://evilbao.example/a", ("bao.example",), False),
        ("https://bao.example@evil.example/a", ("bao.example",), False),
        ("https://gi.example/a", (), True),
    ],
)
def test_hosts(url: str, hosts: tuple[str, ...], expected: bool) -> None:
    assert on_hosts(url, hosts) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/thoi-su", True),
        ("/12/", True),
        ("/144/chung-khoan.htm", True),
        ("/List/chinh-tri", True),
        ("/su-kien-binh-luan", True),
        ("/tac-gia-tac-pham", True),
        ("/gioi-thieu-sach.tpo", True),
        ("/tin-tuc--su-kien", True),
        ("/su-kien/", False),
        ("/dang-xuat", False),
        ("/member/logout", False),
        ("/en/news", False),
        ("/zh", False),
        ("/vi/tim-kiem", False),
        ("/bo-sua-tag9000/", False),
        ("/lien-he-quang-cao.html", False),
        ("/in/thoi-su", False),
    ],
)
def test_what_looks_like_a_section(path: str, expected: bool) -> None:
    assert OWN.section(f"https://bao.example{path}") is expected


def test_a_front_page_that_was_redirected_names_its_sections_too() -> None:
    page = Page(links("/thoi-su/", "/kinh-te/").encode(), "https://bao.example/web/guest/home")
    assert sections.read(page, OWN).sections == []
    assert len(sections.read(page, OWN, front=True).sections) == 2


def test_an_address_of_slashes_is_read_at_once() -> None:
    listing = read("".join(f'<a href="/{"/" * 3000}x{number}.htm">a</a>' for number in range(500)))
    assert listing.next_page is None
