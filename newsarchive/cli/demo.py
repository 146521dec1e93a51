"""`newsarchive demo`: the main job on the bundled sample web, with no network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from scrapy.utils.conf import closest_scrapy_cfg

from newsarchive.archive.location import archives_dir
from newsarchive.crawling.summary import table_of
from newsarchive.errors import NewsArchiveError

_SOURCES = ("baoquangtri", "vietnamvn")
_SETTINGS = "newsarchive.settings"


def demo(
    archives: Path | None = typer.Option(None, "--archives", help="Where the archive goes. Default: archives/."),
) -> None:
    """Crawl the bundled sample web (hand-made pages of both first sources), then show what came out."""
    folder = archives_dir(archives)
    console = Console(width=max(100, Console().width))
    with as_file(files("newsarchive") / "sample" / "web.warc.gz") as web:
        for source in _SOURCES:
            console.print(f"[bold]scrapy crawl {source}[/bold] on the sample web ...")
            _crawl(source, web, folder)
            console.print(table_of(_last_run(folder / source)))
    tables = sorted((folder / _SOURCES[0]).rglob("*.jsonl"), key=lambda path: path.stat().st_size)
    record = _a_record([table for table in tables if table.name != "runs.jsonl"])
    if record is not None:
        console.print("\n[bold]One record[/bold] (body shortened):")
        console.print_json(json.dumps(record, ensure_ascii=False))
    console.print(f"\n[bold]The archive[/bold] is in {folder}. Go on with:", soft_wrap=True)
    program = _shown(Path(sys.argv[0]))
    for command, meaning in (
        (f"{program} verify {_shown(folder)}", "prove every line from its WARC record"),
        (f"{program} extract {_shown(folder)} | head -1", "read the articles again from the WARC files"),
        (f"rm -r {' '.join(_shown(folder / s) for s in _SOURCES)}", "throw the sample's invented articles away"),
        (f"{_scrapy()} crawl baoquangtri", "then crawl the real site"),
    ):
        console.print(f"  {command:58s} # {meaning}", soft_wrap=True, highlight=False)


def _crawl(source: str, web: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "scrapy", "crawl", source]
    for name, value in {"REPLAY": web, "ARCHIVES_DIR": folder, "LOG_LEVEL": "ERROR"}.items():
        command += ["-s", f"{name}={value}"]
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": _SETTINGS}
    done = subprocess.run(command, env=environment, check=False, stderr=subprocess.PIPE, text=True)  # noqa: S603  our own interpreter
    if done.returncode:
        raise NewsArchiveError(f"scrapy crawl {source} ended with exit code {done.returncode}:\n{done.stderr[-2000:]}")


def _last_run(folder: Path) -> dict[str, Any]:
    with (folder / "runs.jsonl").open(encoding="utf-8") as runs:
        report: dict[str, Any] = json.loads(list(runs)[-1])
    return report


def _a_record(tables: list[Path]) -> dict[str, Any] | None:
    """The record with a body and most captions, the body cut to its beginning."""
    records = [json.loads(line) for table in tables for line in table.read_text(encoding="utf-8").splitlines()]
    record: dict[str, Any] | None = max(records, key=lambda r: (bool(r["body"]), len(r["captions"])), default=None)
    if record is not None and record["body"]:
        record["body"] = record["body"][:300] + " ..."
    return record


def _scrapy() -> str:
    """The scrapy command as it must be typed here: outside a checkout it has to be told of the settings."""
    program = _shown(Path(sys.executable).with_name("scrapy"))
    return program if closest_scrapy_cfg() else f"SCRAPY_SETTINGS_MODULE={_SETTINGS} {program}"


def _shown(path: Path) -> str:
    """`path` as a person would type it from the current folder."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
