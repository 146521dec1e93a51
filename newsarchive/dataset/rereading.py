"""Re-reading: every input a task, over processes, in order; as a stream, or as results that an interrupted call keeps.

A result is two files, named by the input's digest: `<stem>-<16 hex digits of its sha256>.jsonl`, the records, and
`.tally.json`, what was counted. The second appears last: where it is, that input is done.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, TextIO

from newsarchive import urls
from newsarchive.archive import containers, paths
from newsarchive.archive.whole import PART, whole
from newsarchive.dataset.outcome import Outcome, Tally
from newsarchive.dataset.page_lists import list_outcomes, page_outcomes
from newsarchive.dataset.reread import begin, warc_outcomes
from newsarchive.errors import UsageError
from newsarchive.items import READER

_BATCH = 16  # pages of a list that one task reads
_OPTIONS = "options.json"
_TALLY = ".tally.json"

Task = partial[Iterator[Outcome]]


class Options(NamedTuple):
    """How pages are read. `hosts`: of archives only the pages on these hosts, or below them."""

    generic: bool = False
    hosts: tuple[str, ...] = ()


def outcomes(
    inputs: list[Path],
    *,
    url: str | None,
    fetched_at: datetime | None,
    generic: bool,
    jobs: int,
    hosts: tuple[str, ...] = (),
) -> Iterator[Outcome]:
    """Read every input in order, over `jobs` processes. Raise UsageError for an input that is none."""
    options = Options(generic, hosts)
    tasks = [task for path in inputs for task in _tasks(path, url, fetched_at, options)]
    given = [task.args[0] for task in tasks if task.func is warc_outcomes]
    if jobs <= 1:
        begin(given)
        for task in tasks:
            yield from task()
        return
    with tempfile.TemporaryDirectory(prefix="newsarchive-") as scratch, _pool(jobs, given) as pool:
        for spooled in pool.map(partial(_spool, scratch), tasks):
            with spooled.open(encoding="utf-8") as lines:
                yield from (Outcome(*json.loads(line)) for line in lines)
            spooled.unlink()


def results(inputs: list[Path], folder: Path, options: Options, *, jobs: int) -> Iterator[Tally]:
    """Write the results of archives into `folder`, those that are not there yet; give the tally of each, in order.

    Raise UsageError for an input that is no archive, or a folder that holds something else.
    """
    files = list(dict.fromkeys(task.args[0].absolute() for task in _archives(inputs, options)))
    _prepare(folder, options)
    step = partial(_result, folder, options)
    if jobs <= 1:
        begin(files)
        yield from map(step, files)
        return
    with _pool(jobs, files) as pool:
        yield from pool.map(step, files)


def _pool(jobs: int, given: list[Path]) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=jobs, initializer=_begin_worker, initargs=(os.getpid(), given))


def _begin_worker(parent: int, given: list[Path]) -> None:
    begin(given)
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process once whoever started it is gone: a killed one can't tell its workers."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _archives(inputs: list[Path], options: Options) -> Iterator[Task]:
    for path in inputs:
        for task in _tasks(path, None, None, options):
            if task.func is not warc_outcomes:
                raise UsageError(f"{path} is no archive: a folder takes the results of WARC files")
            yield task


def _tasks(path: Path, url: str | None, fetched_at: datetime | None, options: Options) -> Iterator[Task]:
    if not path.exists():
        raise UsageError(f"{path} does not exist")
    if not path.is_dir() and not path.is_file():
        raise UsageError(f"{path} is no regular file: what can't be read twice can't be read")
    if path.is_dir():
        files = paths.warc_files(path)
        if not files:
            raise UsageError(f"{path} holds no WARC file")
        for file in files:
            yield partial(warc_outcomes, file, *options)
    elif paths.is_warc(path) or containers.holds_warc(path):
        yield partial(warc_outcomes, path, *options)
    elif path.suffix == ".jsonl":
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            rows = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
        for start in range(0, len(rows), _BATCH):
            yield partial(list_outcomes, path, rows[start : start + _BATCH], options.generic)
    elif url is None:
        raise UsageError(f"{path}: an HTML file needs --url, the http(s) address it was fetched from")
    elif not urls.is_http(url):
        raise UsageError(f"--url {url!r} is no http(s) address")
    else:
        yield partial(page_outcomes, path, url, fetched_at, None, options.generic)


def _spool(scratch: str, task: Task) -> Path:
    """Do a task; its outcomes go to disk, for they may be more than fits into memory."""
    handle, name = tempfile.mkstemp(dir=scratch)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        for outcome in task():
            stream.write(json.dumps(outcome, ensure_ascii=False) + "\n")
    return Path(name)


def _result(folder: Path, options: Options, file: Path) -> Tally:
    """Write the result of one archive, unless it is there."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()[:16]
    name = f"{paths.stem(file)[:150]}-{digest}"
    counted = folder / f"{name}{_TALLY}"
    records = folder / f"{name}.jsonl"
    if records.is_file():
        with suppress(OSError, ValueError, LookupError, TypeError):  # no tally, or none that is whole: do it again
            return Tally.from_dict(json.loads(counted.read_bytes()))
    tally = Tally()
    with _text(records) as stream:
        for outcome in warc_outcomes(file, *options):
            tally.add(outcome)
            if outcome.line is not None:
                stream.write(outcome.line + "\n")
    with _text(counted) as stream:
        stream.write(json.dumps(tally.to_dict(), ensure_ascii=False) + "\n")
    return tally


def _prepare(folder: Path, options: Options) -> None:
    """Make the folder, or see that it holds results of the same rules. Half-made files of an earlier call go."""
    said: dict[str, Any] = {"reader": READER, "generic": options.generic, "hosts": sorted(options.hosts)}
    told = folder / _OPTIONS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = {path.name for path in folder.iterdir()}
        half = {name for name in found if name.startswith(".") and name.endswith(PART)}
        if not told.exists():
            if found - half:
                raise UsageError(f"{folder} holds {min(found - half)}, which no extract wrote: choose another folder")
            with _text(told) as stream:
                stream.write(json.dumps(said) + "\n")
        elif json.loads(told.read_bytes()) != said:
            raise UsageError(f"{folder} holds results of {told.read_text().strip()}, not of {json.dumps(said)}")
        for name in half:
            (folder / name).unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder} can take no results: {error}") from error


@contextmanager
def _text(target: Path) -> Iterator[TextIO]:
    """A text file that appears under its name when it is whole."""
    with whole(target) as stream:
        text = TextIOWrapper(stream, encoding="utf-8", newline="\n")
        yield text
        text.detach()


def merged(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole
