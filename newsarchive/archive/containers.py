"""How a WARC file packs its records: gzip members, zstd frames or nothing. By its first bytes, not by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from newsarchive.archive import frames
from newsarchive.archive.frames import ZstdFrame
from newsarchive.archive.members import PIECE, Damage, GzipMember, Input, PlainBytes

Container = GzipMember | ZstdFrame | PlainBytes
Packing = Callable[..., Container | None]  # opens what begins at an Input's next byte; None at the end of the file

GZIP = b"\x1f\x8b\x08"
_PLAIN = b"WARC/"
_LOOK = 64  # inflated bytes that tell whether a file is a WARC


def packing(source: Input, path: Path) -> Packing:
    """How the file at `source`, which is at its start, is packed. Raise Damage for a dictionary that is none.

    Where the first bytes are damaged, the name decides.
    """
    if source.starts_with(_PLAIN):
        return _plain
    if frames.is_zstd(source):
        return partial(_frame, frames.dictionary(source))
    if source.starts_with(GZIP[:2]):
        return _member
    kinds = path.name.lower().removesuffix(".open").split(".")
    by_name: dict[str, Packing] = {"warc": _plain, "zst": partial(_frame, None)}
    return by_name.get(kinds[-1], _member)


def magic(opened: Packing) -> bytes | None:
    """The bytes that a container begins with; None where the file is not packed."""
    if opened is _plain:
        return None
    return GZIP if opened is _member else frames.FRAME


def holds_warc(path: Path) -> bool:
    """Tell whether the file's first record begins like one, whatever the file's name. Raise OSError."""
    with path.open("rb", buffering=0) as stream:
        try:
            opened = packing(Input(stream), path)
            container = opened(Input(stream), _LOOK)
            return container is not None and container.pull().startswith(_PLAIN)
        except Damage:
            return False


def _plain(source: Input, piece: int = PIECE) -> PlainBytes | None:
    return None if source.at_end() else PlainBytes(source, piece)


def _member(source: Input, piece: int = PIECE) -> GzipMember | None:
    return None if source.at_end() else GzipMember(source, piece)


def _frame(dictionary: object, source: Input, piece: int = PIECE) -> ZstdFrame | None:
    frames.skip(source)
    return None if source.at_end() else ZstdFrame(source, dictionary, piece)
