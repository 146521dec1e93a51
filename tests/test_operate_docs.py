"""docs/operate.md: its commands run, in its order, against the sample web in place of the sites."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from loopback.crawl import environment_of

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^## (.+?)\n|^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
# What a test can't do: fetch a newer version, and install it.
_SHELL = """
make() { echo "make $@"; }
git() { echo "git $@"; }
newsarchive() { "$PYTHON" -c "from newsarchive.cli import main; main()" "$@"; }
scrapy() { command=$1 source=$2; shift 2; "$PYTHON" -m scrapy "$command" "$source" -s REPLAY="$SAMPLE" "$@"; }
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, like a checkout's."""
    folder = tmp_path_factory.mktemp("operate")
    shutil.copy(ROOT / "scrapy.cfg", folder)
    return folder


def commands() -> list[tuple[str, str]]:
    """(section, commands) in the document's order."""
    found, section = [], ""
    for title, code in BLOCKS:
        section = title or section
        if code:
            found.append((section, code))
    return found


@pytest.mark.parametrize(("section", "code"), commands(), ids=[section for section, _ in commands()])
def test_the_commands_of_a_section_run(section: str, code: str, home: Path) -> None:
    settings = {"PYTHON": sys.executable, "SAMPLE": str(ROOT / "newsarchive" / "sample" / "web.warc.gz")}
    done = subprocess.run(
        ["sh", "-e", "-c", _SHELL + code],
        cwd=home,
        env=environment_of(None) | settings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{section}: {done.stdout[-1000:]}\n{done.stderr[-2000:]}"


def test_the_document_has_what_an_operator_looks_for() -> None:
    sections = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert {"Install", "First crawl", "Back up", "Restore", "Upgrade"} <= set(sections)
    assert len(commands()) >= 7
