"""The proof of one line: its form, its place in the chain of revisions, its pointer, and the article read again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator

from newsarchive.archive import paths, reader
from newsarchive.dataset.ledger import Ledger
from newsarchive.dataset.originals import reference_faults
from newsarchive.dataset.records import RecordCheck
from newsarchive.dataset.reread import article_of, pointer
from newsarchive.errors import ArchiveError, BrokenRecord, CodingError, ReadError
from newsarchive.items import READER, Article, Capture, json_schema


class Fault(NamedTuple):
    """What can't be proven of a line; `fails` False: worth telling, no sign of damage."""

    reason: str
    fails: bool = True


class Prover:
    """Proves the lines of one source in order. `whole`: all of its lines come by, so chains begin at revision 1."""

    def __init__(self, folder: Path, *, whole: bool) -> None:
        self._folder, self._whole = folder, whole
        self._chain = Ledger()  # of each key, the line before

    def faults(self, raw: bytes, writer: str | None) -> Iterator[Fault]:
        """What is wrong with a line, given without its line feed; `writer` is the software that wrote its segment."""
        try:
            line = json.loads(raw.decode("utf-8"))
        except (ValueError, RecursionError) as error:
            yield Fault(f"no JSON: {error}")
            return
        fault = next(_validator().iter_errors(line), None)
        if fault is not None:
            yield Fault(f"{fault.json_path}: {fault.message[:200]}")
            return
        if _text(line) != raw:
            yield Fault("not in the record's own form (no spaces, no escapes)")
        if line["source"] != self._folder.name:
            yield Fault(f"source is {line['source']!r}, in the folder of {self._folder.name!r}")
        if writer is not None and line["reader"] != writer:
            yield Fault(f"reader is {line['reader']}, its segment was written by {writer}")
        yield from self._chain_faults(line)
        yield from self._archive_faults(line, raw)

    def _chain_faults(self, line: dict[str, Any]) -> Iterator[Fault]:
        """Revisions of a key count 1, 2, ..., each names the one before, each changes the content."""
        key, _, revision = line["id"].rpartition(":")
        if revision != str(line["revision"]):
            yield Fault(f"id {line['id']} and revision {line['revision']} differ")
        noted = self._chain.get(key)
        before = json.loads(noted) if noted else None
        if before and before["revision"] >= line["revision"]:
            same = before["id"] == line["id"]
            yield Fault(f"id {line['id']} stands {'twice' if same else 'behind ' + before['id']}")
            return
        if before is not None or self._whole:
            expected = (before["revision"] + 1, before["id"]) if before else (1, None)
            if (line["revision"], line["previous"]) != expected:
                yield Fault(f"revision {line['revision']}: expected {expected[0]} with previous {expected[1]}")
        if before and before["content_digest"] == line["content_digest"]:
            yield Fault(f"the same content as {before['id']}")
        self._chain.put(key, json.dumps({name: line[name] for name in ("id", "revision", "content_digest")}))

    def _archive_faults(self, line: dict[str, Any], raw: bytes) -> Iterator[Fault]:
        """Follow the pointer, from a revisit on to its original; hold what stands there against it; read it again."""
        said = line["warc"]
        if said is None:
            yield Fault("no pointer to a capture")
            return
        try:
            record = self._followed("warc", said)
            original = self._followed("warc.refers_to", said["refers_to"]) if said["refers_to"] else None
            found = pointer(record, original if record.type == "revisit" else None)
            for name, value in dataclasses.asdict(found).items():
                if _text(said[name]) != _text(value):
                    yield Fault(f"warc.{name} is {str(said[name])[:200]}, the record says {value}")
            for reason in _record_faults(record, original):
                yield Fault(reason)
        except (ArchiveError, OSError, OverflowError, TypeError, ValueError) as error:
            yield Fault(f"warc points at no whole record: {error}"[:300])
            return
        yield from _reading_faults(record, original, found, line, raw)

    def _followed(self, name: str, said: dict[str, Any]) -> reader.Record:
        """The record at a place. Raise ArchiveError where there is none."""
        path = paths.resolve(self._folder, said["file"])
        if path is None:
            raise ArchiveError(f"{name}.file {said['file'][:200]} is not there")
        return reader.record_at(path, said["offset"])


def _record_faults(record: reader.Record, original: reader.Record | None) -> Iterator[str]:
    """Digests that don't fit, and what keeps a revisit from standing for the payload of its original."""
    yield from RecordCheck.content(record)
    if record.type != "revisit":
        return
    if not record.repeats_payload:
        yield f"the record is a revisit that stands for no page ({record.get('WARC-Profile')})"
    if original is None:
        yield "the record is a revisit, and warc.refers_to says not of what"
        return
    yield from RecordCheck.content(original)
    yield from reference_faults(record, original)


def _reading_faults(
    record: reader.Record, original: reader.Record | None, found: Capture, line: dict[str, Any], raw: bytes
) -> Iterator[Fault]:
    """Read the article again; but for its place in the chain, the line must come out byte for byte."""
    same_reader = line["reader"] == READER
    try:
        again = article_of(record, original, source=line["source"])
    except (ReadError, CodingError, BrokenRecord) as error:
        yield Fault(f"read again it is no article: {error.reason}", same_reader)
        return
    expected = _with_chain(again, line, found)
    text = expected.to_json()
    if text.encode("utf-8", "surrogatepass") == raw:
        return
    values = json.loads(text)
    differing = [name for name in values if _text(values[name]) != _text(line[name])]
    by = "" if same_reader else f" (line by {line['reader']}, read again by {READER})"
    what = f"it differs in {', '.join(differing)}" if differing else "its keys stand in another order"
    yield Fault(f"read again {what}{by}", same_reader)


def _with_chain(again: Article, line: dict[str, Any], found: Capture) -> Article:
    """The article as its line must hold it: revision and version of the rules are proven elsewhere."""
    revised = again.as_revision(line["revision"], line["previous"])
    return dataclasses.replace(revised, warc=found, reader=line["reader"])


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def _text(value: Any) -> bytes:
    """The one JSON form of a value, which tells 1 from 1.0."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
