"""Signs that have one cause are told as one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from made_reports import BLOCKED, DOWN, EMPTY, FORBIDDEN, GOOD, HOME, TIMES, Report, after_good, judged, like, only


def test_a_new_template_is_one_finding() -> None:
    new = like(new=40, generic=40, fill={"lead": 0.0, "authors": 0.0}, median=300, dates={"none": 40})
    finding = only(after_good(new, new))
    assert finding.kind == "layout"
    assert finding.signs == ("layout", "fields", "body", "dates")
    assert (finding.since, finding.runs) == (TIMES[GOOD], 2)


def test_signs_of_a_template_without_generic_pages_are_one_too() -> None:
    finding = only(after_good(like(fill={"lead": 0.0}, dates={"none": 20})))
    assert (finding.kind, finding.signs) == ("layout", ("layout", "dates"))


def test_what_began_long_before_is_another_finding() -> None:
    lead = {"fill": {"lead": 0.0}}
    reports = after_good(*[like(**lead)] * 6, like(**lead, dates={"none": 20}))
    first, second = judged(reports).findings
    assert (first.kind, first.since) == ("fields", TIMES[GOOD])
    assert (second.kind, second.since) == ("dates", TIMES[GOOD + 6])


def test_silence_that_began_long_before_is_another_finding() -> None:
    first, second = judged(after_good(*[like(new=0)] * 12, BLOCKED, BLOCKED)).findings
    assert (first.kind, first.since) == ("silent", TIMES[GOOD])
    assert (second.kind, second.since) == ("refused", TIMES[GOOD + 12])


@pytest.mark.parametrize("bad", [BLOCKED, DOWN, HOME, EMPTY, FORBIDDEN], ids=["403", "502", "home", "empty", "robots"])
def test_silence_that_has_a_cause_is_told_with_it(bad: Callable[[datetime], Report]) -> None:
    finding = only(after_good(*[bad] * 12))
    assert finding.signs[-1] == "silent"
    assert "nothing new in 12 runs" in finding.what
    assert finding.since == TIMES[GOOD]


def test_a_full_disk_explains_what_else_went_wrong() -> None:
    full = like(new=0, finish_reason="disk_full", errors={"spider/OSError": 3})
    finding = only(after_good(full))
    assert finding.signs == ("disk", "errors")
