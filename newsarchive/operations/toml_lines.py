"""The line of each key of a TOML document: `tomllib` names lines for wrong syntax only, not for wrong values."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_KEY = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_TABLE = re.compile(rf"\s*\[\[?\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]\]?")
# What may hide a bracket or a quote: strings, the longest form first, and comments.
_QUIET = re.compile(r'"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)

Path = tuple[str, ...]


class Lines:
    """Looks up keys of a valid TOML document; for what stands in an array or inline table, the key in front of it."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        for path, number in _keys(text):
            self._lines.setdefault(path, number)

    def of(self, *path: str) -> int:
        """The line (from 1) of the key at `path`, or of the nearest table around it; 1 where there is none."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def _keys(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    depth = 0
    # With strings blanked out brackets and line ends are what they seem; keys are read from the text itself.
    masked = _QUIET.sub(lambda found: re.sub(r"[^\n]", "_", found[0]) if found[0][0] != "#" else "", text)
    continued = _continued(text)
    for number, (line, plain) in enumerate(zip(text.split("\n"), masked.split("\n"), strict=True), 1):
        if depth == 0 and number not in continued:
            if (found := _TABLE.match(line)) is not None:
                table = _parts(found[1])
                yield table, number
                continue
            if (found := _KEY.match(line)) is not None:
                path = table + _parts(found[1])
                yield from ((path[:end], number) for end in range(len(table) + 1, len(path) + 1))
        depth += sum(plain.count(opening) for opening in "[{") - sum(plain.count(closing) for closing in "]}")


def _continued(text: str) -> set[int]:
    """The lines that begin inside a string."""
    inside: set[int] = set()
    for found in _QUIET.finditer(text):
        first = text.count("\n", 0, found.start()) + 1
        inside.update(range(first + 1, first + found[0].count("\n") + 1))
    return inside


def _parts(key: str) -> Path:
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in re.findall(_PART, key))
