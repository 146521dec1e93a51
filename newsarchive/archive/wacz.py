"""WACZ 1.1.1: WARC files, their index and a list of pages as one ZIP that a replayer reads by ranges.

What is compressed already is stored; every member is streamed, so that memory stays flat whatever is packed; members
and archive may be beyond 4 GB (ZIP64). The package appears under its name when it is whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from isal import isal_zlib

from newsarchive.version import __version__

VERSION: Final = "1.1.1"
_BLOCK = 3000  # lines of the index in one gzip member, which is what a replayer reads at once
_PIECE = 1 << 20
_ZIP32 = 2_000_000_000  # bytes


class Resource(NamedTuple):
    """A member of the package, as datapackage.json names it."""

    path: str
    digest: str
    size: int


class Package:
    """A WACZ while it is written. Members are written one after another; `close` adds what describes them."""

    def __init__(self, target: Path, created: datetime) -> None:
        self.target, self.created = target, created
        self._part = target.with_name(f".{target.name}.{os.getpid()}.part")
        self._zip = zipfile.ZipFile(self._part, "x", allowZip64=True)
        self.resources: list[Resource] = []

    @contextlib.contextmanager
    def member(self, path: str, *, stored: bool, expected: int = 0) -> Iterator[_Member]:
        """A member to write to, of about the `expected` size; it is noted when the block ends.

        Only what may pass 2 GB gets a ZIP64 header of its own: wabac.js finds the bytes behind no other local header
        than one as long as the directory's.
        """
        info = zipfile.ZipInfo(path, self.created.astimezone(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=expected > _ZIP32) as stream:
            member = _Member(stream)  # type: ignore[arg-type]
            yield member
        self.resources.append(Resource(path, member.digest, member.size))

    def index(self, lines: Iterable[bytes]) -> None:
        """Write sorted CDXJ lines as gzip blocks, and the list of the blocks (cdxj-gzip-1.0)."""
        blocks: list[bytes] = []
        name = "index.cdx.gz"
        with self.member(f"indexes/{name}", stored=True) as member:
            for block in _blocks(lines):
                packed = _gzip(b"".join(block))
                prefix = block[0].partition(b"{")[0].strip().decode()
                place = {"offset": member.size, "length": len(packed), "digest": _digest(packed)}
                blocks.append(f"{prefix} {json.dumps(place)}\n".encode())
                member.write(packed)
        meta = json.dumps({"format": "cdxj-gzip-1.0", "filename": name})
        with self.member("indexes/index.idx", stored=False) as member:
            member.write(f"!meta 0 {meta}\n".encode())
            for line in blocks:
                member.write(line)

    def close(self, said: dict[str, str]) -> None:
        """Describe what was written (`said`: title, description, mainPageUrl ...), sync, and give it its name."""
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "software": f"newsarchive/{__version__}",
            "created": _stamp(self.created),
            **said,
            "resources": [
                {
                    "name": each.path.rpartition("/")[2].lower(),
                    "path": each.path,
                    "hash": each.digest,
                    "bytes": each.size,
                }
                for each in self.resources
            ],
        }
        described = json.dumps(package, ensure_ascii=False, indent=2).encode()
        digest = json.dumps({"path": "datapackage.json", "hash": _digest(described)}, indent=2).encode()
        for path, data in (("datapackage.json", described), ("datapackage-digest.json", digest)):
            with self.member(path, stored=False) as member:
                member.write(data)
        self._zip.close()
        with self._part.open("rb") as stream:
            os.fsync(stream.fileno())
        self._part.replace(self.target)

    def discard(self) -> None:
        """Leave nothing behind; after `close` there is nothing to leave."""
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()
        self._part.unlink(missing_ok=True)


class _Member:
    """Counts and digests what goes into a member."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._sum, self.size = stream, hashlib.sha256(), 0

    @property
    def digest(self) -> str:
        return f"sha256:{self._sum.hexdigest()}"

    def write(self, data: bytes) -> None:
        self._stream.write(data)
        self._sum.update(data)
        self.size += len(data)

    def copy(self, source: BinaryIO, start: int, length: int) -> Iterator[int]:
        """Copy a range of a file; give the number of bytes after each piece. Raise OSError where it is shorter."""
        source.seek(start)
        while length:
            piece = source.read(min(_PIECE, length))
            if not piece:
                raise OSError(f"{length} bytes are missing at its end")
            self.write(piece)
            length -= len(piece)
            yield len(piece)


def _blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    block: list[bytes] = []
    for line in lines:
        block.append(line)
        if len(block) == _BLOCK:
            yield block
            block = []
    if block:
        yield block


def _gzip(data: bytes) -> bytes:
    stream = isal_zlib.compressobj(2, wbits=31)
    return bytes(stream.compress(data) + stream.flush())


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
