"""Reads every page of a list several times with one reader and prints pages a second of the best pass, as JSON.

    python read_pages.py lxml|newsarchive|trafilatura|newspaper4k PAGES.jsonl SECONDS

Runs under the environment that has the reader; pages are decoded and loaded before the clock starts.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Page = tuple[str, bytes, str]


def lxml_parse() -> Callable[[Page], Any]:
    """One page a call."""
    from lxml import html

    parser = html.HTMLParser(encoding="utf-8")
    return lambda page: html.document_fromstring(page[1], parser=parser)


def newsarchive() -> Callable[[Page], Any]:
    """One page a call."""
    from newsarchive import read_article
    from newsarchive.errors import ReadError

    def read(page: Page) -> Any:
        try:
            return read_article(page[1], page[0], fetched_at=None)
        except ReadError:
            return None

    return read


def trafilatura_fast() -> Callable[[Page], Any]:
    """One page a call."""
    import trafilatura

    return lambda page: trafilatura.bare_extraction(
        page[2], url=page[0], fast=True, include_comments=False, with_metadata=True
    )


def newspaper4k() -> Callable[[Page], Any]:
    """One page a call."""
    from newspaper import Article

    def read(page: Page) -> Any:
        article = Article(page[0], language="vi", fetch_images=False)
        article.download(input_html=page[2])
        article.parse()
        return article

    return read


READERS = {"lxml": lxml_parse, "newsarchive": newsarchive, "trafilatura": trafilatura_fast, "newspaper4k": newspaper4k}


def main() -> None:
    """Read until the time is used, at least twice, and print the best pass."""
    logging.disable(logging.CRITICAL)
    name, pages_file, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    rows = [json.loads(line) for line in pages_file.read_text(encoding="utf-8").splitlines() if line.strip()]
    bodies = [(row["url"], (pages_file.parent / row["file"]).read_bytes()) for row in rows]
    pages = [(url, body, body.decode("utf-8", "replace")) for url, body in bodies]
    read = READERS[name]()
    best, errors, begun, passes = 0.0, 0, time.perf_counter(), 0
    while passes < 2 or time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        for page in pages:
            try:
                read(page)
            except Exception:  # noqa: BLE001  a peer may fail on a page; its time counts
                errors += 1
        best = max(best, len(pages) / (time.perf_counter() - start))
        passes += 1
    print(
        json.dumps({"reader": name, "pages_per_second": round(best, 2), "passes": passes, "errors": errors // passes})
    )


if __name__ == "__main__":
    main()
