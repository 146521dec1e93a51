"""Layout: one template of one site as hints over the reading machinery, and `read_article`, which reads a page with
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from newsarchive.extraction.embedded import Embedded
from newsarchive.extraction.reading import Hints, read
from newsarchive.extraction.rules import Paragraphs, Rule

if TYPE_CHECKING:
    from newsarchive.extraction.source import Source
    from newsarchive.items import Article
    from newsarchive.page import Page


_KINDS: dict[str, type] = {"fingerprint": str, "body": Paragraphs, "embedded": Embedded}
_TAKES: dict[type, str] = {
    str: "a CSS selector",
    Paragraphs: "paragraphs(...)",
    Embedded: "embedded(...)",
    Rule: "css(...), meta(...) or json_ld(...)",
}


class Layout:
    """A template. The class name says which and its first year; what it leaves out comes from the page's head or its
    display.

    `fingerprint` is a CSS selector that matches pages of this template and of no other. A rule that finds nothing
    gives way to structured data, that to the generic reader; the record's provenance says which spoke. `embedded` says
    where a script holds the text that the page itself displays only in a browser.
    """

    fingerprint: ClassVar[str] = ""

    title: ClassVar[Rule | None] = None
    lead: ClassVar[Rule | None] = None
    dateline: ClassVar[Rule | None] = None
    date: ClassVar[Rule | None] = None
    date_modified: ClassVar[Rule | None] = None
    authors: ClassVar[Rule | None] = None
    section: ClassVar[Rule | None] = None
    tags: ClassVar[Rule | None] = None
    source_line: ClassVar[Rule | None] = None
    body: ClassVar[Paragraphs | None] = None
    embedded: ClassVar[Embedded | None] = None

    def __init_subclass__(cls) -> None:
        """Raise TypeError where a declaration names no rule, or gives one the wrong kind: not at the first page."""
        super().__init_subclass__()
        for name, value in vars(cls).items():
            if name.startswith("_"):
                continue
            if name not in Layout.__annotations__:
                raise TypeError(f"{cls.__name__}.{name}: no such rule; there are {', '.join(Layout.__annotations__)}")
            kind = _KINDS.get(name, Rule)
            if not isinstance(value, kind):
                raise TypeError(f"{cls.__name__}.{name} takes {_TAKES[kind]}, not {type(value).__name__}")

    @classmethod
    def matches(cls, page: Page) -> bool:
        """Whether the page is of this template."""
        return bool(cls.fingerprint) and bool(page.css(cls.fingerprint))

    @classmethod
    def hints(cls) -> Hints:
        """The rules as the reading machinery takes them."""
        return Hints(
            name=cls.__name__,
            title=cls.title,
            lead=cls.lead,
            dateline=cls.dateline,
            date=cls.date,
            date_modified=cls.date_modified,
            authors=cls.authors,
            section=cls.section,
            tags=cls.tags,
            source_line=cls.source_line,
            body=cls.body,
        )


def read_article(page: Page, source: Source, *, generic: bool = False) -> Article:
    """Read the page with the source's first matching layout, or without one where none matches or `generic` is set.

    Gives revision 1 without `previous` and `warc`. Raise NotAnArticle with its `reason`.
    """
    chosen = None if generic else next((layout for layout in source.layouts if layout.matches(page)), None)
    if chosen is None:
        return read(page, source, Hints())
    if chosen.embedded is not None:
        chosen.embedded.fill(page)
    return read(page, source, chosen.hints())
