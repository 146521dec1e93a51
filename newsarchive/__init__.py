"""newsarchive crawls Vietnamese news into WARC and provable JSON Lines; here is what readers of pages, and of what was
crawled, need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsarchive.version import __version__

if TYPE_CHECKING:
    from newsarchive.dataset.loading import load
    from newsarchive.sources import read_article

__all__ = ["__version__", "load", "read_article"]


def __getattr__(name: str) -> Any:
    """Import what is asked for only then: `read_article` needs every installed source (PEP 562)."""
    if name == "load":
        from newsarchive.dataset.loading import load

        return load
    if name == "read_article":
        from newsarchive.sources import read_article

        return read_article
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
