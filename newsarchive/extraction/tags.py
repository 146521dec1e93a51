"""Tags: those that the page displays; keywords in its head are for search engines."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from newsarchive.extraction import boilerplate
from newsarchive.extraction.boxes import ClassedBoxes, Named, named_boxes, names_of
from newsarchive.extraction.rules import displayed
from newsarchive.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block


_TAG_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:tags?|keys?words?|tu-?khoa|block-key)(?:$|[\s_\-\d])|tags?(?:$|\s)|[a-z]Tags?(?:$|\s"
    r"|[A-Z])|tag_?list|tagdetail|tag-?detail",
    re.IGNORECASE,
)
_OF_THE_SITE: Final = re.compile(r"hot|trend|xu-?huong|popular|suggest|search|menu", re.IGNORECASE)
_TAG_HREF: Final = re.compile(
    r"/tags?[/-]|/tag$|tim-kiem|/search|chu-de|/topic|tu-khoa|tieu-diem|keyword|hashtag", re.IGNORECASE
)
_TAG_PAGE: Final = re.compile(r"/tags?/[^/]")


_MOST = 500  # links of a box that are looked at
_WHOLE: Final = frozenset({"html", "body", "main", "article"})  # their classes name the article's tags, they hold more


def tags(boxes: ClassedBoxes, linked: list[Block], after: list[Block]) -> Named | None:
    """The tags that the page displays: a box named so, a line that begins `Từ khóa:`, links with rel=tag."""
    around = (box for box in boxes.of("tag", "keyword") if next(box.iterdescendants("a"), None) is not None)
    for box in chain(named_boxes(linked, _TAG_NAME, 3), around):
        names = names_of(box, "data-role", "data-testid")
        if box.tag in _WHOLE or not _TAG_NAME.search(names) or _OF_THE_SITE.search(names) or _in_frame(box):
            continue
        values = _tag_names([clean(displayed(link)) for link in _tag_elements(box)])
        if values and len(values) <= 25 and sum(map(len, values)) / len(values) <= 40:
            return Named(values, "generic")
    labelled = _labelled_tags(after)
    if labelled:
        return Named(labelled, "generic")
    labelled = _under_label(boxes)
    if labelled:
        return Named(labelled, "generic")
    related = _tag_names([clean(displayed(link)) for link in boxes.tag_links() if not _in_frame(link)])
    return Named(related, "generic") if 0 < len(related) <= 25 else None


def _under_label(boxes: ClassedBoxes) -> list[str]:
    """Links beside or within an element that is labelled as tags, wherever it stands."""
    for label in boxes.labelled("Từ khóa", "Từ khoá", "Tags", "TAGS", "Tag:"):
        holds = next(label.iter("a"), None) is not None
        box = label if holds else label.getparent()
        values = _tag_names([clean(displayed(link)) for link in box.iter("a")]) if box is not None else []
        if 0 < len(values) <= 25 and not _in_frame(label):
            return values
    return []


def declared(named: Named | None) -> Named | None:
    """Tags by a layout's rule, without marks and labels, each once."""
    values = _tag_names(named.values) if named else []
    return named._replace(values=values) if named and values else None


def _tag_elements(box: Element) -> list[Element]:
    """The links of a tag box; its other words too, where tags without a page of their own are no links."""
    children = [child for child in box if child.tag in ("a", "strong", "b", "span")]
    if len(children) == len(box) and any(child.tag == "a" for child in children):
        return children
    return list(box.iter("a"))


def _in_frame(box: Element) -> bool:
    return any(parent.tag in ("header", "nav") for parent in box.iterancestors())


def _tag_names(texts: list[str]) -> list[str]:
    found: dict[str, str] = {}
    for text in texts[:_MOST]:
        name = text.strip(" ,;#•-:|")
        if 1 < len(name) <= 60 and not boilerplate.tags_label(name) and not boilerplate.noise(name):
            found.setdefault(name.lower(), name)
    return list(found.values())


def _labelled_tags(after: list[Block]) -> list[str]:
    """Links behind a label `Từ khóa:`, in its line or the next ones; else a run of links to tag or search pages."""
    for at, block in enumerate(after[:80]):
        label = block.text.partition(":")[0]
        if not boilerplate.tags_label(label) or (
            len(label) == len(block.text) and not boilerplate.tags_label(block.text)
        ):
            continue
        if block.links:
            return _tag_names([clean(text) for text, _ in block.links])
        values: list[str] = []
        home: Element | None = None
        for other in after[at + 1 : at + 25]:
            row = other.element if len(other.links) > 1 else other.element.getparent()
            if other.linked < 0.7 or len(other.text) > 60 + 40 * len(other.links) or boilerplate.noise(other.text):
                break
            if home is not None and not _near(row, home):
                break
            home = home if home is not None else row
            values.extend(clean(text) for text, _ in other.links)
        if values:
            return _tag_names(values)
    return _searched_tags(after[:40])


def _near(row: Element | None, home: Element) -> bool:
    """Whether a tag stands in the same row or list as the first one."""
    return row is home or (row is not None and row.getparent() is home.getparent() and row.tag == home.tag == "li")


def _searched_tags(after: list[Block]) -> list[str]:
    """A run of short links of which at least half lead to tag, topic or search pages."""
    run: list[tuple[str, str]] = []
    for block in [*after[:60], None]:
        if block is not None and block.linked > 0.8 and len(block.text) <= 60 * len(block.links):
            run.extend(block.links)
            continue
        if run and sum(bool(_TAG_PAGE.search(href)) for _, href in run) == len(run):
            return _tag_names([clean(text) for text, _ in run])
        if len(run) >= 2 and sum(bool(_TAG_HREF.search(href)) for _, href in run) * 2 >= len(run):
            return _tag_names([clean(text) for text, _ in run])
        if block is None or block.text:
            run = []
    return []
