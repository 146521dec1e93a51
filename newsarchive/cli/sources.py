"""`newsarchive sources`: the installed sources."""

from __future__ import annotations

import json
import sys

import typer
from rich.console import Console
from rich.table import Table

from newsarchive.errors import UsageError
from newsarchive.sources import spiders
from newsarchive.spider import NewsSpider


def sources(
    names: list[str] = typer.Argument(None, metavar="[NAME]...", help="Only these."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
    markdown: bool = typer.Option(False, "--markdown", help="The table of docs/sources.md."),
) -> None:
    """List the sources that can be crawled and read; between tabs where nobody looks on."""
    known = spiders()
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise UsageError(f"no source is called {', '.join(unknown)} (newsarchive sources lists them)")
    rows = [_row(name, cls) for name, cls in known.items() if not names or name in names]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
    elif markdown:
        typer.echo(_markdown(rows))
    elif not sys.stdout.isatty():
        for row in rows:
            typer.echo("\t".join(_cells(row)))
    else:
        table = Table("name", "publisher", "domains", "platform", "layouts", "discovery", "evidence")
        for row in rows:
            table.add_row(*_cells(row))
        Console().print(table)


def _row(name: str, cls: type[NewsSpider]) -> dict[str, str | list[str] | None]:
    ways = ("feeds", "sitemaps", "dated_sitemaps", "sections")
    platforms = [room for layout in cls.layouts if (room := _platform(layout.__module__))]
    return {
        "name": name,
        "publisher": cls.publisher,
        "domains": list(cls.allowed_domains),
        "platform": list(dict.fromkeys(platforms)),
        "layouts": [layout.__name__ for layout in cls.layouts],
        "discovery": [way.replace("_", " ") for way in ways if getattr(cls, way)],
        "evidence": cls.evidence,
    }


def _cells(row: dict[str, str | list[str] | None]) -> list[str]:
    return [", ".join(value) if isinstance(value, list) else str(value or "") for value in row.values()]


def _platform(module: str) -> str | None:
    """The platform that a layout's module is; None for one of a source's own."""
    room, _, name = module.rpartition(".")
    return name if room == "newsarchive.platforms" else None


def _markdown(rows: list[dict[str, str | list[str] | None]]) -> str:
    lines = [
        "# Sources",
        "",
        f"{len(rows)} sources, one file each in `spiders/`. This table is generated (`make docs`).",
        "",
        "`evidence` says where a declaration comes from: `page`, a real page of the outlet's present layout was read;",
        "`documented`, address shapes and selectors are those that others wrote down, not seen on a page.",
        "A source without layouts is read by the generic reader.",
        "",
        "| name | outlet | host | platform | layouts | discovery | evidence |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = _cells(row)
        cells[3] = cells[3] or "own"
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
