"""Golden pages as fixtures, and `--regenerate`, which rewrites what was reviewed and fails the run that did it.

A test that asks for `golden` runs once a golden page; one that asks for `not_article` once a page that is none.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from newsarchive.items import Article
    from newsarchive.page import Page

GOLDEN = Path(__file__).parent / "golden"
NO_ARTICLES = "not_articles"

# The same examples in every run, and no verdict by the clock: a slow machine is no fault.
# New ones: HYPOTHESIS_SEARCH=1 pytest.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("search" if os.environ.get("HYPOTHESIS_SEARCH") else "suite")


@dataclass
class Golden:
    """One stored page and what was reviewed of it: `article` holds only the reviewed fields."""

    path: Path

    @cached_property
    def record(self) -> dict[str, Any]:
        return json.loads(self.path.read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        return f"{self.source}-{self.path.stem}"

    @property
    def source(self) -> str:
        return self.path.parent.name

    @property
    def page(self) -> dict[str, Any]:
        return self.record["page"]

    @property
    def article(self) -> dict[str, Any]:
        return self.record["article"]

    @property
    def html(self) -> bytes:
        return self.path.with_suffix(".html").read_bytes()

    @property
    def fetched_at(self) -> datetime | None:
        return datetime.fromisoformat(self.page["fetched_at"]) if self.page["fetched_at"] else None

    # The reader is imported here: a fault in it fails the tests that read, not the collection of all tests.
    def parsed(self, html: bytes | None = None) -> Page:
        """The stored page, or `html` in its place."""
        from newsarchive.page import Page

        body = self.html if html is None else html
        return Page(body, self.page["url"], content_type=self.page["content_type"], fetched_at=self.fetched_at)

    def read(self, html: bytes | None = None) -> Article:
        """Read the stored page, or `html` in its place, with the source that the URL has."""
        from newsarchive import sources
        from newsarchive.extraction.layout import read_article

        return read_article(self.parsed(html), sources.source_of(self.page["url"]))

    def rewrite(self, article: dict[str, Any]) -> str:
        """Put `article` in the place of the reviewed fields; return the diff, empty where nothing changed."""
        before = self.path.read_text(encoding="utf-8")
        after = json.dumps({**self.record, "article": article}, ensure_ascii=False, indent=2) + "\n"
        if after != before:
            self.path.write_text(after, encoding="utf-8")
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "reviewed", "read today", lineterm="")
        return "\n".join(lines)


def reviewed_fields(golden: Golden, article: Article) -> dict[str, Any]:
    """Of `article`, the fields that the golden record reviews, as JSON has them."""
    read = dataclasses.asdict(article)
    return {key: read[key] for key in golden.article}


def _goldens() -> list[Golden]:
    return [Golden(path) for path in sorted(GOLDEN.glob("*/*.json"))]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="rewrite the golden JSON, show the diff, fail")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    sources_wanted = getattr(metafunc.module, "GOLDEN_SOURCES", None)
    for fixture, wanted in (("golden", False), ("not_article", True)):
        if fixture in metafunc.fixturenames:
            cases = [g for g in _goldens() if (g.source == NO_ARTICLES) is wanted]
            if sources_wanted:
                cases = [g for g in cases if g.source in sources_wanted]
            metafunc.parametrize(fixture, cases, ids=[g.name for g in cases])


def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.config.getoption("--regenerate"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def fields_of():
    """Return the function that cuts an article down to a golden record's reviewed fields."""
    return reviewed_fields


@pytest.fixture(scope="session")
def all_goldens() -> list[Golden]:
    return [g for g in _goldens() if g.source != NO_ARTICLES]
