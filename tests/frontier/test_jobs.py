from collections.abc import Callable

from frontier.conftest import NOW

from newsarchive.frontier.jobs import Jobs, Progress, Round
from newsarchive.frontier.store import Store

Begin = Callable[..., Round]


def test_an_unfinished_job_keeps_its_round(begin: Begin) -> None:
    first = begin('{"mode":"backfill"}')
    again = begin('{"mode":"backfill"}')
    assert (again.number, again.resumed, again.finished_before) == (first.number, True, False)
    assert again.run != first.run


def test_the_newest_is_asked_for_anew_but_its_news_counts_from_the_beginning(begin: Begin) -> None:
    first, again = begin(restarts=True), begin(restarts=True)
    assert again.number == first.number + 1
    assert again.news_round == first.number
    assert again.resumed


def test_a_finished_job_begins_a_new_round(store: Store, begin: Begin) -> None:
    first = begin()
    Jobs(store).end(first, "finished", complete=True, now=NOW)
    again = begin()
    assert again.number > first.number
    assert (again.news_round, again.resumed, again.finished_before) == (again.number, False, True)


def test_jobs_do_not_share_rounds(begin: Begin) -> None:
    assert len({begin(arguments).number for arguments in ("a", "b", "c")}) == 3
    assert begin("a").job == begin("a").job != begin("b").job


def test_a_run_that_never_ended_has_died(store: Store, begin: Begin) -> None:
    jobs, first = Jobs(store), begin()
    jobs.beat(first, Progress(2, 7, 9), articles=3, now=NOW + 5)
    begin()
    row = store.execute("SELECT ended, reason, done, articles FROM run WHERE id = ?", (first.run,)).fetchone()
    assert row == (NOW + 5, "died", 7, 3)
