"""How right the readers are on real pages with hand-made labels, side by side; prints a Markdown table.

    python accuracy.py [--write docs/accuracy.md]

Needs `../shared/pages` beside the checkout (pages, labels, score.py, peers.py) and, for the others, the environment
that `make bench` installs them into. `--write` puts the table between the marks of that file.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "pages"
PEERS = ROOT / ".venv" / "peers" / "bin" / "python"
NAMES = ("trafilatura", "trafilatura-fast", "newspaper4k", "readability", "resiliparse")
COLUMNS = (
    "title", "date", "body_f1", "body_exact", "cap_recall", "cap_precision", "cap_leak", "credit", "lead", "authors",
    "section", "tags", "language",
)  # fmt: skip
BEGIN, END = "<!-- begin table -->", "<!-- end table -->"


def read(reader: str, out: Path) -> None:
    """Let a reader read the pages into `out`."""
    pages = str(SHARED / "pages.jsonl")
    if reader in NAMES:
        call = [str(PEERS), str(SHARED / "peers.py"), reader, pages]
        with out.open("wb") as stream:
            subprocess.run(call, check=True, stdout=stream, stderr=subprocess.DEVNULL)
        return
    generic = ["--generic"] if reader.endswith("generic") else []
    code = "from newsarchive.cli import main; main()"
    call = [sys.executable, "-c", code, "extract", pages, "-o", str(out), *generic]
    subprocess.run(call, check=True, stderr=subprocess.DEVNULL, cwd=ROOT)


def score(records: Path) -> dict[str, float | None]:
    """What score.py says of them."""
    call = [sys.executable, str(SHARED / "score.py"), str(records), "--json"]
    found: dict[str, float | None] = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return found


def table() -> str:
    """One row a reader."""
    readers = ["newsarchive", "newsarchive --generic", *(NAMES if PEERS.exists() else ())]
    lines = ["| reader | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    with tempfile.TemporaryDirectory() as folder:
        for reader in readers:
            out = Path(folder) / f"{reader.replace(' ', '')}.jsonl"
            read(reader, out)
            found = score(out)
            cells = ("-" if found.get(name) is None else f"{found[name]:.3f}" for name in COLUMNS)
            lines.append(f"| {reader} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Print the table, or put it into a file."""
    if not SHARED.is_dir():
        print(f"no labelled pages at {SHARED.parent.name}/{SHARED.name} beside the checkout: accuracy is not measured")
        return
    text = table()
    print(text)
    if sys.argv[1:2] == ["--write"]:
        file = Path(sys.argv[2])
        before = file.read_text(encoding="utf-8")
        marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        file.write_text(marked.sub(f"{BEGIN}\n{text}\n{END}", before), encoding="utf-8")


if __name__ == "__main__":
    main()
