"""Whose turn it is: the downloader's slots (hosts) that have room, and the most urgent request among them.

A slot gets what it may transfer at once and no more: a slow host does not fill the downloader while another stands
idle, and a host that says Retry-After finds nobody behind the door. (Scrapy 2.19 counts a transfer only once its task
has begun: without a delay it starts all that waits in a slot, whatever CONCURRENT_REQUESTS_PER_DOMAIN says.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LEAST = (-(1 << 62), 0)


class Slots:
    """How many requests are pending and how many are with the downloader, by slot."""

    def __init__(self, settings: Any) -> None:
        self._own: Mapping[str, Mapping[str, Any]] = settings.getdict("DOWNLOAD_SLOTS")
        self._concurrency = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._pending: dict[str, int] = {}
        self._downloading: dict[str, int] = {}
        self._given_up: set[str] = set()
        self._urgency: dict[str, Any] = {}  # of the next request of a slot, until that may be another one

    def load(self, pending: Mapping[str, int]) -> None:
        """Begin with what the frontier holds."""
        self._pending = dict(pending)
        self._urgency.clear()

    def queued(self, slot: str) -> None:
        """Count a request that became pending."""
        self._urgency.pop(slot, None)
        self._pending[slot] = self._pending.get(slot, 0) + 1

    def leased(self, slot: str) -> None:
        """Count a pending request that goes to the downloader."""
        self.gone(slot)
        self._downloading[slot] = self._downloading.get(slot, 0) + 1

    def left(self, slot: str) -> None:
        """Count a request that the downloader let go of."""
        left = self._downloading.get(slot, 0) - 1
        if left > 0:
            self._downloading[slot] = left
        else:
            self._downloading.pop(slot, None)

    def gone(self, slot: str) -> None:
        """Count a request that is pending no more."""
        self._urgency.pop(slot, None)
        left = self._pending.get(slot, 0) - 1
        if left > 0:
            self._pending[slot] = left
        else:
            self._pending.pop(slot, None)

    def give_up(self, slot: str) -> None:
        """Lease nothing more of a slot in this crawl: its host asked to be left alone for longer than a crawl waits."""
        self._given_up.add(slot)

    @property
    def pending(self) -> int:
        """How many requests this crawl may still lease."""
        return sum(count for slot, count in self._pending.items() if slot not in self._given_up)

    @property
    def left_over(self) -> int:
        """How many wait for slots that were given up."""
        return sum(self._pending.get(slot, 0) for slot in self._given_up)

    def choose(self, urgency: Callable[[str], Any]) -> str | None:
        """The slot with room whose next request is the most urgent; None where no slot has both."""
        open_slots = [
            slot
            for slot in self._pending
            if slot not in self._given_up and self._downloading.get(slot, 0) < self._room(slot)
        ]
        if len(open_slots) < 2:
            return open_slots[0] if open_slots else None
        for slot in open_slots:
            if slot not in self._urgency:
                self._urgency[slot] = urgency(slot) or _LEAST
        return max(open_slots, key=self._urgency.__getitem__)

    def _room(self, slot: str) -> int:
        return self._own.get(slot, {}).get("concurrency", self._concurrency) or 1 << 30
