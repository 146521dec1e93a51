"""Embedded: the text of pages that carry it as JSON in a script, which the browser puts in its place."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from newsarchive.page import Page

_LONGEST = 2_000_000  # characters of a script that is looked at
_MOST_BLOCKS = 5000
_ENOUGH = 40  # characters in the place: it is filled already


@dataclass(frozen=True)
class Embedded:
    """Names of the variables that hold the text, and a selector of the element that a script fills with it.

    The value is a JSON string of HTML, or an object of Editor.js (`{"blocks": [{"type": ..., "data": {...}}]}`).
    """

    variables: tuple[str, ...]
    into: str

    def fill(self, page: Page) -> None:
        """Put the text where the browser would; nothing where the place is missing or filled."""
        places = page.css(self.into)
        if not places or sum(len(text.strip()) for text in places[0].itertext()) > _ENOUGH:
            return
        for variable in self.variables:
            markup = _markup(page, variable)
            if markup:
                page.graft(places[0], markup)
                return


def embedded(*variables: str, into: str) -> Embedded:
    """The text stands in the first of these script variables that is assigned; a script puts it into `into`."""
    return Embedded(variables, into)


def _markup(page: Page, variable: str) -> str | None:
    assignment = re.compile(rf"(?<![\w.]){re.escape(variable)}\s*[=:]\s*(?:JSON\.parse\(\s*)?(?=[\"'{{\[`])")
    for script in page.all("script"):
        code = (script.text or "")[:_LONGEST]
        for match in assignment.finditer(code):
            if markup := _html_of(_value(code, match.end())):
                return markup
    return None


def _value(code: str, start: int) -> Any:
    """The JSON value that begins here; a string in single quotes or backticks is read as far as it is plain."""
    mark = code[start]
    if mark in "'`":
        end = re.compile(rf"(?<!\\){mark}").search(code, start + 1)
        inner = code[start + 1 : end.start()] if end else ""
        return inner.replace("\\/", "/").replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"')
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(code, start)
    except (ValueError, RecursionError):
        return None
    return value


def _html_of(value: Any) -> str | None:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, str):
        return value if "<" in value else html.unescape(value) if "&lt;" in value else None
    blocks = value.get("blocks") if isinstance(value, dict) else value
    if not isinstance(blocks, list):
        return None
    return "".join(_block(block) for block in blocks[:_MOST_BLOCKS] if isinstance(block, dict)) or None


def _block(block: dict[str, Any]) -> str:
    """HTML of one block of Editor.js."""
    data = block.get("data")
    write = _WRITERS.get(str(block.get("type")))
    if not isinstance(data, dict):
        return ""
    return write(data) if write else _said(data, "p", "text")


def _said(data: dict[str, Any], tag: str, key: str) -> str:
    text = data.get(key)
    return f"<{tag}>{text}</{tag}>" if isinstance(text, str) and text.strip() else ""


def _header(data: dict[str, Any]) -> str:
    return _said(data, "h2", "text")


def _image(data: dict[str, Any]) -> str:
    held = data.get("file")
    source = held.get("url") if isinstance(held, dict) else data.get("url") or data.get("src")
    address = html.escape(source, quote=True) if isinstance(source, str) else ""
    return f'<figure><img src="{address}">{_said(data, "figcaption", "caption")}</figure>'


def _list(data: dict[str, Any]) -> str:
    items = data.get("items")
    texts = (
        [item.get("content") if isinstance(item, dict) else item for item in items] if isinstance(items, list) else []
    )
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts if isinstance(text, str)) + "</ul>"


def _quote(data: dict[str, Any]) -> str:
    return f"<blockquote>{_said(data, 'p', 'text')}{_said(data, 'p', 'caption')}</blockquote>"


def _table(data: dict[str, Any]) -> str:
    rows = data.get("content")
    cells = (
        [[cell for cell in row if isinstance(cell, str)] for row in rows if isinstance(row, list)]
        if isinstance(rows, list)
        else []
    )
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
        + "</table>"
    )


def _raw(data: dict[str, Any]) -> str:
    text = data.get("html")
    return text if isinstance(text, str) else ""


_WRITERS: Final = {"header": _header, "image": _image, "list": _list, "quote": _quote, "table": _table, "raw": _raw}
