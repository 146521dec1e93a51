"""What one gzip member, zstd frame or plain file holds, as bytes with positions in which records follow each other."""

from __future__ import annotations

import re

from newsarchive.archive.containers import Container, Packing
from newsarchive.archive.members import CUT, Damage, Input, PlainBytes

_LINE_ENDS = re.compile(rb"[\r\n]*")
_OVERLAP = 64  # bytes kept in a search, more than what is looked for takes


class Misframed(Damage):
    """The bytes are those that were written, as far as one can tell, but no record."""


class Unit:
    """The unit that begins where `source` stands; `position` counts its unpacked bytes, `start` those of the file."""

    def __init__(self, opened: Packing, source: Input, container: Container) -> None:
        self._opened, self._source, self._container = opened, source, container
        self.start = source.offset
        self.is_plain = isinstance(container, PlainBytes)
        self.position = 0
        self._data, self._at = b"", 0  # what is unpacked, and how much of it is used up
        self.ended = False

    @property
    def checked(self) -> bool:
        """Tell whether a checksum has vouched for all that was read."""
        return self.ended and self._container.checked

    @property
    def waiting(self) -> int:
        """Bytes that are unpacked and not used up."""
        return len(self._data) - self._at

    def more(self) -> bool:
        """Unpack some bytes more; False at the end of the unit. Raise Damage."""
        piece = self._container.pull()
        self._data, self._at = self._data[self._at :] + piece, 0
        self.ended = self.ended or not piece
        return bool(piece)

    def take(self, most: int) -> bytes:
        """Bytes that are unpacked, `most` at most; b"" at the end of the unit."""
        if not self.waiting and not self.more():
            return b""
        piece = self._data[self._at : self._at + most]
        self._use(len(piece))
        return piece

    def skip_line_ends(self) -> bool:
        """Pass over what separates records; False where the unit ends with that."""
        while True:
            found = _LINE_ENDS.match(self._data, self._at)
            self._use(found.end() - self._at if found else 0)
            if self.waiting:
                return True
            if not self.more():
                return False

    def starts_with(self, pattern: re.Pattern[bytes], size: int) -> bool:
        """Tell whether the next bytes, `size` at most, are what is looked for."""
        while self.waiting < size and self.more():
            pass
        return pattern.match(self._data, self._at) is not None

    def until(self, pattern: re.Pattern[bytes], limit: int) -> bytes:
        """Use up the bytes through the first match. Raise Misframed where none ends within `limit` bytes."""
        while (found := pattern.search(self._data, self._at)) is None:
            if self.waiting > limit:
                raise Misframed("no_header")
            if not self.more():
                raise Misframed(CUT if self.is_plain else "no_header")
        piece = self._data[self._at : found.end()]
        self._use(len(piece))
        return piece

    def find(self, pattern: re.Pattern[bytes]) -> bool:
        """Go on to the first match; False where the unit ends without one. Raise Damage."""
        while (found := pattern.search(self._data, self._at)) is None:
            self._use(max(0, self.waiting - _OVERLAP))
            if not self.more():
                self._use(self.waiting)
                return False
        self._use(found.start() - self._at)
        return True

    def back_to(self, position: int) -> int:
        """Read again from a position that was passed; give how many bytes that takes. Raise Damage."""
        passed = self.position - position
        if passed <= self._at:
            self._use(-passed)
            return 0
        skipped = 0 if self.is_plain else position
        self._source.move(self.start + position - skipped)
        container = self._opened(self._source)
        if container is None:
            raise Damage(CUT)
        self._container, self._data, self._at, self.ended = container, b"", 0, False
        while skipped and (piece := self.take(skipped)):
            skipped -= len(piece)
        self.position = position
        return passed if self.is_plain else position + passed

    def _use(self, size: int) -> None:
        self._at += size
        self.position += size
