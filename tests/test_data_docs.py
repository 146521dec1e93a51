"""docs/data.md: every field is told, and every recipe runs over a real archive and counts right."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from loopback.crawl import environment_of, newsarchive

from newsarchive.items import json_schema

TEXT = (Path(__file__).resolve().parent.parent / "docs" / "data.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(python|sh)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
RECIPES = TEXT[TEXT.index("## Recipes") : TEXT.index("## What may change")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive as `newsarchive demo` makes it."""
    folder = tmp_path_factory.mktemp("home")
    done = newsarchive("demo", "--archives", folder / "archives")
    assert done.returncode == 0, done.stderr
    return folder


def run(language: str, code: str, home: Path) -> str:
    if "jq " in code and shutil.which("jq") is None:
        pytest.skip("jq is not installed")
    ours = f'newsarchive() {{ "{sys.executable}" -c "from newsarchive.cli import main; main()" "$@"; }}\n'
    command = ["sh", "-ec", ours + code] if language == "sh" else [sys.executable, "-c", code]
    settings = {"HF_HOME": str(home / "hf"), "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    done = subprocess.run(
        command, cwd=home, env=environment_of(None) | settings, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_field_is_told_in_order() -> None:
    table = re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)
    assert table == list(json_schema()["properties"])


@pytest.mark.parametrize(("language", "code"), BLOCKS, ids=[code.split("\n")[0][:40] for _, code in BLOCKS])
def test_a_recipe_runs_and_counts_right(language: str, code: str, home: Path) -> None:
    said = run(language, code, home)
    if code not in RECIPES or "revision > 1" in code or "export" in code:
        return
    for folder in sorted((home / "archives").iterdir()):
        lines = [line for path in folder.glob("*/*/*.jsonl") for line in path.read_bytes().splitlines()]
        if "since" in code:
            lines = [line for line in lines if (json.loads(line)["date"] or "") >= "2025-01-01"]
        assert re.search(rf"\b{folder.name}\b\W+{len(lines)}\b", said), said


def test_the_recipes_are_all_found() -> None:
    assert len(BLOCKS) == TEXT.count("```python") + TEXT.count("```sh") >= 13
