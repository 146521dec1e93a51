"""docs/operate.md says what is so."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from newsarchive.dates import VIETNAM
from newsarchive.operations.crawls_file import read
from newsarchive.sources import spiders

DOC = Path(__file__).resolve().parents[2] / "docs" / "operate.md"


def test_the_plan_of_the_docs_is_a_plan(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "crawls.toml").write_text(block, encoding="utf-8")
    crawls = read(tmp_path / "crawls.toml", spiders(), datetime(2026, 11, 23, tzinfo=VIETNAM))
    assert [crawl.name for crawl in crawls] == ["newest", "often", "week"]
    assert len(crawls[0].sources) == len(spiders())
    assert [bool(crawl.quiet) for crawl in crawls] == [True, True, False]
