"""Invented records, and segments of JSON Lines made of them."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

from newsarchive.items import Article, content_digest


def article(
    number: int, day: str | None, revision: int = 1, source: str = "baomau", body: str | None = None
) -> Article:
    """An invented record, and where it was fetched: a few days after its date."""
    title = f"Bài {number}, bản {revision}"
    key = f"{source}:{number}"
    return Article(
        id=f"{key}:{revision}",
        source=source,
        title=title,
        date=day,
        body=body,
        source_url=f"https://{source}.vn/{number}",
        url=f"https://{source}.vn/{number}",
        revision=revision,
        previous=f"{key}:{revision - 1}" if revision > 1 else None,
        content_digest=content_digest(title, None, body, [], day),
        fetched_at="2026-11-23T15:22:00.123456Z",
    )


def segment(root: Path, begun: datetime, *articles: Article, serial: int = 0, suffix: str = ".jsonl") -> Path:
    """A segment's JSON Lines of the first article's source."""
    source = articles[0].source
    stem = f"{source}-{begun:%Y%m%dT%H%M%SZ}-{serial:05d}-abcdefgh"
    path = root / source / f"{begun:%Y}" / f"{begun:%m}" / f"{stem}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(each.to_json() + "\n" for each in articles).encode()
    path.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
    return path
