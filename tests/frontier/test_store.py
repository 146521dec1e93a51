from pathlib import Path

import pytest

from newsarchive.errors import FrontierDamaged, WriteFailed
from newsarchive.frontier.history import jobs
from newsarchive.frontier.overview import overview
from newsarchive.frontier.store import NAME, Store, reading


def test_what_is_not_committed_is_forgotten(tmp_path: Path) -> None:
    store = Store(tmp_path / NAME)
    store.execute("INSERT INTO job (arguments, round, news_round, complete, finished) VALUES ('a', 1, 1, 0, 0)")
    store.commit()
    store.execute("INSERT INTO job (arguments, round, news_round, complete, finished) VALUES ('b', 1, 1, 0, 0)")
    store.close()
    again = Store(tmp_path / NAME)
    assert again.execute("SELECT arguments FROM job").fetchall() == [("a",)]
    again.execute("DELETE FROM job")
    again.rollback()
    assert again.value("SELECT count(*) FROM job") == 1
    again.close()


def test_a_reader_sees_what_is_committed_while_a_crawl_writes(tmp_path: Path) -> None:
    store = Store(tmp_path / NAME)
    store.execute("INSERT INTO job (arguments, round, news_round, complete, finished) VALUES ('a', 1, 1, 0, 0)")
    reader = Store(tmp_path / NAME, read_only=True)
    assert reader.value("SELECT count(*) FROM job") == 0
    store.commit()
    assert reader.value("SELECT count(*) FROM job") == 1
    with pytest.raises(WriteFailed):
        reader.execute("DELETE FROM job")
    reader.close()
    store.close()


@pytest.mark.parametrize(("durable", "synchronous"), [(True, 2), (False, 1)], ids=["FULL", "NORMAL"])
def test_a_commit_reaches_the_disk_where_that_is_asked_for(tmp_path: Path, durable: bool, synchronous: int) -> None:
    store = Store(tmp_path / NAME, durable=durable)
    assert (store.value("PRAGMA journal_mode"), store.value("PRAGMA synchronous")) == ("wal", synchronous)
    store.close()


def test_a_look_at_a_frontier_that_nobody_writes_leaves_no_file(tmp_path: Path) -> None:
    Store(tmp_path / NAME).close()
    reader = Store(tmp_path / NAME, read_only=True)
    assert reader.value("SELECT count(*) FROM url") == 0
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    reader.close()
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be read as a header" * 40, b"\0" * 8192]
)
def test_a_file_that_is_no_frontier_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(FrontierDamaged, match=NAME):
        Store(tmp_path / NAME)


def test_a_frontier_of_another_version_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path / NAME)
    store.execute("PRAGMA user_version = 99")
    store.commit()
    store.close()
    with pytest.raises(FrontierDamaged, match="version 99"):
        Store(tmp_path / NAME)


def test_a_damaged_page_is_told_and_what_to_do(tmp_path: Path) -> None:
    store = Store(tmp_path / NAME)
    for number in range(2000):
        store.execute("INSERT INTO payload VALUES (?, 1, ?)", (f"sha1:{number:032d}", number))
    store.commit()
    store.close()
    data = bytearray((tmp_path / NAME).read_bytes())
    data[40960:] = b"\xff" * (len(data) - 40960)
    (tmp_path / NAME).write_bytes(data)
    damaged = Store(tmp_path / NAME)
    with pytest.raises(FrontierDamaged, match="move it away"):
        damaged.execute("SELECT * FROM payload").fetchall()
    damaged.close()


def test_after_an_error_nothing_is_done_until_it_is_rolled_back(tmp_path: Path) -> None:
    """SQLite may roll back by itself when the disk is full; each statement after that would be a commit of its own."""
    store = Store(tmp_path / NAME)
    store.execute("INSERT INTO payload VALUES ('a', 1, 1)")
    with pytest.raises(WriteFailed):
        store.execute("INSERT INTO no_such_table VALUES (1)")
    for step in (lambda: store.execute("INSERT INTO payload VALUES ('b', 1, 1)"), store.commit):
        with pytest.raises(WriteFailed, match="no_such_table"):
            step()
    store.rollback()
    store.execute("INSERT INTO payload VALUES ('c', 1, 1)")
    store.commit()
    assert store.execute("SELECT digest FROM payload").fetchall() == [("c",)]
    store.close()


def test_a_frontier_that_a_crawl_is_making_is_none_yet(tmp_path: Path) -> None:
    assert reading(tmp_path) is None
    (tmp_path / NAME).touch()
    assert reading(tmp_path) is None
    assert overview(tmp_path) is None
    assert jobs(tmp_path) == []
    Store(tmp_path / NAME).close()
    assert jobs(tmp_path) == []
    assert overview(tmp_path) is not None
