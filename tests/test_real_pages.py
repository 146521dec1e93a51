"""The real pages beside the checkout, where they are: labelled by hand, sections, feeds; never copied into here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from newsarchive import sources
from newsarchive.discovery import feeds, sections
from newsarchive.discovery.addresses import Addresses
from newsarchive.errors import ReadError
from newsarchive.page import Page

PAGES = Path(__file__).resolve().parent.parent.parent / "shared" / "pages"
pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="no real pages beside the checkout")
BARS = {
    "title": 0.99, "date": 0.98, "body_f1": 0.995, "body_exact": 0.85, "cap_recall": 0.97, "cap_precision": 0.97,
    "credit": 0.95, "lead": 0.95, "authors": 0.93, "section": 0.9, "tags": 0.95, "language": 1.0, "source_name": 0.97,
}  # fmt: skip
GENERIC_BARS = {"title": 0.95, "date": 0.9, "body_f1": 0.96}


def rows(name: str) -> list[dict[str, Any]]:
    listed = PAGES / name
    return [json.loads(line) for line in listed.read_text(encoding="utf-8").splitlines()] if listed.is_file() else []


def scores(tmp_path: Path, *options: str) -> dict[str, float]:
    out = tmp_path / "out.jsonl"
    call = "from newsarchive.cli import main; main()"
    read = [sys.executable, "-c", call, "extract", str(PAGES / "pages.jsonl"), "-o", str(out), *options]
    subprocess.run(read, check=True, capture_output=True)
    told = [sys.executable, str(PAGES / "score.py"), str(out), "--json"]
    found = json.loads(subprocess.run(told, check=True, capture_output=True, text=True).stdout)
    return dict(found)


def test_the_bars_are_reached(tmp_path: Path) -> None:
    found = scores(tmp_path)
    assert {name: found[name] for name, bar in BARS.items() if found[name] < bar} == {}
    assert found["cap_leak"] == 0


def test_the_generic_reader_reaches_its_own(tmp_path: Path) -> None:
    found = scores(tmp_path, "--generic")
    assert {name: found[name] for name, bar in GENERIC_BARS.items() if found[name] < bar} == {}
    assert found["cap_leak"] <= 0.05


@pytest.mark.parametrize("row", rows("pages.jsonl"), ids=lambda row: row["id"])
def test_exactly_one_layout_knows_a_real_page(row: dict[str, Any]) -> None:
    page = Page((PAGES / row["file"]).read_bytes(), row["url"])
    layouts = {layout for spider in sources.spiders().values() for layout in spider.layouts}
    matching = [layout for layout in layouts if layout.matches(page)]
    assert len(matching) == 1
    assert matching[0] in sources.source_of(row["url"]).layouts
    assert sources.source_of(row["url"]).names_article(row["url"])


@pytest.mark.parametrize("row", rows("listings.jsonl"), ids=lambda row: Path(row["file"]).stem)
def test_a_real_section_page_leads_to_articles(row: dict[str, Any]) -> None:
    source = sources.source_of(row["url"])
    spider = sources.spiders()[source.name]
    addresses = Addresses(re.compile(spider.article_url), spider.allowed_domains, spider.denied)
    body = (PAGES / row["file"]).read_bytes()
    if row["kind"] == "rss":
        found = [entry.url for entry in feeds.parse(body, row["url"])]
        assert found
        assert all(map(addresses.article, found))
        return
    listing = sections.read(Page(body, row["url"]), addresses)
    assert len(listing.articles) >= 10
    assert not any(addresses.section(url) for url in listing.articles)


@pytest.mark.parametrize("row", rows("listings.jsonl"), ids=lambda row: Path(row["file"]).stem)
def test_a_real_section_page_is_no_article(row: dict[str, Any]) -> None:
    with pytest.raises(ReadError) as refusal:
        sources.read_article((PAGES / row["file"]).read_bytes(), row["url"], fetched_at=None)
    assert refusal.value.reason in ("listing", "no_html")
