"""One file that only grows: made exclusively, locked, every write whole or cut back, renamed when it is done."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from pathlib import Path

from newsarchive.archive import paths
from newsarchive.errors import ArchiveError, SegmentLocked, WriteFailed


def lock(fd: int, path: Path) -> None:
    """Take the file's lock without waiting. Raise SegmentLocked where another holds it, or the name has moved on."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        same = os.path.samestat(os.fstat(fd), path.stat())
    except (BlockingIOError, FileNotFoundError) as error:
        raise SegmentLocked(f"{path} is held by another process") from error
    if not same:
        raise SegmentLocked(f"{path} was closed by another process")


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut."""
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


class AppendedFile:
    """A new `.open` file that this process alone writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0  # bytes of whole appends
        self._sum = hashlib.sha256()
        self._synced = 0
        self._broken: str | None = None
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
        try:
            lock(self._fd, path)
        except SegmentLocked:
            self.release()
            raise
        except OSError:
            self.discard()
            raise

    def append(self, data: bytes) -> int:
        """Write `data` at the end and return its offset. Raise WriteFailed with the file as it was before."""
        if self._broken:
            raise WriteFailed(self._broken)
        offset, view = self.size, memoryview(data)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as error:
            self._cut_back(offset)
            raise WriteFailed(f"{self.path}: {error.strerror}: {len(data)} bytes not written") from error
        self.size += len(data)
        self._sum.update(data)
        return offset

    @property
    def digest(self) -> str:
        """`sha256:` and the hex digest of all that was appended."""
        return "sha256:" + self._sum.hexdigest()

    def sync(self) -> None:
        """Bring what was appended onto the disk. Raise WriteFailed."""
        if self._synced == self.size:
            return
        try:
            os.fsync(self._fd)
        except OSError as error:
            # What the kernel could not write it may have dropped: a second fsync would succeed and lie.
            self._broken = f"{self.path}: {error.strerror} on fsync"
            raise WriteFailed(self._broken) from error
        self._synced = self.size

    def finish(self) -> Path:
        """Rename to the final name and let go of the file."""
        target = paths.final(self.path)
        if target.exists():
            raise ArchiveError(f"{target} stands already; {self.path} stays open")
        self.path.rename(target)
        self.release()
        return target

    def release(self) -> None:
        """Let go of the file and its lock, under the name that it has."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def discard(self) -> None:
        """Remove the file."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.release()

    def _cut_back(self, offset: int) -> None:
        try:
            os.ftruncate(self._fd, offset)
        except OSError as error:
            self._broken = f"{self.path}: {error.strerror}: torn after byte {offset}, recovery mends it"
