"""`newsarchive sources`: the installed sources."""

from __future__ import annotations

import json

import typer
from rich.console import Console
from rich.table import Table

from newsarchive.sources import spiders


def sources(as_json: bool = typer.Option(False, "--json", help="One JSON object a line.")) -> None:
    """List the sources that can be crawled and read."""
    rows = [
        {
            "name": name,
            "publisher": cls.publisher,
            "domains": list(cls.allowed_domains),
            "layouts": [layout.__name__ for layout in cls.layouts],
            "discovery": [kind for kind in ("feeds", "sitemaps", "sections") if getattr(cls, kind)],
            "evidence": cls.evidence,
        }
        for name, cls in spiders().items()
    ]
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = Table("name", "publisher", "domains", "layouts", "discovery", "evidence")
    for row in rows:
        table.add_row(*(", ".join(v) if isinstance(v, list) else str(v or "") for v in row.values()))
    Console().print(table)
