"""`make validate`: archives of four hard crawls under every independent tool that is here; a table of what they say.

    python tests/validation/run.py [--kills 20] [--tools VENV] [--validators DIR]

Always: our own verify, warcio's and fastwarc's digests, cdxj-indexer against our indexes, the records of our packages.
With VENV (an environment of tests/validation/requirements.txt, which `make validate` makes): `wacz validate`, and pywb
plays pages, pictures and revisits. With DIR (a folder of strict validators: check_warc.sh, wacz_lint.py,
replay_check.mjs) and WARC_TOOLS (the tools that they call): those too, ReplayWeb.page in Chromium among them.
Exit 1 where one finds a fault.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from validation import archives, tools
from validation.archives import Archive
from validation.tools import Verdict


def main() -> int:
    """Make the archives, hold them under the tools, print the table."""
    options = _options()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        makers: list[Callable[[Path], Archive]] = [
            archives.sample,
            archives.odd_responses,
            lambda folder: archives.killed(folder, options.kills),
            archives.revisits,
        ]
        for number, make in enumerate(makers):
            folder = scratch / str(number)
            folder.mkdir()
            archive = make(folder)
            for verdict in _verdicts(archive, folder / "package.wacz", options):
                failed += verdict.outcome == "FAIL"
                print(f"{archive.name:18s} {verdict.tool:28s} {verdict.outcome:5s} {verdict.told}", flush=True)
    print(f"{failed} faults found" if failed else "no fault found")
    return 1 if failed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--tools", type=lambda name: Path(name).resolve(), help="an environment with wacz and pywb")
    parser.add_argument(
        "--validators",
        type=lambda name: Path(name).resolve(),
        help="a folder with check_warc.sh, wacz_lint.py, replay_check.mjs",
    )
    return parser.parse_args()


def _verdicts(archive: Archive, package: Path, options: argparse.Namespace) -> list[Verdict]:
    found = [tools.verified(archive), *tools.records(archive), tools.index(archive), tools.packed(archive, package)]
    if options.tools is not None:
        found.append(tools.wacz(options.tools, package))
        found += tools.played_in_pywb(options.tools, archive)
    if options.validators is not None and options.validators.is_dir():
        found += tools.strict(options.validators, archive, package)
        if os.environ.get("WARC_TOOLS"):
            found += tools.played_in_chromium(options.validators, archive, package)
    return found


if __name__ == "__main__":
    sys.exit(main())
