"""docs/operate.md and the README: their commands run, in order, against the sample web in place of the sites."""

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
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What a test can't do: fetch a newer version, and install it.
_SHELL = """
make() { echo "make $@"; }
git() { echo "git $@"; }
newsarchive() { "$PYTHON" -c "from newsarchive.cli import main; main()" "$@"; }
python() { "$PYTHON" "$@"; }
scrapy() { "$PYTHON" -m scrapy "$@"; }
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, like a checkout's."""
    return checkout(tmp_path_factory.mktemp("operate"))


def checkout(folder: Path) -> Path:
    """Make a folder one to crawl in, with the sample web in place of the network."""
    shutil.copy(ROOT / "scrapy.cfg", folder)
    sample = ROOT / "newsarchive" / "sample" / "web.warc.gz"
    (folder / "sampled.py").write_text(f"from newsarchive.settings import *\nREPLAY = {str(sample)!r}\n")
    return folder


def commands(text: str) -> list[tuple[str, str]]:
    """(section, commands) in the document's order."""
    found, section = [], ""
    for title, code in re.findall(r"^## (.+?)\n|^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        section = title or section
        if code:
            found.append((section, code))
    return found


@pytest.mark.parametrize(("section", "code"), commands(TEXT), ids=[section for section, _ in commands(TEXT)])
def test_the_commands_of_a_section_run(section: str, code: str, home: Path) -> None:
    run(section, code, home)


def test_each_reader_of_the_readme_has_five_lines_that_work(tmp_path: Path) -> None:
    checkout(tmp_path)
    blocks = [code for section, code in commands(README) if section.startswith("Three readers")]
    assert [len(code.splitlines()) for code in blocks] == [5, 5, 5]
    for code in blocks:
        run("README", code, tmp_path)


def run(section: str, code: str, home: Path) -> None:
    environment = environment_of(None) | {"PYTHON": sys.executable, "SCRAPY_SETTINGS_MODULE": "sampled"}
    environment["PYTHONPATH"] += f":{home}"
    done = subprocess.run(
        ["sh", "-e", "-c", _SHELL + code],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{section}: {done.stdout[-1000:]}\n{done.stderr[-2000:]}"


def test_the_document_has_what_an_operator_looks_for() -> None:
    sections = re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
    assert {"Install", "First crawl", "Back up", "Restore", "Upgrade"} <= set(sections)
    assert len(commands(TEXT)) >= 7
