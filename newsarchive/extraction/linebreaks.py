"""Line breaks: the line that a walk collects, and which lines of a block with <br> are paragraphs of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from newsarchive.text import clean

_SENTENCE_END: Final = re.compile(r"[.!?…:;][\"”»’')\]]*$")
_BULLET: Final = re.compile(r"^(?:[-–—•*+▪●♦]|\d{1,2}[.)]|[a-zđ][.)])\s*\S")
_POINTER: Final = re.compile(r"^(?:>+|»)\s*\S")
_BLANK_LINE: Final = re.compile(r"\n[ \t\r\xa0]*\n\s*")


@dataclass(slots=True)
class Line:
    """Text collected since the last block began."""

    parts: list[str] = field(default_factory=list)
    size: int = 0
    link: int = 0
    bold: int = 0
    slanted: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)

    def heads(self) -> bool:
        """Whether it is bold and short: a heading in the same paragraph, where what follows is not bold."""
        if not 0 < self.size <= 90 or self.bold < self.size:
            return False
        return "".join(self.parts).rstrip()[-1:] not in (",", ";", "-", "–")


def split_lines(raw: str, *, linked: bool = False) -> list[str]:
    """Lines of a block with <br>: paragraphs at blank lines, and at single ones where each line stands for itself;
    where it is `linked`, without the lines behind the first that point to other articles.
    """
    texts: list[str] = []
    for part in _BLANK_LINE.split(raw):
        lines = [line for line in map(clean, part.split("\n")) if line]
        if linked:
            lines = [line for at, line in enumerate(lines) if not (at and _POINTER.match(line))]
        if len(lines) > 1 and _each_alone(lines):
            texts.extend(lines)
        else:
            texts.append(" ".join(lines))
    return texts


def _each_alone(lines: list[str]) -> bool:
    if all(_BULLET.match(line) for line in lines[1:]):
        return True
    long = [line for line in lines if len(line) >= 80]
    return len(long) * 2 >= len(lines) and all(_SENTENCE_END.search(line) for line in lines[:-1])
