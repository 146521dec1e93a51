"""The `newsarchive` command, one file a sub-command. Exit codes: 0 done, 1 found something wrong, 2 wrong usage."""

from __future__ import annotations

import os
import sys

import typer
from scrapy.utils.conf import closest_scrapy_cfg, init_env

from newsarchive.cli import (
    demo,
    export,
    extract,
    health,
    index,
    new,
    pack,
    recover,
    replay,
    run,
    schedule,
    sources,
    status,
    verify,
)
from newsarchive.errors import NewsArchiveError, UsageError
from newsarchive.version import __version__

app = typer.Typer(
    name="newsarchive",
    help="Crawl Vietnamese news into WARC and provable JSON Lines. Crawling itself: scrapy crawl SOURCE.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"newsarchive {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(False, "--version", help="Print the version.", callback=_version, is_eager=True),
) -> None:
    """Crawl Vietnamese news into WARC and provable JSON Lines. Crawling itself: scrapy crawl SOURCE."""


app.command("demo")(demo.demo)
app.command("export")(export.export)
app.command("extract")(extract.extract)
app.command("health")(health.command)
app.command("index")(index.index)
app.command("new")(new.new)
app.command("pack")(pack.pack)
app.command("recover")(recover.recover)
app.command("replay")(replay.replay)
app.command("retry")(status.retry)
app.command("run")(run.run)
app.command("schedule")(schedule.schedule)
app.command("sources")(sources.sources)
app.command("status")(status.status)
app.command("verify")(verify.verify)


def main() -> None:
    """Run the command line; an error of ours is one line on standard error."""
    if not os.environ.get("SCRAPY_SETTINGS_MODULE") and closest_scrapy_cfg():
        init_env()  # the spiders of the project that we stand in
    try:
        app()
    except UsageError as error:
        typer.echo(f"newsarchive: {error}", err=True)
        sys.exit(2)
    except NewsArchiveError as error:
        typer.echo(f"newsarchive: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)  # whoever reads us has enough
    except OSError as error:
        typer.echo(f"newsarchive: {error.filename or 'output'}: {error.strerror or error}", err=True)
        sys.exit(1)
