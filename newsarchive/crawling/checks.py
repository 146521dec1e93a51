"""The operator's settings, checked before the first request: each error names the setting and what it takes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from newsarchive.archive.location import archives_dir
from newsarchive.errors import UsageError
from newsarchive.frontier.recheck import intervals

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_CHOICES = {
    "FSYNC": ("close", "interval", "always"),
    "RECHECK": ("auto", "never", "always"),
    "REQUISITES": ("none", "images", "page"),
    "WARC_DIGEST": ("sha1", "sha256"),
    "WARC_FRAMING": ("dechunked", "verbatim"),
}
_RANGES = {
    "WARC_MAX_BYTES": (1, 1 << 40),
    "WARC_IDLE_SECONDS": (0, 1 << 31),
    "WARC_GZIP_LEVEL": (0, 9),
    "CRAWL_DELAY_MAX": (0, 86400),
    "RETRY_AFTER_MAX": (0, 86400),
    "SHUTDOWN_SECONDS": (0, 86400),
    "PROGRESS_SECONDS": (0, 86400),
    "MIN_FREE_BYTES": (0, 1 << 50),
    "LISTING_PAGES": (1, 1_000_000),
    "LISTING_PAGES_MAX": (1, 1_000_000),
    "LISTING_PAGES_WITHOUT_NEWS": (1, 1_000_000),
}
_INTERVALS = ("RECHECK_AFTER", "RETRY_FAILED_AFTER")


def check_settings(settings: BaseSettings) -> None:
    """Raise UsageError for a setting of ours that can't be worked with."""
    for name, choices in _CHOICES.items():
        value = settings.get(name)
        if value is not None and value not in choices:
            raise UsageError(f"setting {name} is {value!r}: it takes one of {', '.join(choices)}")
    for name, (least, most) in _RANGES.items():
        _check_number(name, settings.get(name), least, most)
    for name in _INTERVALS:
        intervals(name, settings.get(name))
    replay = settings.get("REPLAY")
    if replay and not Path(str(replay)).expanduser().exists():
        raise UsageError(f"setting REPLAY: {replay} is neither a WARC file nor a folder")
    _check_folder(archives_dir(settings.get("ARCHIVES_DIR")))


def _check_number(name: str, value: object, least: int, most: int) -> None:
    if value is None:
        return
    try:
        number = int(str(value))
    except ValueError:
        raise UsageError(f"setting {name} is {value!r}: it takes a whole number") from None
    if not least <= number <= most:
        raise UsageError(f"setting {name} is {number}: it takes a number from {least} to {most}")


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UsageError(f"setting ARCHIVES_DIR: {folder} takes no files: {error.strerror or error}") from error
