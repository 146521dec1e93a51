"""Tables: a picture with its caption, rows of data, or mere layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from newsarchive.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


CELLS: Final = frozenset({"td", "th", "caption"})


def cell_text(cell: Element) -> str:
    """Clean text of a cell."""
    return clean(" ".join(cell.itertext()))


def holds_table_only(figure: Element) -> bool:
    """Whether a figure is the wrapper that editors put around a table of data."""
    if next(figure.iter("table"), None) is None:
        return False
    return next(figure.iter("img", "amp-img", "video", "iframe", "audio", "picture"), None) is None


def table_kind(table: Element) -> str:
    """Tell `picture`, `data` or `layout`."""
    rows = list(table.iter("tr"))
    if len(rows) > 2000 or next((True for inner in table.iter("table") if inner is not table), False):
        return "layout"
    width = max((sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows), default=0)
    text = sum(len(part.strip()) for part in table.itertext())
    if next(table.iter("img", "amp-img", "video", "iframe"), None) is not None:
        if len(rows) > 1 and sum(map(_counts, rows)) * 5 >= len(rows) * 3:
            return "data"
        longest = max((len(cell_text(cell)) for cell in table.iter("td", "th")), default=0)
        return "picture" if longest <= 500 and text <= 1500 else "layout"
    if width < 2 or (len(rows) < 2 and not _short_row(rows)):
        return "layout"
    return "layout" if text / (width * len(rows)) > 250 else "data"


def _counts(row: Element) -> bool:
    """A row of two texts or more, one of them without a picture: flags and crests beside names, not pictures."""
    texts = [cell for cell in row if cell.tag in ("td", "th") and cell_text(cell)]
    return len(texts) > 1 and any(next(cell.iter("img"), None) is None for cell in texts)


def _short_row(rows: list[Element]) -> bool:
    """One row of words and numbers."""
    cells = [cell for row in rows for cell in row if cell.tag in ("td", "th")]
    return len(cells) > 1 and all(0 < len(cell_text(cell)) <= 40 and not len(cell) for cell in cells)
