"""Holds what a source's crawls reported (runs.jsonl) against what stands: lines counted, closed segments by digest.

It tells what the files cannot tell by themselves: a record or line cut away whole, a byte that changes nothing inside.
A killed crawl leaves no report, and a segment that was mended has none of its digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsarchive.archive import paths
from newsarchive.dataset.problem import Problem
from newsarchive.frontier.store import NAME

RUNS = "runs.jsonl"


def report_problems(folder: Path, lines: int) -> Iterator[Problem]:
    """What stands otherwise than the reports of the source in `folder` say; `lines` is how many lines were found."""
    try:
        with (folder / RUNS).open("rb") as runs:
            reports = [json.loads(raw) for raw in runs]
        written = sum(int(report["articles"]) for report in reports)
        segments = [segment for report in reports for segment in report.get("segments", [])]
        yield from _segment_problems(folder, segments)
        if reports and reports[-1].get("frontier") and not (folder / NAME).exists():
            gone = "its last crawl had one, and it is not there: the next one makes it anew from the lines"
            yield Problem(str(folder / NAME), gone, fails=False)
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield Problem(str(folder / RUNS), f"no report can be read: {error!r}"[:200], fails=False)
        return
    if lines < written:
        yield Problem(str(folder), f"{lines} lines, where the reports of its crawls count {written}: lines are missing")


def _segment_problems(folder: Path, segments: list[dict[str, Any]]) -> Iterator[Problem]:
    for segment in segments:
        table = segment["file"].removesuffix(paths.WARC) + paths.JSONL
        for name, digest in ((segment["file"], segment["warc_digest"]), (table, segment["jsonl_digest"])):
            path = paths.resolve(folder, name)
            if path is None:
                yield Problem(str(folder / name), "the report of its crawl names it, and it is not there")
            elif _digest(path) != digest:
                yield Problem(str(path), f"its bytes are not those that its crawl wrote ({digest})")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()
