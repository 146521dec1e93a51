import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager"}
MODULES = sorted([*ROOT.joinpath("newsarchive").rglob("*.py"), *ROOT.joinpath("spiders").rglob("*.py")])
TOP_LEVEL = {
    "scrapy.cfg", "pyproject.toml", "newsarchive", "spiders", "archives", "tests", "README.md", "CONTRIBUTING.md",
    "CHANGELOG.md", "LICENSE", "Makefile", "docs", "benchmarks",
}  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_stays_within_its_budget(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert text.count("\n") <= (60 if path.parent.name == "spiders" else 300)
    assert ast.get_docstring(tree), "a module says in a line or two what it holds"
    assert not FORBIDDEN_NAMES & set(path.stem.split("_"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{node.name} is longer than 40 lines"


def test_nothing_else_stands_at_the_top_level() -> None:
    tracked = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".egg-info"}
    assert tracked - {"build", "dist", "crawls.toml"} <= TOP_LEVEL  # the operator's plan


def test_contributing_is_short() -> None:
    assert len((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pure_rooms_ask_no_clock(path: Path) -> None:
    room = path.relative_to(ROOT).parts
    if room[0] == "spiders" or (len(room) > 2 and room[1] in ("crawling", "cli", "dataset")):
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "utcnow", "today", "monotonic", "perf_counter"), f"line {node.lineno}"
