import json

import pytest

from newsarchive.extraction import embedded
from newsarchive.page import Page

FILL = embedded("outputData", "contentHtml", into="#content")


def filled(script: str, place: str = '<div id="content"></div>') -> str:
    page = Page(f"<html><body>{place}<script>{script}</script></body></html>".encode(), "https://bao.example/a")
    FILL.fill(page)
    FILL.fill(page)  # a page is read once, or twice
    return "|".join(text.strip() for text in page.css("#content")[0].itertext() if text.strip())


def blocks(*given: object) -> str:
    return "let outputData = " + json.dumps({"blocks": given}) + ";"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('contentHtml = "<p>Một câu.<\\/p>";', "Một câu."),
        ("var contentHtml = '<p>Một câu.<\\/p>';", "Một câu."),
        ("contentHtml = `<p>Một</p>\n<p>Hai</p>`;", "Một|Hai"),
        ('x = {"contentHtml": "<p>Một câu.</p>"};', ""),
        ("contentHtml = chuaCo;", ""),
        ('contentHtml = "<p>Chưa hết', ""),
        ("outputData = JSON.parse(" + json.dumps(json.dumps({"blocks": [{"data": {"text": "A"}}]})) + ");", "A"),
        ("outputData = {blocks: [];", ""),
        ("outputData = " + "[" * 5000, ""),
        (blocks({"type": "paragraph", "data": {"text": "A <b>b</b>"}}), "A|b"),
        (blocks({"type": "header", "data": {"text": "Đề"}}, {"type": "delimiter", "data": {}}), "Đề"),
        (blocks({"type": "list", "data": {"items": ["a", {"content": "b"}, 3]}}), "a|b"),
        (blocks({"type": "table", "data": {"content": [["a", "b"], "c", ["d", 5]]}}), "a|b|d"),
        (blocks({"type": "quote", "data": {"text": "q", "caption": "ai"}}, 7, {"type": None}), "q|ai"),
        (blocks({"type": "image", "data": {"url": 'x"onload="y', "caption": "c"}}), "c"),
        (blocks({"type": "lạ", "data": {"text": "cũng là chữ"}}), "cũng là chữ"),
    ],
)  # fmt: skip
def test_what_a_script_would_display(script: str, expected: str) -> None:
    assert filled(script) == expected


def test_a_place_that_holds_text_is_left_alone() -> None:
    place = f'<div id="content">{"Bài đã ở đây rồi. " * 4}</div>'
    assert filled('contentHtml = "<p>Khác</p>"', place).startswith("Bài đã ở đây")
