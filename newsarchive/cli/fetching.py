"""Fetching one URL with a real crawl - robots.txt, politeness, capture - into a scratch archive."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from newsarchive import urls
from newsarchive.archive import paths, reader
from newsarchive.errors import UsageError
from newsarchive.sources import source_of, spiders

# A source for a host that no installed source has: it fetches what it is given and reads generically.
_UNKNOWN = '''"""A page of an unknown host."""

from newsarchive.spider import NewsSpider


class UnknownSpider(NewsSpider):
    """One page."""

    name = "unknown"
    publisher = {host!r}
    allowed_domains = ({host!r},)
    article_url = r"."
    language = None
'''


def fetch(url: str, scratch: Path, number: int = 0) -> Path:
    """The folder of an archive that holds the page, fetched now. Raise UsageError where there was none."""
    if not urls.is_http(url):
        raise UsageError(f"{url!r} is no http(s) URL")
    seeds = scratch / f"{number}.txt"
    seeds.write_text(url + "\n", encoding="utf-8")
    folder = scratch / f"archive{number}"
    name = source_of(url).name
    if name in spiders():
        command = ["crawl", name]
    else:
        spider = scratch / f"unknown{number}.py"
        spider.write_text(_UNKNOWN.format(host=urls.host(url).removeprefix("www.")), encoding="utf-8")
        command = ["runspider", str(spider)]
    command = [sys.executable, "-m", "scrapy", *command, "-a", f"urls={seeds}"]
    settings = {"ARCHIVES_DIR": folder, "REQUISITES": "none", "LOG_LEVEL": "WARNING"}
    for setting, value in settings.items():
        command += ["-s", f"{setting}={value}"]
    environment = {"SCRAPY_SETTINGS_MODULE": "newsarchive.settings", **os.environ}
    subprocess.run(command, check=False, env=environment, stdout=sys.stderr)  # noqa: S603  our own interpreter, no shell
    if not any(map(_answers, paths.warc_files(folder))):
        raise UsageError(f"{url}: nothing could be fetched")
    return folder


def _answers(file: Path) -> bool:
    """Whether a response to more than robots.txt is in it."""
    return any(
        record.type == "response" and not (record.uri or "").endswith("/robots.txt") for record in reader.records(file)
    )
