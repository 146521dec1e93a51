"""Revisits (WARC 1.1, 6.7): what a record says in place of a payload that an earlier full record holds already."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import NamedTuple

from newsarchive.archive import paths, reader
from newsarchive.archive.warc import Field
from newsarchive.errors import BrokenRecord
from newsarchive.items import Reference

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
# Redirects, stubs of 404 pages, single pixels: the fields of a revisit take as much as the payload would, and each
# would hang on another record that may be lost.
MIN_PAYLOAD = 1024


class Original(NamedTuple):
    """An earlier full response record, which a revisit refers to: never another revisit, never a truncated one."""

    record_id: str
    uri: str  # WARC-Target-URI
    date: str  # WARC-Date
    payload_digest: str
    reference: Reference


def fields(profile: str, original: Original) -> list[Field]:
    """What makes a record a revisit: its profile, and the record that it refers to.

    File and offset are fields of Heritrix that never came into the standard. They spare our readers an index of all
    that was ever fetched, and are believed only where that record stands there.
    """
    return [
        ("WARC-Profile", profile),
        ("WARC-Refers-To", original.record_id),
        ("WARC-Refers-To-Target-URI", original.uri),
        ("WARC-Refers-To-Date", original.date),
        ("WARC-Refers-To-Filename", PurePosixPath(original.reference.file).name),
        ("WARC-Refers-To-File-Offset", str(original.reference.offset)),
    ]


def original_at(folder: Path, file: str, offset: int, payload_digest: str) -> Original | None:
    """The full response with that payload which begins at `offset` of a source's `file`; None where there is none.

    A truncated response is none, nor one in chunk framing: replayers would put that behind another head.
    """
    path = paths.resolve(folder, file)
    try:
        record = reader.record_at(path, offset) if path is not None else None
    except (BrokenRecord, OSError):
        return None
    if record is None or record.type != "response" or record.payload_digest != payload_digest or record.truncated:
        return None
    if record.uri is None or record.http is None or record.http.is_chunked:
        return None
    reference = Reference(file, record.offset, record.length, record.id)
    return Original(record.id, record.uri, record.date, payload_digest, reference)
