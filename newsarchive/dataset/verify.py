"""Proof: every WARC record is whole, every line points at one, and the same bytes read again give the same line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from newsarchive.archive import paths, reader
from newsarchive.dataset.records import RecordCheck
from newsarchive.dataset.reread import article_of
from newsarchive.errors import BrokenRecord, CodingError, ReadError
from newsarchive.items import READER, article_from_dict, json_schema

_CHAIN = ("id", "revision", "previous")  # checked along the chain of lines
_OWN = ("warc", "reader")  # checked by themselves


class Problem(NamedTuple):
    """Something that can't be proven: `where` names the file and the line or offset."""

    where: str
    reason: str
    fails: bool = True  # False: worth telling, no proof of damage


class Verification:
    """One pass over a set of sources; counts what was checked."""

    def __init__(self) -> None:
        self.files = self.records = self.lines = 0
        self._validator = Draft202012Validator(json_schema())

    def check(self, roots: Iterable[Path]) -> Iterator[Problem]:
        """Check everything below each root: an archives folder, a source's folder, or single files."""
        for folder, warcs, tables in _by_source(roots):
            yield from self._check_warcs(warcs)
            yield from self._check_pairs(warcs, tables)
            chain: dict[str, dict[str, Any]] = {}
            for table in tables:
                yield from self._check_lines(folder, table, chain)

    def _check_warcs(self, warcs: list[Path]) -> Iterator[Problem]:
        seen: dict[str, str] = {}
        for path in warcs:
            self.files += 1
            check = RecordCheck(path.name, seen)
            try:
                for record in reader.records(path):
                    self.records += 1
                    for reason in check.record(record):
                        yield Problem(f"{path} at offset {record.offset}", reason)
            except BrokenRecord as error:
                hint = " (newsarchive recover mends it)" if path.name.endswith(".open") else ""
                yield Problem(f"{path} at offset {error.offset}", f"broken record: {error.reason}{hint}")
            for reason in check.end():
                yield Problem(str(path), reason)

    def _check_pairs(self, warcs: list[Path], tables: list[Path]) -> Iterator[Problem]:
        stems = {paths.stem(path): path for path in warcs}
        for path in tables:
            if stems.pop(paths.stem(path), None) is None:
                yield Problem(str(path), "its WARC is missing")
        for path in stems.values():
            yield Problem(str(path), "its JSON Lines twin is missing")

    def _check_lines(self, folder: Path, table: Path, chain: dict[str, dict[str, Any]]) -> Iterator[Problem]:
        self.files += 1
        writer = _writer(table)
        with table.open("rb") as stream:
            for number, raw in enumerate(stream, start=1):
                self.lines += 1
                where = f"{table} line {number}"
                if not raw.endswith(b"\n"):
                    yield Problem(where, "the line is torn")
                    continue
                for reason, fails in self._line_problems(folder, raw[:-1], chain, writer):
                    yield Problem(where, reason, fails)

    def _line_problems(
        self, folder: Path, raw: bytes, chain: dict[str, dict[str, Any]], writer: str | None
    ) -> Iterator[tuple[str, bool]]:
        try:
            record = json.loads(raw.decode("utf-8"))
        except ValueError as error:
            yield f"no JSON: {error}", True
            return
        fault = next(self._validator.iter_errors(record), None)
        if fault is not None:
            yield f"{fault.json_path}: {fault.message[:200]}", True
            return
        if article_from_dict(record).to_json().encode("utf-8", "surrogatepass") != raw:
            yield "not in the record's own form (keys in order, no spaces, no escapes)", True
        if record["source"] != folder.name:
            yield f"source is {record['source']!r}, in the folder of {folder.name!r}", True
        if writer is not None and record["reader"] != writer:
            yield f"reader is {record['reader']}, its segment was written by {writer}", True
        yield from _chain_problems(record, chain)
        yield from _pointer_problems(folder, record)


def _writer(table: Path) -> str | None:
    """The software that wrote a table's segment, as the warcinfo of its WARC says; None where that can't be read."""
    for path in paths.segment_files(table):
        if paths.is_warc(path):
            try:
                return dict(reader.record_at(path, 0).fields).get("software")
            except BrokenRecord:
                return None
    return None


def _chain_problems(record: dict[str, Any], chain: dict[str, dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Revisions of a key count 1, 2, ..., each names the one before, each changes the content."""
    key, _, revision = record["id"].rpartition(":")
    if revision != str(record["revision"]):
        yield f"id {record['id']} and revision {record['revision']} differ", True
    before = chain.get(key)
    expected = (before["revision"] + 1, before["id"]) if before else (1, None)
    if (record["revision"], record["previous"]) != expected:
        yield f"revision {record['revision']} after {expected[1]}: expected {expected[0]}, previous {expected[1]}", True
    if before and before["content_digest"] == record["content_digest"]:
        yield f"the same content as {before['id']}", True
    chain[key] = {name: record[name] for name in ("id", "revision", "content_digest")}


def _pointer_problems(folder: Path, line: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Follow the pointer, hold the record against it, read the article again."""
    pointer = line["warc"]
    if pointer is None:
        yield "no pointer to a capture", True
        return
    path = paths.resolve(folder, pointer["file"])
    if path is None:
        yield f"warc.file {pointer['file']} is not there", True
        return
    try:
        record = reader.record_at(path, pointer["offset"])
    except BrokenRecord as error:
        yield f"warc points at a broken record: {error}", True
        return
    found = {"record_id": record.id, "length": record.length, "payload_digest": record.payload_digest}
    for name, value in found.items():
        if pointer[name] != value:
            yield f"warc.{name} is {pointer[name]}, the record says {value}", True
    for reason in RecordCheck.content(record):
        yield reason, True
    if line["fetched_at"] != record.date:
        yield f"fetched_at {line['fetched_at']} is not WARC-Date {record.date}", True
    yield from _reread_problems(record, line)


def _reread_problems(record: reader.Record, line: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    same_reader = line["reader"] == READER
    try:
        again = article_of(record, source=line["source"]).to_dict()
    except (ReadError, CodingError) as error:
        yield f"read again it is no article: {error.reason}", same_reader
        return
    differing = [name for name in again if name not in (*_CHAIN, *_OWN) and again[name] != line[name]]
    if again["id"].rpartition(":")[0] != line["id"].rpartition(":")[0]:
        differing.insert(0, "id")
    if differing:
        by = "" if same_reader else f" (line by {line['reader']}, read again by {READER})"
        yield f"read again it differs in {', '.join(differing)}{by}", same_reader


def _by_source(roots: Iterable[Path]) -> Iterator[tuple[Path, list[Path], list[Path]]]:
    """The source folders below the roots, each with its WARC and JSON Lines files in order of their names."""
    sources: dict[Path, tuple[set[Path], set[Path]]] = {}
    for root in roots:
        for path in paths.segment_files(root):
            warcs, tables = sources.setdefault(paths.source_folder(path), (set(), set()))
            (warcs if paths.is_warc(path) else tables).add(path)
    for folder in sorted(sources):
        warcs, tables = sources[folder]
        yield folder, sorted(warcs, key=lambda p: p.name), sorted(tables, key=lambda p: p.name)
