"""Bytes of WARC files, forward and in steps: gzip members inflated one by one, plain files as they are."""

from __future__ import annotations

import zlib
from typing import IO, Any, cast

from isal import isal_zlib

_STEP = 65536  # bytes read at once
PIECE = 1 << 20  # bytes inflated at once, whatever a member claims to hold
_GZIP = 31
_HEADER = 10  # bytes before the name and the like, if there is one

# isal's stubs call its exception class an instance.
_ERRORS = (cast("type[Exception]", isal_zlib.error), zlib.error)

CUT = "cut"
CORRUPT = "corrupt"
NO_GZIP = "no_gzip"


class Damage(Exception):
    """The bytes go wrong; `reason` says how."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Input:
    """A file read forward; `offset` is that of the next byte given out."""

    def __init__(self, stream: IO[bytes], offset: int = 0) -> None:
        self._stream = stream
        self._waiting = b""
        self.offset = stream.seek(offset)

    def take(self) -> bytes:
        """The next bytes, b"" at the end of the file."""
        data = self._waiting or self._stream.read(_STEP)
        self._waiting = b""
        self.offset += len(data)
        return data

    def give_back(self, data: bytes) -> None:
        """Put back the end of what was taken last."""
        self._waiting = data
        self.offset -= len(data)

    def move(self, offset: int) -> None:
        """Go on at `offset`."""
        self._waiting = b""
        self.offset = self._stream.seek(offset)

    def peek(self, size: int) -> bytes:
        """The next `size` bytes, fewer at the end of the file; they stay to be taken."""
        while len(self._waiting) < size and (more := self._stream.read(_STEP)):
            self._waiting += more
        return self._waiting[:size]

    def at_end(self) -> bool:
        """Tell whether no byte is left."""
        return not self.peek(1)

    def starts_with(self, prefix: bytes) -> bool:
        """Tell whether the next bytes are `prefix`, as far as there are any."""
        head = self.peek(len(prefix))
        return bool(head) and prefix.startswith(head)


class Packed:
    """Compressed bytes of one container, which says where the record ends. A subclass knows the format."""

    ends = True
    header = b""

    def __init__(self, source: Input, stream: Any, errors: tuple[type[Exception], ...], piece: int) -> None:
        self._source, self._stream, self._errors, self._piece = source, stream, errors, piece
        self._begun = False

    def pull(self) -> bytes:
        """The next unpacked bytes, b"" at the end of the container. Raise Damage."""
        if not self._begun:
            self._begin()
            self._begun = True
        stream = self._stream
        while not stream.eof:
            data = self._more()
            try:
                # An empty call gives what the stream has read but had no room for.
                out: bytes = stream.decompress(data, self._piece)
            except self._errors as error:
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

    def _begin(self) -> None:
        """Look at the first bytes. Raise Damage."""
        raise NotImplementedError

    def _more(self) -> bytes:
        """What the stream is to be given next."""
        raise NotImplementedError


class GzipMember(Packed):
    """One gzip member; its CRC and length are checked when its end is reached."""

    checked = True  # whether its bytes are those that were written

    def __init__(self, source: Input, piece: int = PIECE) -> None:
        super().__init__(source, isal_zlib.decompressobj(wbits=_GZIP), _ERRORS, piece)

    def _begin(self) -> None:
        self.header = self._source.peek(_HEADER)  # as it stands in the file: no checksum covers it
        if not b"\x1f\x8b".startswith(self.header[:2]):
            raise Damage(NO_GZIP)

    def _more(self) -> bytes:
        return self._stream.unconsumed_tail or self._source.take()


class PlainBytes:
    """An uncompressed file: the record itself says where it ends."""

    ends = False
    header = b""
    checked = False

    def __init__(self, source: Input, piece: int = PIECE) -> None:
        self._source = source

    def pull(self) -> bytes:
        """The next bytes, b"" at the end of the file."""
        return self._source.take()

    def surplus(self, data: bytes) -> None:
        """Say that `data` follows the record: the next one begins there."""
        self._source.give_back(data)
