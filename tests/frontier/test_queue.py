"""The states of URLs: what is fetched, once, again, and what is not."""

from __future__ import annotations

import pytest
from frontier.conftest import NOW, MakeQueue, entry

from newsarchive.frontier.memory import Fetched, Memory
from newsarchive.frontier.overview import retry
from newsarchive.frontier.queue import DROPPED, FAILED, OUTSIDE_WINDOW, Queue
from newsarchive.frontier.store import Store

HOUR, DAY = 3600.0, 86400.0


def leased(queue: Queue, slot: str = "tin.example") -> list[str]:
    """Lease all that is pending in a slot; the paths in order."""
    found = []
    while (lease := queue.lease(slot)) is not None:
        found.append(lease.url.rpartition("/")[2])
    return found


def done(store: Store, queue: Queue, next_check: float | None = None) -> None:
    lease = queue.lease("tin.example")
    assert lease is not None
    Memory(store).end_done(
        lease.id, Fetched(payload="sha1:X"), now=NOW, article=None, changed=True, next_check=next_check
    )


def complete(store: Store) -> None:
    store.execute("UPDATE job SET complete = 1, finished = finished + 1")


def test_the_most_urgent_comes_first_then_the_first_come(queue: MakeQueue) -> None:
    given = queue()
    for path, priority in (("a", 0), ("b", 5), ("c", 0), ("d", 5), ("e", -7)):
        assert given.add(entry(path, priority=priority), NOW) == "new"
    assert given.pending() == {"tin.example": 5}
    assert leased(given) == ["b", "d", "a", "c", "e"]
    assert given.pending() == {}


def test_a_url_is_stored_once(queue: MakeQueue) -> None:
    given = queue()
    assert given.add(entry("a"), NOW) == "new"
    assert given.add(entry("a"), NOW) == "duplicate"
    assert leased(given) == ["a"]
    assert given.add(entry("a"), NOW) == "duplicate", "while it is leased, too"


def test_what_is_done_is_not_fetched_again_in_the_same_crawl(store: Store, queue: MakeQueue) -> None:
    for kind in ("article", "listing", None):
        given = queue()
        path = f"of-{kind}"
        given.add(entry(path, kind=kind), NOW)
        done(store, given, next_check=NOW - 1)
        assert given.add(entry(path, kind=kind), NOW) == "duplicate"


def test_a_later_crawl_fetches_listings_again_and_articles_when_they_are_due(store: Store, queue: MakeQueue) -> None:
    given = queue()
    for path, kind, check in (("l", "listing", None), ("a", "article", NOW + HOUR), ("i", "requisite", None)):
        given.add(entry(path, kind=kind), NOW)
        done(store, given, check)
    complete(store)
    later = queue()
    assert later.add(entry("l", kind="listing"), NOW + 60) == "again"
    assert later.add(entry("a"), NOW + 60) == "known"
    assert later.add(entry("i", kind="requisite"), NOW + 60) == "known"
    assert later.add(entry("a"), NOW + HOUR) == "again"


@pytest.mark.parametrize(
    ("options", "expected"),
    [({"recheck": "always"}, "again"), ({"recheck": "never"}, "known"), ({"ordered": True}, "again"), ({}, "known")],
)
def test_recheck_decides_about_known_articles(
    store: Store, queue: MakeQueue, options: dict[str, object], expected: str
) -> None:
    given = queue()
    given.add(entry("a"), NOW)
    done(store, given, NOW + DAY)
    complete(store)
    assert queue(**options).add(entry("a"), NOW + HOUR) == expected


def test_never_means_that_what_is_due_stays(store: Store, queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("a"), NOW)
    done(store, given, NOW + HOUR)
    complete(store)
    assert queue(recheck="never").take_due(NOW + DAY) == 0
    assert queue(recheck="never").add(entry("a"), NOW + DAY) == "known"
    assert queue().take_due(NOW + DAY) == 1


def test_a_failed_url_waits_for_its_next_try(store: Store, queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("a", request='{"callback":"x"}'), NOW)
    lease = given.lease("tin.example")
    assert lease is not None
    given.end(lease.id, state=FAILED, reason="http_500", next_try=NOW + HOUR)
    complete(store)
    later = queue()
    assert later.add(entry("a"), NOW + 60) == "known"
    assert later.take_due(NOW + 60) == 0
    assert later.take_due(NOW + HOUR) == 1
    again = later.lease("tin.example")
    assert again is not None
    assert (again.request, again.attempts) == ('{"callback":"x"}', 1)


def test_what_was_refused_may_be_asked_for_again(store: Store, queue: MakeQueue) -> None:
    """robots.txt may have changed; to be refused again costs nothing."""
    given = queue()
    given.add(entry("a"), NOW)
    lease = given.lease("tin.example")
    assert lease is not None
    given.end(lease.id, state=DROPPED, reason="robots", next_try=None)
    assert given.add(entry("a"), NOW) == "duplicate"
    complete(store)
    assert queue().add(entry("a"), NOW) == "again"


def test_another_window_looks_at_what_lay_outside_of_the_first(store: Store, queue: MakeQueue) -> None:
    given = queue('{"since":"2026-11-01"}')
    given.add(entry("a"), NOW)
    lease = given.lease("tin.example")
    assert lease is not None
    given.end(lease.id, state=DROPPED, reason=OUTSIDE_WINDOW, next_try=None)
    complete(store)
    assert queue('{"since":"2026-11-01"}').add(entry("a"), NOW) == "known"
    assert queue('{"since":"2025-11-01"}').add(entry("a"), NOW) == "again"


def test_an_unfinished_crawl_goes_on_and_another_takes_over_what_it_finds(queue: MakeQueue) -> None:
    first = queue('{"mode":"backfill"}')
    first.add(entry("a"), NOW)
    first.add(entry("b"), NOW)
    other = queue('{"mode":"latest"}')
    assert other.pending() == {}, "a crawl leases what is its own"
    assert other.add(entry("b"), NOW) == "taken"
    assert other.pending() == {"tin.example": 1}
    assert queue('{"mode":"backfill"}').pending() == {"tin.example": 1}


def test_a_retry_comes_back_to_its_own_row(queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("a"), NOW)
    lease = given.lease("tin.example")
    assert lease is not None
    assert given.add(entry("a", repeat=True, request='{"retry":1}'), NOW, successor_of=lease.id) == "again"
    again = given.lease("tin.example")
    assert again is not None
    assert (again.id, again.request) == (lease.id, '{"retry":1}')


def test_a_repeated_request_for_another_callback_waits_beside_the_first(store: Store, queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("a", kind=None, request='{"callback":"one"}'), NOW)
    assert given.add(entry("a", kind=None, repeat=True, request='{"callback":"one"}'), NOW) == "duplicate"
    assert given.add(entry("a", kind=None, repeat=True, request='{"callback":"two"}'), NOW) == "new"
    leases = [given.lease("tin.example"), given.lease("tin.example")]
    assert [lease and lease.request for lease in leases] == ['{"callback":"one"}', '{"callback":"two"}']
    memory = Memory(store)
    for lease in leases:
        assert lease is not None
        memory.end_done(lease.id, Fetched(), now=NOW, article=None, changed=False, next_check=None)
        memory.end_twin(lease.id)
    assert store.value("SELECT count(*) FROM url") == 1


def test_a_put_back_lease_is_as_it_was(queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("a", priority=3), NOW)
    lease = given.lease("tin.example")
    assert lease is not None
    given.put_back(lease.id)
    assert given.lease("tin.example") == lease


def test_a_url_refused_before_it_was_stored_is_kept_with_its_reason(store: Store, queue: MakeQueue) -> None:
    given = queue()
    given.record_dropped(entry("away"), "offsite", NOW)
    given.record_dropped(entry("away"), "offsite", NOW)
    assert store.execute("SELECT state, reason FROM url").fetchall() == [(DROPPED, "offsite")]
    assert given.pending() == {}


def test_news_is_what_this_crawl_found_or_the_one_it_goes_on_from(store: Store, queue: MakeQueue) -> None:
    first = queue(restarts=True)
    assert first.is_new(b"https://tin.example/a")
    first.add(entry("a"), NOW)
    assert first.is_new(b"https://tin.example/a")
    again = queue(restarts=True)
    assert again.is_new(b"https://tin.example/a"), "the first was killed: what it found is news still"
    complete(store)
    assert not queue(restarts=True).is_new(b"https://tin.example/a")


def test_retry_puts_failed_ones_back_for_any_crawl(store: Store, queue: MakeQueue) -> None:
    given = queue('{"mode":"backfill"}')
    for path in ("a", "b"):
        given.add(entry(path), NOW)
        lease = given.lease("tin.example")
        assert lease is not None
        given.end(lease.id, state=FAILED if path == "a" else DROPPED, reason="x", next_try=None)
    assert retry(store) == 1
    plain = queue('{"mode":"latest"}')
    assert plain.pending() == {}
    assert plain.take_waiting() == 1
    assert leased(plain) == ["a"]


def test_listings_that_are_pending_are_counted(queue: MakeQueue) -> None:
    given = queue()
    for path, kind in (("s", "sitemap"), ("l", "listing"), ("f", "feed"), ("a", "article")):
        given.add(entry(path, kind=kind), NOW)
    assert given.unread() == 3


def test_pictures_do_not_keep_a_job_from_its_end(queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("i", kind="requisite"), NOW)
    assert given.is_through()
    given.add(entry("a"), NOW)
    assert not given.is_through()


def test_what_failed_before_says_so_when_its_turn_comes_and_a_retry_does_not(queue: MakeQueue) -> None:
    given = queue()
    given.add(entry("a"), NOW)
    lease = given.lease("tin.example")
    assert lease is not None
    given.end(lease.id, state=FAILED, reason="http_500", next_try=NOW)
    given.take_due(NOW)
    again = given.lease("tin.example")
    assert again is not None
    assert again.reason == "http_500"
    given.add(entry("a", repeat=True), NOW, successor_of=again.id)
    third = given.lease("tin.example")
    assert third is not None
    assert third.reason is None


def test_a_list_of_urls_orders_articles_not_their_pictures(store: Store, queue: MakeQueue) -> None:
    given = queue()
    for path, kind in (("a", "article"), ("i", "requisite")):
        given.add(entry(path, kind=kind), NOW)
        done(store, given)
    complete(store)
    later = queue(ordered=True)
    assert later.add(entry("a"), NOW) == "again"
    assert later.add(entry("i", kind="requisite"), NOW) == "known"
