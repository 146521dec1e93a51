"""What verification finds."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """Something that can't be proven: `where` names the file and the line or offset."""

    where: str
    reason: str
    fails: bool = True  # False: worth telling, no sign of damage
