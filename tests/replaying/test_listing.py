from html.parser import HTMLParser

from newsarchive.replaying.listing import PER_PAGE, frame_page, list_page
from newsarchive.replaying.pages import Listed

REPLAY = "http://127.0.0.1:9"


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.elements if tag == "a"]


def pages(count: int) -> list[Listed]:
    return [Listed(f"Tin {n}", f"https://tin.example/{n}", "2026-11-20T04:00:39.55Z") for n in range(count)]


def test_a_page_shows_title_time_and_link() -> None:
    seen = Seen(
        list_page("tin", [Listed("Một tin", "https://tin.example/?a=1&b=#c", "2026-11-20T04:00:39.55Z")], 1, REPLAY)
    )
    assert f"{REPLAY}/#url=https%3A%2F%2Ftin.example%2F%3Fa%3D1%26b%3D%23c&ts=20261120040039" in seen.links()
    assert "Một tin" in seen.text
    assert "captured 2026-11-20 04:00" in seen.text
    opened = [attributes for tag, attributes in seen.elements if tag == "a" and "#url=" in str(attributes["href"])]
    assert all(a["target"] == "_blank" and a["rel"] == "noopener noreferrer" for a in opened)


def test_nothing_of_an_archive_becomes_markup() -> None:
    bad = "</a><script>alert(1)</script>\"'{0}{name}"
    seen = Seen(list_page(bad, [Listed(bad, f"https://tin.example/{bad}", bad)], 1, REPLAY))
    assert not [tag for tag, _ in seen.elements if tag == "script"]
    assert seen.text.count(bad) == 4  # title, heading, link, address
    assert [attributes["datetime"] for tag, attributes in seen.elements if tag == "time"] == [bad]
    frame = Seen(frame_page(bad, "/x.wacz"))
    assert [attributes for tag, attributes in frame.elements if tag == "script"] == [{"src": "/ui.js"}]


def test_a_long_list_is_read_by_pages() -> None:
    listed = pages(2 * PER_PAGE + 1)
    for number, first, count, links in (
        (1, 0, PER_PAGE, ["2"]),
        (2, PER_PAGE, PER_PAGE, ["1", "3"]),
        (3, 2 * PER_PAGE, 1, ["2"]),
    ):
        seen = Seen(list_page("tin", listed, number, REPLAY))
        items = [link for link in seen.links() if "#url=" in link]
        assert len(items) == count
        assert f"tin.example%2F{first}&" in items[0]
        assert [link for link in seen.links() if link.startswith("/")] == [f"/?page={to}" for to in links]
    assert list_page("tin", listed, 99, REPLAY) == list_page("tin", listed, 3, REPLAY)
    assert list_page("tin", listed, 0, REPLAY) == list_page("tin", listed, 1, REPLAY)


def test_an_empty_list_still_opens_the_archive() -> None:
    seen = Seen(list_page("tin", [], 1, REPLAY))
    assert f"{REPLAY}/" in seen.links()
    assert "0 pages" in seen.text
