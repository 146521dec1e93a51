"""A source's folder has one owner at a time: two crawls of one source would number the same revision twice."""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from newsarchive.errors import SegmentLocked

_NAME = ".lock"


class Ownership:
    """The lock of a source's folder, held until `release` or the end of the process, however that comes."""

    def __init__(self, folder: Path) -> None:
        self._fd: int | None = None
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / _NAME
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.pread(fd, 32, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(fd)
            raise SegmentLocked(f"another crawl writes {folder} (process {holder})") from error
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        self._fd = fd

    @staticmethod
    def is_held(folder: Path) -> bool:
        """Whether a crawl owns the folder right now; nothing is changed."""
        try:
            fd = os.open(folder / _NAME, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # The lock is tried only where its holder lives: to hold it for a moment could keep a crawl from beginning.
            with contextlib.suppress(PermissionError):  # somebody else's process: it may have nothing to do with us
                os.kill(max(1, int(os.pread(fd, 32, 0))), 0)
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except (OSError, ValueError, OverflowError):
            return False
        finally:
            os.close(fd)
        return False

    def release(self) -> None:
        """Let the next crawl in."""
        if self._fd is not None:
            with contextlib.suppress(OSError):
                os.close(self._fd)
            self._fd = None
