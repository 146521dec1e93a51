"""What is generated in docs/ is what the code says today, and what docs/warc.md names is there."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def test_the_table_of_sources_is_up_to_date() -> None:
    code = "from newsarchive.cli import main; main()"
    call = [sys.executable, "-c", code, "sources", "--markdown"]
    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    assert (DOCS / "sources.md").read_text(encoding="utf-8") == said, "run: make docs"


class Requirement(NamedTuple):
    """A row of docs/warc.md."""

    number: int
    kept_in: str
    shown_by: str


def requirements() -> list[Requirement]:
    rows = re.findall(r"^\| (\d+) \|(.*)\|(.*)\|(.*)\|$", (DOCS / "warc.md").read_text(encoding="utf-8"), re.MULTILINE)
    return [Requirement(int(number), kept_in, shown_by) for number, _, kept_in, shown_by in rows]


@cache
def functions(file: Path) -> frozenset[str]:
    """The functions of a file, those of its classes as `Class::function`."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        found |= {f"{prefix}{each.name}" for each in inner if isinstance(each, ast.FunctionDef)}
    return frozenset(found)


def test_every_requirement_on_the_warc_files_stands_once() -> None:
    assert [row.number for row in requirements()] == list(range(1, 64))


def test_the_modules_that_keep_them_are_there() -> None:
    for row in requirements():
        named = re.findall(r"`([^`]+)`", row.kept_in)
        assert named or "not kept" in row.shown_by or "otherwise" in row.shown_by, row
        assert [path for path in named if not (path.endswith(".py") and (ROOT / path).is_file())] == [], row


def test_the_tests_that_show_them_are_there() -> None:
    for row in requirements():
        named = re.findall(r"`(tests/[^`]+)`", row.shown_by)
        assert named or "not kept" in row.shown_by or "otherwise" in row.shown_by, row
        for name in named:
            file, _, function = name.partition("::")
            assert function in functions(ROOT / file), f"{row.number}: {name}"
