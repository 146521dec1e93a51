"""Byte ranges of a request, after RFC 9110, section 14: one range, or all of it."""

from __future__ import annotations

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


class Span(NamedTuple):
    """Bytes `start` to `end`, the end not included."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """The range begins behind the last byte."""


def wanted(header: str | None, size: int) -> Span | None:
    """The bytes of `size` that a Range header wants; None: all of it, for several ranges and what is no range, too.

    Raise Unsatisfiable.
    """
    found = _ONE.fullmatch(header or "")
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
        if found[2] and int(found[2]) < start:
            return None
    if start >= end:
        raise Unsatisfiable
    return Span(start, end)
