"""load(): which records, in which order, from which files; and the same as data frames."""

from __future__ import annotations

import gzip
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dataset.records import article, segment
from hypothesis import given, settings
from hypothesis import strategies as st

import newsarchive
from newsarchive.dataset import loading
from newsarchive.dataset.loading import load
from newsarchive.errors import BrokenLine, UsageError
from newsarchive.items import Article

Write = Callable[..., Path]


BEGUN = datetime(2026, 11, 23, 15, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


def ids(records: Any) -> list[str]:
    return [record.id for record in records]


def test_an_archive_a_source_a_file_and_several(tmp_path: Path) -> None:
    first = segment(tmp_path, BEGUN, article(1, "2026-11-20"), article(2, "2026-11-21"))
    second = segment(tmp_path, BEGUN + HOUR, article(3, "2026-11-22"), suffix=".jsonl.open")
    other = segment(tmp_path, BEGUN, article(1, "2026-11-20", source="baokhac"), suffix=".jsonl.gz")
    (tmp_path / "baomau" / "runs.jsonl").write_text('{"articles":3}\n')
    everything = ["baokhac:1:1", "baomau:1:1", "baomau:2:1", "baomau:3:1"]
    assert ids(load(tmp_path)) == everything
    assert ids(newsarchive.load(str(tmp_path))) == everything
    assert ids(load(tmp_path / "baomau")) == everything[1:]
    assert ids(load(second)) == ["baomau:3:1"]
    assert ids(load([other, first])) == everything[:3]
    assert ids(load([tmp_path, first])) == everything
    assert ids(load(tmp_path, source="baokhac")) == ["baokhac:1:1"]
    assert ids(load(tmp_path, source={"baokhac", "baomau"})) == everything
    assert ids(load(first, source="baokhac")) == []


def test_records_are_typed_and_equal_to_what_was_written(tmp_path: Path) -> None:
    written = [article(1, "2026-11-20T08:00:00+07:00"), article(2, None)]
    segment(tmp_path, BEGUN, *written)
    assert list(load(tmp_path)) == written


def test_iteration_begins_anew_and_next_goes_on(tmp_path: Path) -> None:
    segment(tmp_path, BEGUN, article(1, None), article(2, None))
    records = load(tmp_path)
    assert (next(records).id, next(records).id) == ("baomau:1:1", "baomau:2:1")
    with pytest.raises(StopIteration):
        next(records)
    assert ids(records) == ids(records) == ["baomau:1:1", "baomau:2:1"]


def test_days_are_vietnams_and_included(tmp_path: Path) -> None:
    dates = ["2026-11-19", "2026-11-20", "2026-11-20T00:00:00+07:00", "2026-11-20T23:59:59+07:00", None]
    late = ["2026-11-20T17:00:00+00:00", "2026-11-19T16:59:59+00:00"]  # the 21st and the 19th in Vietnam
    segment(tmp_path, BEGUN, *(article(number, day) for number, day in enumerate(dates + late)))
    assert ids(load(tmp_path, since="2026-11-20", until=date(2026, 11, 20))) == [
        "baomau:1:1",
        "baomau:2:1",
        "baomau:3:1",
    ]
    assert ids(load(tmp_path, since="2026-11-21")) == ["baomau:5:1"]
    assert ids(load(tmp_path, until="2026-11-19")) == ["baomau:0:1", "baomau:6:1"]


def test_the_latest_revision_wherever_it_stands(tmp_path: Path) -> None:
    segment(tmp_path, BEGUN, article(1, "2026-11-20"), article(2, "2026-11-20"))
    segment(tmp_path, BEGUN + HOUR, article(1, "2026-11-21", 2), article(3, "2026-11-20"))
    segment(tmp_path, BEGUN + 2 * HOUR, article(1, "2026-11-22", 3))
    assert ids(load(tmp_path)) == ["baomau:2:1", "baomau:3:1", "baomau:1:3"]
    assert len(ids(load(tmp_path, revisions="all"))) == 5
    # An article is where its newest version is.
    assert ids(load(tmp_path, until="2026-11-21")) == ["baomau:2:1", "baomau:3:1"]
    assert ids(load(tmp_path, since="2026-11-22", revisions="all")) == ["baomau:1:3"]


def test_a_version_whose_predecessor_is_gone_still_supersedes(tmp_path: Path) -> None:
    segment(tmp_path, BEGUN, article(1, None))
    segment(tmp_path, BEGUN + HOUR, article(1, None, 3))
    assert ids(load(tmp_path)) == ["baomau:1:3"]


def test_segments_that_cannot_match_are_not_opened(tmp_path: Path) -> None:
    days = [BEGUN + timedelta(days=30 * number) for number in range(6)]
    files = [segment(tmp_path, day, article(n, f"{day:%Y-%m-%d}")) for n, day in enumerate(days)]
    since = days[4].date()
    expected = ids(load(tmp_path, since=since, revisions="all"))
    assert expected == ["baomau:4:1", "baomau:5:1"]
    for file in files[:2]:
        file.write_bytes(b"would raise\n")
    assert ids(load(tmp_path, since=since, revisions="all")) == expected
    with pytest.raises(BrokenLine, match="line 1"):
        list(load(tmp_path, revisions="all"))


def test_a_line_that_is_being_written_is_no_damage_and_any_other_is(tmp_path: Path) -> None:
    path = segment(tmp_path, BEGUN, article(1, None), article(2, None), suffix=".jsonl.open")
    path.write_bytes(path.read_bytes()[:-20])
    assert ids(load(tmp_path)) == ["baomau:1:1"]
    closed = path.rename(path.with_name(path.name.removesuffix(".open")))
    with pytest.raises(BrokenLine, match=rf"{closed.name} line 2"):
        list(load(tmp_path))
    records = load(tmp_path, errors="skip")
    assert (ids(records), records.skipped) == (["baomau:1:1"], 1)
    for damage in (b"[]\n", b"{}\n", b"\xff\n", b"[" * 100_000 + b"\n", b'{"id":"a:b:1","images":7}\n'):
        closed.write_bytes(damage)
        with pytest.raises(BrokenLine):
            list(load(tmp_path))


def test_a_segment_that_stands_twice_counts_once(tmp_path: Path) -> None:
    path = segment(tmp_path, BEGUN, article(1, None))
    with path.open("rb") as plain, gzip.open(f"{path}.gz", "wb") as packed:
        shutil.copyfileobj(plain, packed)
    assert ids(load(tmp_path)) == ["baomau:1:1"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"path": "nowhere"}, "nowhere does not exist"),
        ({"source": "baola"}, "source='baola': there are baomau"),
        ({"since": "23/11/2026"}, "since='23/11/2026' is no day"),
        ({"since": "2026-11-23", "until": "2026-11-22"}, "since=2026-11-23 is later than until=2026-11-22"),
        ({"revisions": "newest"}, "revisions latest or all"),
        ({"errors": "ignore"}, "errors raise or skip"),
    ],
)
def test_wrong_arguments_are_named(tmp_path: Path, arguments: dict[str, Any], named: str) -> None:
    segment(tmp_path, BEGUN, article(1, None))
    with pytest.raises(UsageError, match=named):
        load(**{"path": tmp_path} | arguments)


def test_a_folder_without_lines_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no JSON Lines of articles"):
        load(tmp_path)


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@settings(max_examples=60)
@given(
    lines=st.lists(st.tuples(st.integers(1, 9), DAYS | st.none()), max_size=25),
    cuts=st.lists(st.integers(0, 25), max_size=4),
    since=DAYS | st.none(),
    until=DAYS | st.none(),
)
def test_filters_are_what_a_plain_reading_gives(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[int, date | None]],
    cuts: list[int],
    since: date | None,
    until: date | None,
) -> None:
    root = tmp_path_factory.mktemp("load")
    revisions: dict[int, int] = {}
    written: list[Article] = []
    for number, day in lines:
        revisions[number] = revisions.get(number, 0) + 1
        written.append(article(number, day and day.isoformat(), revisions[number]))
    edges = sorted({0, *(cut for cut in cuts if cut < len(written)), len(written)})
    for serial, (start, end) in enumerate(itertools.pairwise(edges)):
        # Fetched after all of it was published, as no crawl can fetch before.
        segment(root, datetime(2026, 3, 2, tzinfo=UTC) + serial * HOUR, *written[start:end], serial=serial)
    if not written or (since and until and since > until):
        return
    for kept in ("latest", "all"):
        expected = [
            each.id
            for each in written
            if (kept == "all" or each.revision == revisions[int(each.key.split(":")[1])])
            and (not (since or until) or each.date is not None)
            and (since is None or str(each.date) >= since.isoformat())
            and (until is None or str(each.date) <= until.isoformat())
        ]
        assert ids(load(root, since=since, until=until, revisions=kept)) == expected  # type: ignore[arg-type]


@pytest.fixture
def frames(write: Write) -> tuple[Path, list[Article]]:
    root = write((1, "một"), (2, "hai"), (1, "một, sửa"))
    return root, list(load(root))


def test_frames_agree_with_the_records(frames: tuple[Path, list[Article]]) -> None:
    root, records = frames
    table, pandas, polars = load(root).to_arrow(), load(root).to_pandas(), load(root).to_polars()
    assert table.num_rows == len(pandas) == len(polars) == len(records) == 2
    assert list(pandas.columns) == polars.columns == table.schema.names
    assert str(pandas["date"].dtype) == "datetime64[us, UTC]"
    assert str(polars.schema["date"]) == "Datetime(time_unit='us', time_zone='UTC')"
    for row, shown, record in zip(table.to_pylist(), polars.to_dicts(), records, strict=True):
        assert row == shown
        assert row["date"] == datetime.fromisoformat(str(record.date))
        assert row["date_text"] == record.date
        assert row["fetched_at"].isoformat().startswith(str(record.fetched_at)[:19])
        assert row["body"] == record.body
        assert row["images"][0]["caption"] == record.images[0].caption
        assert json.loads(row["provenance"]) == record.provenance
        assert record.warc is not None
        assert row["warc"]["offset"] == record.warc.offset


def test_a_day_without_a_time_begins_in_vietnam_and_keeps_its_text(tmp_path: Path) -> None:
    segment(tmp_path, BEGUN, article(1, "2026-11-20"), article(2, None))
    first, second = load(tmp_path).to_arrow().to_pylist()
    assert first["date"] == datetime(2026, 11, 19, 17, tzinfo=UTC)
    assert (first["date_text"], second["date"], second["date_text"]) == ("2026-11-20", None, None)
    assert first["fetched_at"] == datetime(2026, 11, 23, 15, 22, 0, 123456, tzinfo=UTC)


def test_no_records_have_the_same_columns(tmp_path: Path) -> None:
    segment(tmp_path, BEGUN, article(1, "2026-11-20"))
    some, none = load(tmp_path), load(tmp_path, since="2030-01-01")
    assert none.to_arrow().schema == some.to_arrow().schema
    assert none.to_polars().schema == some.to_polars().schema
    assert len(none.to_pandas()) == 0


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segment(tmp_path, BEGUN, article(1, None))
    for name, ask in (("pyarrow", "to_arrow"), ("pandas", "to_pandas"), ("polars", "to_polars")):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, name, None)
            extra = "parquet" if name == "pyarrow" else name
            with pytest.raises(loading.MissingLibrary, match=rf"pip install 'newsarchive\[{extra}\]'"):
                getattr(load(tmp_path), ask)()


def test_loading_imports_neither_scrapy_nor_data_frames(tmp_path: Path) -> None:
    segment(tmp_path, BEGUN, article(1, None))
    code = (
        "import sys, newsarchive; list(newsarchive.load(sys.argv[1]));"
        "print([n for n in ('scrapy', 'twisted', 'lxml', 'pandas', 'polars', 'pyarrow') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lines_that_others_wrote_with_spaces_are_revisions_too(tmp_path: Path) -> None:
    path = segment(tmp_path, BEGUN, article(1, None), article(2, None))
    spaced = [json.dumps(each.to_dict(), ensure_ascii=False) for each in (article(1, None), article(1, None, 2))]
    path.write_text("".join(line + "\n" for line in spaced), encoding="utf-8")
    assert ids(load(tmp_path)) == ["baomau:1:2"]
    assert len(ids(load(tmp_path, revisions="all"))) == 2


@pytest.mark.parametrize(
    "damage", [{"date": "2026-13-99"}, {"revision": "x"}, {"id": None}, {"title": 3}, {"tags": "a"}, {"body": "\ud800"}]
)
def test_a_record_that_is_none_is_told_or_skipped(damage: dict[str, Any], tmp_path: Path) -> None:
    path = segment(tmp_path, BEGUN, article(1, None), article(2, None))
    bad = json.dumps(article(1, None).to_dict() | damage)
    path.write_text(bad + "\n" + article(2, None).to_json() + "\n", encoding="utf-8")
    with pytest.raises(BrokenLine, match="line 1"):
        list(load(tmp_path))
    records = load(tmp_path, errors="skip")
    assert (ids(records), records.skipped) == (["baomau:2:1"], 1)
    assert records.to_arrow().num_rows == 1


def test_damaged_gzip_names_its_file(tmp_path: Path) -> None:
    path = segment(tmp_path, BEGUN, *(article(n, None) for n in range(50)), suffix=".jsonl.gz")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BrokenLine, match=f"{path.name}.*damaged gzip"):
        list(load(tmp_path))


def test_a_segment_that_is_closed_meanwhile_is_found(tmp_path: Path) -> None:
    path = segment(tmp_path, BEGUN, article(1, None), suffix=".jsonl.open")
    records = load(tmp_path)
    path.rename(path.with_name(path.name.removesuffix(".open")))
    assert ids(records) == ["baomau:1:1"]
