"""Zstandard frames of `.warc.zst` files (the IIPC's draft): one a record, with or without a dictionary at the start."""

from __future__ import annotations

from typing import Any, Final

from newsarchive import codings
from newsarchive.archive.members import CUT, PIECE, Damage, Input, Packed
from newsarchive.errors import CodingError

FRAME: Final = b"\x28\xb5\x2f\xfd"
NO_ZSTD = "no_zstd"
BAD_DICTIONARY = "bad_dictionary"
_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"  # the draft's skippable frame that holds the dictionary
_HEAD = 8  # bytes of a skippable frame before its content: magic number and length
_DICTIONARY_LIMIT = 16 << 20  # those of ArchiveTeam have a megabyte
# What `zstd -d` accepts unasked: whole files packed with --long have such windows, and 128 MB fit into memory.
_WINDOW_LOG = 27


class ZstdFrame(Packed):
    """One zstd frame; its checksum, where it has one, is checked when its end is reached."""

    checked = False  # the checksum is optional

    def __init__(self, source: Input, dictionary: Any = None, piece: int = PIECE) -> None:
        options: Any = {codings.zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
        stream = codings.zstd.ZstdDecompressor(zstd_dict=dictionary, options=options)
        super().__init__(source, stream, (codings.zstd.ZstdError,), piece)

    def _begin(self) -> None:
        if not self._source.starts_with(FRAME):
            raise Damage(NO_ZSTD)

    def _more(self) -> bytes:
        return self._source.take() if self._stream.needs_input else b""


def is_zstd(source: Input) -> bool:
    """Tell whether the next bytes are a frame, or one to be skipped (RFC 8878)."""
    return source.starts_with(FRAME) or _is_skippable(source.peek(4))


def skip(source: Input) -> None:
    """Pass over frames that are to be skipped. Raise Damage where the file ends within one."""
    while _is_skippable(source.peek(4)):
        head, start = source.peek(_HEAD), source.offset
        end = start + _HEAD + int.from_bytes(head[4:], "little")
        source.move(end - 1)
        if len(head) < _HEAD or source.at_end():
            source.move(start)
            raise Damage(CUT)
        source.move(end)


def dictionary(source: Input) -> Any:
    """The dictionary in the file's first frame, itself packed or not; None where there is none. Raise Damage."""
    head = source.peek(_HEAD)
    if not head.startswith(_DICTIONARY):
        return None
    size = int.from_bytes(head[4:], "little")
    if size > _DICTIONARY_LIMIT:
        raise Damage(BAD_DICTIONARY)
    data = source.peek(_HEAD + size)[_HEAD:]
    try:
        decoded = codings.decode(data, "zstd" if data.startswith(FRAME) else None, limit=_DICTIONARY_LIMIT)
        if len(data) < size or decoded.cut:
            raise Damage(BAD_DICTIONARY)
        made = codings.zstd.ZstdDict(decoded.body)
        codings.zstd.ZstdDecompressor(zstd_dict=made)  # ZstdDict looks at the magic number only
        return made
    except (CodingError, codings.zstd.ZstdError, ValueError) as error:
        raise Damage(BAD_DICTIONARY) from error


def _is_skippable(head: bytes) -> bool:
    return head[1:] == b"\x2a\x4d\x18" and head[0] >> 4 == 5
