"""newsarchive crawls Vietnamese news into WARC and provable JSON Lines; here is what a reader of pages needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.version import __version__

if TYPE_CHECKING:
    from newsarchive.sources import read_article

__all__ = ["__version__", "read_article"]


def __getattr__(name: str) -> Any:
    """Load `read_article` only when it is asked for: it imports every installed source (PEP 562)."""
    if name == "read_article":
        from newsarchive.sources import read_article

        return read_article
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
