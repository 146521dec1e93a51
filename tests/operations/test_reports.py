"""Whatever may stand in runs.jsonl."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from made_reports import LATEST, MONDAY, TIMES, dead, judged, made, only

from newsarchive.operations.health import Late
from newsarchive.operations.reports import read

NUMBERS = st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.text(max_size=5))
COUNTS = st.one_of(
    NUMBERS, st.dictionaries(st.sampled_from(["200", "403", "generic", "none", "article/empty"]), NUMBERS)
)
VALUES = st.one_of(COUNTS, st.dictionaries(st.sampled_from(["article", "feed", "mode", "urls", "median"]), COUNTS))
INSTANTS = st.one_of(
    st.datetimes().map(datetime.isoformat), st.sampled_from([at.isoformat() for at in TIMES]), st.text(max_size=9)
)
BASE = made(MONDAY)
LIKE = st.fixed_dictionaries(
    {"started": INSTANTS, "finished": INSTANTS},
    optional={name: VALUES for name in BASE if name not in ("started", "finished", "arguments")}
    | {"arguments": st.one_of(VALUES, st.just(LATEST))},
)


@given(st.lists(st.one_of(LIKE, LIKE.map(lambda said: {**BASE, **said}), VALUES), max_size=30))
def test_no_report_makes_it_fail(values: list[Any]) -> None:
    found = judged(values, deaths=[dead(MONDAY)], late=[Late("newest", MONDAY)])
    assert json.dumps([finding.to_dict() for finding in found.findings], allow_nan=False)
    assert [finding.kind for finding in found.findings].count("died") == 1


def test_old_reports_and_broken_lines_are_told() -> None:
    old = [{key: value for key, value in made(at).items() if key != "arguments"} for at in TIMES[:3]]
    found = judged([*old, *(made(at) for at in TIMES)])
    assert found.findings == ()
    assert found.notes == (
        "3 reports are of an older newsarchive and name no arguments: nothing is compared with them",
    )
    found = judged([made(MONDAY), "half a li", *(made(at) for at in TIMES)])
    assert (found.findings, found.notes) == ((), ("1 older lines of runs.jsonl are no reports",))
    finding = only([*(made(at) for at in TIMES), None])
    assert (finding.kind, finding.what) == ("reports", "1 of the last lines of runs.jsonl are no reports")


def test_the_file_is_read_whatever_it_is(tmp_path: Path) -> None:
    assert read(tmp_path).found == ()
    lines = [json.dumps(made(at)).encode() for at in TIMES[:2]]
    deep = b"[" * 100_000
    (tmp_path / "runs.jsonl").write_bytes(
        b"\n".join([lines[0], b"\xff\xfe{", deep, b"{}", b"", lines[1][:40], lines[1]])
    )
    found = read(tmp_path)
    assert [report is not None for report in found.found] == [True, False, False, False, False, False, True]
    (tmp_path / "runs.jsonl").unlink()
    (tmp_path / "runs.jsonl").mkdir()
    assert "Is a directory" in str(read(tmp_path).problem)
    assert [finding.kind for finding in judged([]).findings] == []
    assert judged([]).notes == ("no crawl of it has ended yet",)


def test_only_the_newest_reports_are_read(tmp_path: Path) -> None:
    line = json.dumps(made(MONDAY, segments=["x" * 40_000])) + "\n"
    (tmp_path / "runs.jsonl").write_text(line * 700)
    found = read(tmp_path).found
    assert 300 < len(found) < 500
    assert None not in found
