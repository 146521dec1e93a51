"""What is generated in docs/ is what the code says today."""

import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_the_table_of_sources_is_up_to_date() -> None:
    code = "from newsarchive.cli import main; main()"
    call = [sys.executable, "-c", code, "sources", "--markdown"]
    said = subprocess.run(call, capture_output=True, text=True, check=True).stdout
    assert (DOCS / "sources.md").read_text(encoding="utf-8") == said, "run: make docs"
