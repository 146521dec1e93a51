"""Whose turn it is among the hosts."""

from __future__ import annotations

from typing import Any

from scrapy.settings import Settings

from newsarchive.crawling.slots import Slots


def slots(concurrency: int = 1, **own: Any) -> Slots:
    return Slots(Settings({"CONCURRENT_REQUESTS_PER_DOMAIN": concurrency, **own}))


def test_the_most_urgent_of_the_slots_with_room() -> None:
    given, asked = slots(), []

    def urgency(slot: str) -> tuple[int, int]:
        asked.append(slot)
        return {"paper": (10, 0), "cdn": (-100, 0), "other": (20, 0)}[slot]

    given.load({"cdn": 5, "paper": 2, "other": 1})
    assert given.choose(urgency) == "other"
    given.leased("other")
    assert given.choose(urgency) == "paper"
    given.leased("paper")
    assert given.choose(urgency) == "cdn", "a busy host does not hold up another"
    given.leased("cdn")
    assert given.choose(urgency) is None
    given.left("paper")
    assert given.choose(urgency) == "paper"
    assert len(asked) <= 4, "what is known of a slot is not asked again"


def test_among_hundreds_of_hosts_the_paper_comes_first() -> None:
    given = slots()
    given.load({f"cdn{number:03}": 9 for number in range(300)} | {"zz": 1})
    assert given.choose(lambda slot: (10, 0) if slot == "zz" else (-100, 0)) == "zz"


def test_a_new_request_may_be_more_urgent() -> None:
    given, urgent = slots(), {"a": (1, 0), "b": (0, 0)}
    given.load({"a": 1, "b": 1})
    assert given.choose(urgent.__getitem__) == "a"
    urgent["b"] = (5, 0)
    given.queued("b")
    assert given.choose(urgent.__getitem__) == "b"


def test_counts_follow() -> None:
    given = slots(concurrency=2)
    given.load({"a": 3})
    given.leased("a")
    given.leased("a")
    assert given.pending == 1
    assert given.choose(lambda _: (0, 0)) is None
    given.left("a")
    assert given.choose(lambda _: (0, 0)) == "a"
    given.give_up("a")
    assert (given.pending, given.left_over) == (0, 1)
    assert given.choose(lambda _: (0, 0)) is None


def test_a_slot_of_its_own_and_no_limit() -> None:
    given = slots(concurrency=1, DOWNLOAD_SLOTS={"a": {"concurrency": 3}})
    given.load({"a": 9, "b": 9})
    for _ in range(3):
        given.leased("a")
    assert given.choose(lambda _: (0, 0)) == "b"
    unlimited = slots(concurrency=0)
    unlimited.load({"a": 99})
    for _ in range(50):
        unlimited.leased("a")
    assert unlimited.choose(lambda _: (0, 0)) == "a"
