"""What calls `newsarchive run --due` again and again: a systemd service with its timer, or a line for cron."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import NamedTuple

from newsarchive import settings as project
from newsarchive.errors import UsageError
from newsarchive.operations.crawl import Crawl
from newsarchive.sources import spiders

_MARGIN = 30  # seconds for the last commit and the closing of files


class Call(NamedTuple):
    """A command, the folder it runs in, and the environment variables it needs."""

    command: tuple[str, ...]
    folder: Path
    environment: tuple[tuple[str, str], ...] = ()


def seconds_to_stop(crawls: Sequence[Crawl]) -> int:
    """How long the slowest of the crawls may take to close well.

    The more of SHUTDOWN_SECONDS, and of a delay for each request that may be under way; then some for the files.
    Raise UsageError where one of those settings is no number.
    """
    longest = 0.0
    for crawl in crawls:
        own = dict(crawl.settings)
        try:
            wait = float(own.get("SHUTDOWN_SECONDS", project.SHUTDOWN_SECONDS))
            requests = int(own.get("CONCURRENT_REQUESTS", project.CONCURRENT_REQUESTS))
            usual = max(spiders()[source].delay or project.DOWNLOAD_DELAY for source in crawl.sources)
            delay = float(own.get("DOWNLOAD_DELAY", usual))
        except ValueError as error:
            raise UsageError(f"crawls.{crawl.name}.settings: {error}") from None
        longest = max(longest, wait, delay * requests)
    return ceil(longest) + _MARGIN


def systemd(call: Call, *, user: str, stop_seconds: int) -> str:
    """A service and its timer, each under the name of the file that it belongs into.

    KillMode=mixed: the runner alone gets the signal and passes it on; with both from systemd and from the runner each
    crawl would have two, and stop at once.
    """
    environment = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in call.environment)
    return f"""\
# /etc/systemd/system/newsarchive.service
[Unit]
Description=newsarchive: crawl what is due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={str(call.folder).replace("%", "%%")}
{environment}ExecStart={" ".join(_quoted(part) for part in call.command)}
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec={stop_seconds}

# /etc/systemd/system/newsarchive.timer
[Unit]
Description=newsarchive: look each minute for what is due

[Timer]
OnCalendar=*-*-* *:*:00
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
"""


def cron(call: Call) -> str:
    """A line for crontab(5), each minute; what is at work already is noticed by the next call."""
    variables = [f"{name}={shlex.quote(value)}" for name, value in call.environment]
    words = ["cd", shlex.quote(str(call.folder)), "&&", *variables, *(shlex.quote(part) for part in call.command)]
    return "* * * * * " + " ".join(words).replace("%", r"\%") + "\n"


def _quoted(text: str) -> str:
    """A word as systemd reads it: specifiers and variables are none, spaces and quotes stay."""
    text = text.replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return text if text and not set(text) & set(" \t\"';") else '"' + text.replace('"', '\\"') + '"'
