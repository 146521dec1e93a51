"""How a lease ended: what the response or failure, and what was learned of it, make of a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newsarchive.errors import NotInArchive, PrivateHostRefused, WriteFailed
from newsarchive.frontier.queue import DONE, DROPPED, FAILED, OUTSIDE_WINDOW

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from newsarchive.crawling.lease import Lease

_IGNORED = {
    "Forbidden by robots.txt": (DROPPED, "robots"),
    "max redirections reached": (FAILED, "redirect_loop"),
}


class Verdict(NamedTuple):
    """The state that a URL ends in, and why; state None: it goes back, as if it had not been tried."""

    state: int | None
    reason: str | None = None
    at_once: bool = False  # nothing was asked of the server: the next crawl may


class PutBack(Exception):
    """A request that goes back to the frontier, since the crawl stops."""

    put_back = True


def verdict(lease: Lease, result: Response | Failure, allowed: Any) -> Verdict:
    """What `result` means; `allowed`: HTTP statuses that the spider handles itself, or True for all."""
    if not isinstance(result, Response):
        return _of_failure(result.value)
    if lease.put_back:
        return Verdict(None)
    if lease.failure is not None:
        return Verdict(FAILED, lease.failure)
    outcome = lease.request.meta.get("outcome")
    if outcome == OUTSIDE_WINDOW:
        return Verdict(DROPPED, outcome)
    if outcome is not None:
        return Verdict(FAILED, str(outcome))
    usable = 200 <= result.status < 300 or result.status == 304 or allowed is True or result.status in allowed
    return Verdict(DONE) if usable else Verdict(FAILED, f"http_{result.status}")


def _of_failure(error: BaseException | None) -> Verdict:
    if getattr(error, "put_back", False) or isinstance(error, WriteFailed):
        return Verdict(None)
    if isinstance(error, PrivateHostRefused):
        return Verdict(DROPPED, "private_host")
    if type(error) is IgnoreRequest:
        return Verdict(*_IGNORED.get(str(error), (DROPPED, "ignored")))
    if isinstance(error, NotInArchive):
        return Verdict(FAILED, "not_in_archive", at_once=True)
    return Verdict(FAILED, type(error).__name__)
