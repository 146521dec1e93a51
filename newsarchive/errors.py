"""Every error that newsarchive raises on purpose.

NewsArchiveError
├── UsageError              the operator's input: an argument, a file, a setting
├── ReadError               a page that cannot become an article
│   ├── NotAnArticle            a listing, an error page, a page without title and text
│   └── UnreadablePage          no HTML: empty, binary, too large
├── CodingError             a Content-Encoding that cannot be undone
├── ArchiveError            something under archives/
│   ├── BrokenRecord            bytes in a WARC that are no complete record
│   ├── BrokenLine              a JSON Lines line that is no record
│   ├── SegmentLocked           another process writes this segment
│   ├── FrontierDamaged         a frontier file that can't be read
│   └── WriteFailed             the disk refused; the file was cut back to its last good record
├── UnstorableRequest       a request that the frontier can't keep: a callback or a value that is no JSON
├── ReplayerUnavailable     the browser's replayer could not be fetched, or is not what is pinned
├── NotInArchive            replay was asked for a URL that no WARC holds
└── PrivateHostRefused      a request to a loopback or private address
"""

from __future__ import annotations


class NewsArchiveError(Exception):
    """The root: catch this to catch all of ours and nothing else."""


class UsageError(NewsArchiveError):
    """The operator's input is wrong; the message names the argument, file or setting and what would be right."""


class ReadError(NewsArchiveError):
    """A page that cannot become an article; `reason` is the short word under which it is counted."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


class NotAnArticle(ReadError):
    """The page was read, and it is no article."""


class UnreadablePage(ReadError):
    """The bytes are no HTML page."""


class CodingError(NewsArchiveError):
    """A Content-Encoding that cannot be undone within the limits; `reason` is the word under which it is counted."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or reason)
        self.reason = reason


class ArchiveError(NewsArchiveError):
    """Something under archives/ is not as it must be."""


class BrokenRecord(ArchiveError):
    """Bytes that are no complete WARC record: `path`, `offset` of the first bad byte range, `reason`."""

    def __init__(self, path: object, offset: int, reason: str) -> None:
        super().__init__(f"{path} at offset {offset}: {reason}")
        self.path, self.offset, self.reason = path, offset, reason


class BrokenLine(ArchiveError):
    """A line of a JSON Lines file that is no record: `path`, `number` (from 1), `reason`."""

    def __init__(self, path: object, number: int, reason: str) -> None:
        super().__init__(f"{path} line {number}: {reason}")
        self.path, self.number, self.reason = path, number, reason


class SegmentLocked(ArchiveError):
    """Another process holds the lock of this segment."""


class FrontierDamaged(ArchiveError):
    """A frontier file that is none, is damaged, or is of another version."""


class WriteFailed(ArchiveError):
    """The disk refused a write; the file was cut back to its last good record."""


class UnstorableRequest(NewsArchiveError):
    """A request that can't be kept on the disk; the message names the request and the value."""


class ReplayerUnavailable(NewsArchiveError):
    """ReplayWeb.page could not be fetched, or what came is not what is pinned; the message names host and reason."""


class NotInArchive(NewsArchiveError):
    """Replay was asked for a URL that none of its WARC files holds."""


class PrivateHostRefused(NewsArchiveError):
    """A request to a loopback, link-local or private address, which only ALLOW_PRIVATE_HOSTS permits."""
