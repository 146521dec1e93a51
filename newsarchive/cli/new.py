"""`newsarchive new`: draft a source from one of its pages."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import datetime
from pathlib import Path

import typer
from scrapy.utils.conf import closest_scrapy_cfg

from newsarchive import urls
from newsarchive.archive import paths, reader
from newsarchive.archive.record import page_input
from newsarchive.cli.fetching import fetch
from newsarchive.drafting import spider_file
from newsarchive.drafting.look import Findings, look
from newsarchive.drafting.scrub import scrub
from newsarchive.errors import ReadError, UsageError
from newsarchive.extraction import Source, read_article
from newsarchive.page import Page
from newsarchive.sources import source_of, spiders

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LONGEST = 40
_TAKEN = ("generic", "not_articles", "unknown")  # what golden pages without a source are called
_REVIEWED = (
    "title", "date", "body", "captions", "images", "lead", "dateline", "authors", "section", "tags", "source_name",
    "language", "layout",
)  # fmt: skip


def new(
    name: str = typer.Argument(..., help="The source's name: the domain's own, ASCII, no dots."),
    url: str = typer.Argument(..., help="The address of one of its articles."),
    html: Path | None = typer.Option(None, "--html", help="The page, saved; else it is fetched now, as a crawl would."),
    into: Path | None = typer.Option(None, "--into", help="The project to write to; default: where scrapy.cfg is."),
) -> None:
    """Look at a page, name its platform or what its head gives, and write a spider file and a golden case to review."""
    project = _project(into)
    spider, golden = project / "spiders" / f"{name}.py", project / "tests" / "golden" / name
    _check(name, url, spider)
    page = _page(html, url)
    try:
        found = look(page, name)
    except ReadError as error:
        raise UsageError(f"{url}: no article was found on the page: {error.reason}: {error}") from error
    _tell(found)
    host = urls.host(url).removeprefix("www.")
    layout = found.layout(name)
    written = spider_file.write(name, host, page.url, found)
    _write_golden(golden, page, Source(name=name, hosts=(host,), layouts=(layout,) if layout is not None else ()))
    spider.parent.mkdir(parents=True, exist_ok=True)
    spider.write_text(written, encoding="utf-8")
    typer.echo(f"\nwritten  {spider}\n         {golden}/drafted.html, drafted.json")
    typer.echo("\nReview both: the golden case has the site's markup, invented words, and the record read today.")
    typer.echo(f"Then: pytest tests/test_golden.py -k {name}, and newsarchive extract {url}")


def _project(into: Path | None) -> Path:
    if into is not None:
        return into
    config = closest_scrapy_cfg()
    if not config:
        raise UsageError("no scrapy.cfg here or above: run it inside a project, or name one with --into")
    return Path(config).parent


def _check(name: str, url: str, spider: Path) -> None:
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or name in _TAKEN:
        raise UsageError(f"name {name[:60]!r}: lower-case ASCII letters and digits, no dots, beginning with a letter")
    if not urls.is_http(url):
        raise UsageError(f"{url!r} is no http(s) URL")
    if spider.parent.exists() and not spider.parent.is_dir():
        raise UsageError(f"{spider.parent} is no folder")
    if name in spiders() or spider.exists():
        raise UsageError(f"{name}: there is a source of that name already")
    known = source_of(url).name
    if known in spiders():
        raise UsageError(f"{url}: its host belongs to {known} already")


def _page(html: Path | None, url: str) -> Page:
    """The page from a file, or fetched now. Raise UsageError."""
    try:
        if html is not None:
            return Page(html.read_bytes(), url)
        with tempfile.TemporaryDirectory() as scratch:
            found: Page | None = None
            for file in paths.warc_files(fetch(url, Path(scratch))):
                for record in reader.records(file):
                    answered = record.type == "response" and record.http is not None and record.http.status == 200
                    if answered and not (record.uri or "").endswith("/robots.txt"):
                        given = page_input(record)  # the last one: what came before it redirected to it
                        found = Page(given.body, given.url, content_type=given.content_type)
            if found is not None:
                return found
    except OSError as error:
        raise UsageError(f"--html {html}: {error.strerror}") from error
    except ReadError as error:
        raise UsageError(f"{html or url}: {error.reason}: {error}") from error
    raise UsageError(f"{url}: nothing could be fetched")


def _tell(found: Findings) -> None:
    article = found.article
    typer.echo(f"title    {article.title}")
    typer.echo(f"date     {article.date or 'none found'}")
    typer.echo(f"body     {len((article.body or '').split())} words, {len(article.captions)} captions")
    if found.platform is not None:
        room = found.platform.__module__.rpartition(".")[2]
        typer.echo(f"platform {room}: {found.platform.__name__}")
    else:
        typer.echo(f"platform none known; the text stands in {found.body or 'an element without a name of its own'}")
    typer.echo(f"head     {', '.join(found.structured) or 'gives nothing'}")
    typer.echo(f"feeds    {', '.join(found.feeds) or 'none named'}")


def _write_golden(folder: Path, page: Page, source: Source) -> None:
    """The page with invented words, and the record that is read from it."""
    folder.mkdir(parents=True, exist_ok=True)
    url = page.url
    place = source.layouts[0].body.find(page) if source.layouts and source.layouts[0].body else None
    markup = scrub(page, place.element if place else None)
    stored = Page(markup.encode(), url, content_type="text/html; charset=utf-8")
    case: dict[str, object] = {
        "page": {
            "url": url,
            "fetched_at": None,
            "content_type": "text/html; charset=utf-8",
            "provenance": f"drafted on {datetime.now().astimezone():%Y-%m-%d} from a page of {urls.host(url)}; words"
            " invented; to be reviewed",
        }
    }
    try:
        article = read_article(stored, source)
        case["article"] = {key: value for key, value in json.loads(article.to_json()).items() if key in _REVIEWED}
    except ReadError as error:
        raise UsageError(f"{url}: the page with invented words could not be read: {error}") from error
    (folder / "drafted.html").write_text(markup, encoding="utf-8")
    (folder / "drafted.json").write_text(json.dumps(case, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
