"""The list of pages that a WACZ carries (pages/pages.jsonl), without their texts."""

from __future__ import annotations

import contextlib
import json
import re
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from newsarchive.errors import UsageError

_HTTP = re.compile("https?://[^\ud800-\udfff]+")  # half a surrogate pair is in no URL
_LIST = "pages/pages.jsonl"


class Listed(NamedTuple):
    """A page of the list: its title (the URL where it has none), its URL, and its capture's instant, ISO 8601."""

    title: str
    url: str
    captured: str

    @property
    def stamp(self) -> str:
        """The instant as replayers write it, 14 digits; empty where there is none."""
        digits = re.sub(r"[-:T]", "", self.captured)[:14]
        return digits if re.fullmatch(r"[0-9]{14}", digits) else ""


def read_pages(wacz: Path) -> list[Listed]:
    """The pages of a package, newest capture first; none where it has no list. Raise UsageError where it is no WACZ."""
    found: list[Listed] = []
    try:
        with zipfile.ZipFile(wacz) as package:
            names = set(package.namelist())
            if "datapackage.json" not in names:
                raise UsageError(f"{wacz} is no WACZ: it has no datapackage.json")
            if _LIST in names:
                with package.open(_LIST) as lines:
                    found = [page for line in lines if (page := _page(line)) is not None]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise UsageError(f"{wacz} is no WACZ: {error}") from None
    return sorted(found, key=lambda page: page.captured, reverse=True)


def _page(line: bytes) -> Listed | None:
    """What a line says of a page; None for the list's head, and for what is no page."""
    said = None
    with contextlib.suppress(ValueError, RecursionError):
        said = json.loads(line)
    url = said.get("url") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(url, str) or not _HTTP.fullmatch(url):
        return None
    title, captured = said.get("title"), said.get("ts")
    return Listed(
        title.strip() if isinstance(title, str) and title.strip() else url,
        url,
        captured if isinstance(captured, str) else "",
    )
