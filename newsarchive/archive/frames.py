"""Zstandard frames of `.warc.zst` files (the IIPC's draft): one a record, with or without a dictionary at the start."""

from __future__ import annotations

from typing import Any, Final

from newsarchive import codings
from newsarchive.archive.members import CORRUPT, CUT, PIECE, Damage, Input
from newsarchive.errors import CodingError

FRAME: Final = b"\x28\xb5\x2f\xfd"
NO_ZSTD = "no_zstd"
BAD_DICTIONARY = "bad_dictionary"
_DICTIONARY: Final = b"\x5d\x2a\x4d\x18"  # the draft's skippable frame that holds the dictionary
_HEAD = 8  # bytes of a skippable frame before its content: magic number and length
_DICTIONARY_LIMIT = 16 << 20  # those of ArchiveTeam have a megabyte
# What `zstd -d` accepts unasked: whole files packed with --long have such windows, and 128 MB fit into memory.
_WINDOW_LOG = 27


class ZstdFrame:
    """One zstd frame; its checksum, where it has one, is checked when its end is reached."""

    ends = True
    checked = False  # the checksum is optional
    header = b""

    def __init__(self, source: Input, dictionary: Any = None, piece: int = PIECE) -> None:
        self._source, self._piece = source, piece
        options: Any = {codings.zstd.DecompressionParameter.window_log_max: _WINDOW_LOG}
        self._stream: Any = codings.zstd.ZstdDecompressor(zstd_dict=dictionary, options=options)
        self._begun = False

    def pull(self) -> bytes:
        """The next decompressed bytes, b"" at the end of the frame. Raise Damage."""
        stream = self._stream
        if not self._begun:
            if not self._source.starts_with(FRAME):
                raise Damage(NO_ZSTD)
            self._begun = True
        while not stream.eof:
            data = self._source.take() if stream.needs_input else b""
            try:
                out: bytes = stream.decompress(data, self._piece)
            except codings.zstd.ZstdError as error:
                raise Damage(CORRUPT) from error
            if stream.eof:
                self._source.give_back(stream.unused_data)
            elif not data and not out:
                raise Damage(CUT)
            if out:
                return out
        return b""

    def surplus(self, data: bytes) -> None:
        """Say that `data` follows the record: nothing may."""
        if data:
            raise Damage("several_records")


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
