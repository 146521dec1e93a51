"""crawls.toml: which sources are crawled when, and how. A mistake is an error that names its line and key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from newsarchive.errors import UsageError
from newsarchive.operations import timing
from newsarchive.operations.arguments import NAMES
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.toml_lines import Lines

NAME = "crawls.toml"
ALL = "all"
_KEYS = ("sources", "every", "cron", *NAMES, "settings", "quiet")


def find(start: Path) -> Path:
    """crawls.toml in `start`, else beside the closest scrapy.cfg at or above it. Raise UsageError."""
    project = next((folder for folder in (start, *start.parents) if (folder / "scrapy.cfg").is_file()), start)
    for folder in (start, project):
        if (folder / NAME).is_file():
            return folder / NAME
    raise UsageError(f"no {NAME} in {start}{f' or {project}' if project != start else ''}: write one, or --crawls FILE")


def read(path: Path, installed: Iterable[str], now: datetime) -> tuple[Crawl, ...]:
    """The crawls of the file in its order. `installed`: all sources; `now`: what relative days are tried with.

    Raise UsageError that begins with the file, the line and the key.
    """
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from None
    return _Reader(path, Lines(text), tuple(installed), now).crawls(tables)


@dataclass
class _Reader:
    path: Path
    lines: Lines
    installed: tuple[str, ...]
    moment: datetime

    def crawls(self, tables: dict[str, Any]) -> tuple[Crawl, ...]:
        self._only(tables, ("groups", "crawls", "quiet"))
        groups = self._groups(self._table(tables, "groups"))
        quiet = self._quiet(tables.get("quiet", []), "quiet")
        planned = self._table(tables, "crawls")
        if not planned:
            raise UsageError(f"{self.path}: no crawl in it; one is a table such as [crawls.newest]")
        crawls = tuple(self._crawl(name, planned, groups, quiet) for name in planned)
        self._twins(crawls)
        return crawls

    def _groups(self, tables: dict[str, Any]) -> dict[str, tuple[str, ...]]:
        groups: dict[str, tuple[str, ...]] = {ALL: self.installed}
        for name, members in tables.items():
            with self._at("groups", name):
                if name == ALL or name in self.installed:
                    raise UsageError("that is a source's name, or stands for every source: a group needs its own")
                groups[name] = self._sources(members, {})
        return groups

    def _crawl(
        self, name: str, tables: dict[str, Any], groups: Mapping[str, tuple[str, ...]], quiet: tuple[timing.Hours, ...]
    ) -> Crawl:
        here = ("crawls", name)
        table = self._table(tables, name, "crawls")
        self._only(table, _KEYS, *here)
        with self._at(*here, "sources"):
            sources = self._sources(table.get("sources"), groups)
        crawl = Crawl(
            name,
            sources,
            self._timing(table, here),
            tuple((key, self._argument(key, table[key], here)) for key in NAMES if key in table),
            self._settings(self._table(table, "settings", *here), here),
            self._quiet(table["quiet"], *here, "quiet") if "quiet" in table else quiet,
        )
        for source in sources:
            self._try(crawl, source, here)
        return crawl

    def _sources(self, value: object, groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise UsageError('it takes sources and groups such as ["baoquangtri", "central"], or "all"')
        found: list[str] = []
        for name in names:
            if name not in groups and name not in self.installed:
                kinds = "no source and no group" if groups else "no source"
                raise UsageError(f"{name!r} is {kinds}; `newsarchive sources` lists the sources")
            found += groups.get(name, (name,))
        return tuple(dict.fromkeys(found))

    def _timing(self, table: dict[str, Any], here: tuple[str, ...]) -> timing.Every | timing.Cron:
        if ("every" in table) == ("cron" in table):
            with self._at(*here):
                raise UsageError('it takes one of every = "30m" and cron = "15 */2 * * *"')
        key = "every" if "every" in table else "cron"
        with self._at(*here, key, value=table[key]):
            return timing.every(table[key]) if key == "every" else timing.cron(table[key])

    def _argument(self, key: str, value: object, here: tuple[str, ...]) -> str:
        with self._at(*here, key, value=value):
            if key in ("since", "until") and isinstance(value, date) and not isinstance(value, datetime):
                return value.isoformat()
            if key == "sections" and isinstance(value, list) and all(isinstance(part, str) for part in value):
                return ",".join(value)
            if not isinstance(value, str):
                raise UsageError("it takes a string" + (" or a list of them" if key == "sections" else ""))
            return str(self.path.absolute().parent / value) if key == "urls" else value

    def _settings(self, table: dict[str, Any], here: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        found: dict[str, str] = {}
        for name, value in table.items():
            with self._at(*here, "settings", name, value=value):
                if name == "ARCHIVES_DIR":
                    raise UsageError("all crawls share one: --archives, or the environment's NEWSARCHIVE_ARCHIVES")
                if not name or "=" in name or "\0" in f"{name}{value}":
                    raise UsageError("a setting has a name without =, and no NUL in its value")
                parts = value if isinstance(value, list) else [value]
                if not all(isinstance(part, str | int | float) for part in parts):
                    raise UsageError("it takes a string, a number, true, false, or a list of them")
                found[name] = ",".join(map(str, parts))
                if name == "REPLAY":
                    found[name] = str(self.path.absolute().parent / found[name])
        return tuple(found.items())

    def _quiet(self, value: object, *here: str) -> tuple[timing.Hours, ...]:
        with self._at(*here, value=value):
            quiet = tuple(timing.hours(part) for part in (value if isinstance(value, list) else [value]))
            if timing.fill_the_day(quiet):
                raise UsageError("the quiet hours leave no minute of the day")
            return quiet

    def _try(self, crawl: Crawl, source: str, here: tuple[str, ...]) -> None:
        """Ask the source itself whether it takes the arguments."""
        try:
            crawl.arguments(source, self.moment)
        except UsageError as error:
            key = next((key for key in NAMES if str(error).startswith(f"{key}=")), None)
            with self._at(*here, *([key] if key else [])):
                raise UsageError(f"{source} refuses {error}") from None

    def _twins(self, crawls: tuple[Crawl, ...]) -> None:
        """Refuse crawls that the frontier can't tell apart, where they don't mean the same."""
        seen: dict[tuple[str, str], Crawl] = {}
        for crawl in crawls:
            for source in crawl.sources:
                twin = seen.setdefault((source, crawl.arguments(source, self.moment)), crawl)
                if sorted(twin.settings) != sorted(crawl.settings):
                    with self._at("crawls", crawl.name, "settings"):
                        raise UsageError(
                            f"{source} is crawled by crawls.{twin.name} with the same arguments and other settings;"
                            " arguments alone tell crawls apart"
                        )

    def _table(self, tables: dict[str, Any], key: str, *here: str) -> dict[str, Any]:
        found = tables.get(key, {})
        with self._at(*here, key):
            if not isinstance(found, dict):
                raise UsageError("it takes a table")
        return found

    def _only(self, table: dict[str, Any], known: tuple[str, ...], *here: str) -> None:
        for key in table:
            if key not in known:
                with self._at(*here, key):
                    raise UsageError(f"no such key; there are {', '.join(known)}")

    @contextmanager
    def _at(self, *key: str, value: object = None) -> Iterator[None]:
        """Say of an error where it stands."""
        try:
            yield
        except UsageError as error:
            shown = f" = {value!r}" if value is not None else ""
            raise UsageError(f"{self.path}:{self.lines.of(*key)}: {'.'.join(key)}{shown}: {error}") from None
