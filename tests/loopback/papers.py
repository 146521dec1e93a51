"""The golden pages as a web under their papers' real host names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopback.web import Answer, answer

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f00"
    "05050201a5f645400000000049454e44ae426082"
)


@dataclass(frozen=True)
class Paper:
    """One golden page: its URL, its bytes, what was reviewed of it."""

    name: str
    url: str
    body: bytes
    kind: str
    article: dict[str, Any]

    @property
    def answer(self) -> Answer:
        return answer(self.body, kind=self.kind)

    @property
    def pictures(self) -> dict[str, Answer]:
        return {i["url"]: answer(PICTURE, kind="image/png") for i in self.article.get("images", ())}


def papers(source: str) -> dict[str, Paper]:
    """The golden pages of a source by name."""
    found: dict[str, Paper] = {}
    for file in sorted((GOLDEN / source).glob("*.json")):
        record = json.loads(file.read_text(encoding="utf-8"))
        page, body = record["page"], file.with_suffix(".html").read_bytes()
        kind = page["content_type"] or "text/html; charset=utf-8"
        found[file.stem] = Paper(file.stem, page["url"], body, kind, record["article"])
    return found


def listing(urls: Iterable[str], following: str | None = None) -> Answer:
    """A section page that links to articles, and to the next page."""
    items = "".join(f'<div class="item"><h3><a href="{url}">Một bài trong chuyên mục</a></h3></div>' for url in urls)
    more = f'<ul class="paging"><li><a href="{following}">Trang sau</a></li></ul>' if following else ""
    return answer(f"<html><head><title>Chuyên mục</title></head><body>{items}{more}</body></html>")


def sitemap(root: str, entry: str, places: Iterable[tuple[str, str]]) -> Answer:
    """A urlset of `url` entries or a sitemapindex of `sitemap` entries: (address, lastmod)."""
    entries = "".join(f"<{entry}><loc>{url}</loc><lastmod>{day}</lastmod></{entry}>" for url, day in places)
    text = f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{root}>'
    return answer(text, kind="application/xml")


def robots(*lines: str) -> Answer:
    return answer("\n".join(("User-agent: *", *lines, "")), kind="text/plain")
