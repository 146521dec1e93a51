"""crawls.toml: what it says, and mistakes by line and key."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.dates import VIETNAM
from newsarchive.errors import UsageError
from newsarchive.operations import crawls_file
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.timing import Cron, Every, Hours
from newsarchive.operations.toml_lines import Lines
from newsarchive.sources import spiders

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=VIETNAM)

GOOD = """\
quiet = ["23:00-05:00"]

[groups]
central = ["vnexpress", "tuoitre"]

[crawls.newest]
sources = "all"
every = "6h"

[crawls.often]
sources = ["central", "baoquangtri"]
every = "30m"
quiet = []

[crawls.week]
sources = "central"
cron = "15 */2 * * *"
mode = "backfill"
since = 2026-11-01
until = "-1d"
settings = { REQUISITES = "page", HTTPERROR_ALLOW_ALL = true, RETRY_HTTP_CODES = [500, 503] }
"""


def read(tmp_path: Path, text: str) -> tuple[Crawl, ...]:
    (tmp_path / "crawls.toml").write_text(text, encoding="utf-8")
    return crawls_file.read(tmp_path / "crawls.toml", spiders(), NOW)


def test_a_plan_is_read(tmp_path: Path) -> None:
    newest, often, week = read(tmp_path, GOOD)
    night = (Hours(23 * 60, 5 * 60),)
    assert (newest.sources, newest.timing, newest.quiet) == (tuple(spiders()), Every(timedelta(hours=6)), night)
    assert (often.sources, often.quiet) == (("vnexpress", "tuoitre", "baoquangtri"), ())
    assert (week.timing, week.quiet) == (Cron("15 */2 * * *"), night)
    assert week.given == (("mode", "backfill"), ("since", "2026-11-01"), ("until", "-1d"))
    assert week.arguments("tuoitre", NOW) == '{"mode": "backfill", "since": "2026-11-01", "until": "2026-11-22"}'
    assert dict(week.settings) == {"REQUISITES": "page", "HTTPERROR_ALLOW_ALL": "True", "RETRY_HTTP_CODES": "500,503"}


def test_files_are_meant_beside_the_plan(tmp_path: Path) -> None:
    (tmp_path / "urls.txt").write_text("https://baoquangtri.vn/x-1.htm\n")
    crawl = '[crawls.a]\nsources = "baoquangtri"\nevery = "1d"\n'
    (crawl,) = read(tmp_path, crawl + 'urls = "urls.txt"\nsettings.REPLAY = "old.warc.gz"\n')
    assert dict(crawl.given)["urls"] == str(tmp_path / "urls.txt")
    assert dict(crawl.settings)["REPLAY"] == str(tmp_path / "old.warc.gz")


def crawl(*lines: str) -> str:
    return "\n".join(("[crawls.a]", 'sources = ["baoquangtri"]', 'every = "30m"', *lines, ""))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[crawls.a]\nsources = 'baoquangtri'\nevery = 30m\n", None, "line 3"),  # tomllib's own
        ("", None, "no crawl in it"),
        ("x = 1\n", 1, "x: no such key; there are groups, crawls, quiet"),
        ("crawls = 3\n", 1, "crawls: it takes a table"),
        ("[crawls.a]\nevery = '1h'\n", 1, "crawls.a.sources: it takes sources and groups"),
        ("[crawls.a]\nsources = 'baoquangtri'\n", 1, "crawls.a: it takes one of every"),
        (crawl("cron = '0 0 * * *'"), 1, "crawls.a: it takes one of every"),
        (crawl("evry = 1"), 4, "crawls.a.evry: no such key; there are sources, every"),
        ("[crawls.a]\nevery = '1h'\nsources = [\n 'baoquangtri',\n 'baoquangtrj']", 3, "'baoquangtrj' is no source"),
        ("[crawls.a]\nsources = 'tuoitre'\nevery = '30'\n", 3, "crawls.a.every = '30': it takes a span"),
        ("[crawls.a]\nsources = 'tuoitre'\nevery = '0m'\n", 3, "it takes a span"),
        ("[crawls.a]\nsources = 'tuoitre'\ncron = '15 25 * * *'\n", 3, "no cron line: Bad hour"),
        ("[crawls.a]\nsources = 'tuoitre'\ncron = '0 0 30 2 *'\n", 3, "crawls.a.cron"),
        ("[crawls.a]\nsources = 'tuoitre'\ncron = '@daily'\n", 3, "five fields"),
        (crawl("mode = 'all'"), 4, "crawls.a.mode: baoquangtri refuses mode=all: it takes latest or backfill"),
        (crawl("", "# a comment", "since = 'soon'"), 6, "crawls.a.since: baoquangtri refuses since=soon is no day"),
        (crawl("since = '-7d'", "until = '-9d'"), 4, "since=2026-11-16 is later than until=2026-11-14"),
        (crawl("since = 7"), 4, "crawls.a.since = 7: it takes a string"),
        (crawl("sections = ['khong-co']"), 4, "sections=khong-co: baoquangtri has"),
        (crawl("urls = 'nowhere.txt'"), 4, "can't be read"),
        (crawl("settings = { A = 1, ARCHIVES_DIR = 'x' }"), 4, "crawls.a.settings.ARCHIVES_DIR"),
        (crawl("[crawls.a.settings]", "A = 1", "B = { C = 1 }"), 6, "crawls.a.settings.B"),
        (crawl("quiet = ['23-05']"), 4, "crawls.a.quiet"),
        (crawl("quiet = ['05:00-05:00']"), 4, "hours of the day"),
        (crawl("quiet = ['00:00-12:00', '11:00-24:00']"), 4, "no minute of the day"),
        ("[groups]\ntuoitre = ['vnexpress']\n" + crawl(), 2, "groups.tuoitre"),
        ("[groups]\nx = ['vnexpres']\n" + crawl(), 2, "groups.x: 'vnexpres' is no source"),
        (crawl() + "[crawls.b]\nsources = 'all'\nevery = '1d'\nsettings.A = 1\n", 7, "arguments alone tell"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_line_and_key(tmp_path: Path, text: str, line: int | None, says: str) -> None:
    with pytest.raises(UsageError) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(
        f"{tmp_path / 'crawls.toml'}:{line}: " if line else f"{tmp_path / 'crawls.toml'}: "
    )
    assert says in str(error.value)


def test_the_same_crawl_twice_with_the_same_settings_is_no_mistake(tmp_path: Path) -> None:
    assert len(read(tmp_path, crawl() + "[crawls.b]\nsources = 'all'\nevery = '1d'\n")) == 2


def test_the_file_is_found_here_or_beside_scrapy_cfg(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    with pytest.raises(UsageError, match="--crawls FILE"):
        crawls_file.find(below)
    (tmp_path / "scrapy.cfg").touch()
    (tmp_path / "crawls.toml").touch()
    assert crawls_file.find(below) == tmp_path / "crawls.toml"
    (below / "crawls.toml").touch()
    assert crawls_file.find(below) == below / "crawls.toml"


TRICKY = '''\
a = "x # no comment ] }" # a comment with " and ' and [
b = """
c = 1
[not.a.table]
"""
c = [ # one
  "]",
  { d = 1 },
]
[t]
"quoted key".x = 1
'single' = \'\'\'
y = 2
\'\'\'
z.y = { k = "v" }
[t.u]
last = 1
[[many]]
one = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a",), 1), (("b",), 2), (("c",), 6), (("c", "d"), 6), (("not", "a"), 1), (("t",), 10),
        (("t", "quoted key", "x"), 11), (("t", "single"), 12), (("t", "z"), 15), (("t", "z", "y", "k"), 15),
        (("t", "u", "last"), 17), (("many", "one"), 19),
    ],
)  # fmt: skip
def test_the_line_of_a_key(path: tuple[str, ...], line: int) -> None:
    tomllib.loads(TRICKY)
    assert Lines(TRICKY).of(*path) == line


KEYS = st.sampled_from(["a", "b-1", '"q k"', "'l'"])
VALUES = st.sampled_from(['"# ]"', "[1,\n # ' \n 2]", "'''\n[x]\nk = 1'''", '"""\\"""" ', "{ i = '}' }", "1 # it's"])


@given(st.lists(st.tuples(st.booleans(), KEYS, VALUES), max_size=12))
def test_every_key_that_tomllib_reads_has_the_line_that_it_was_written_on(parts: list[tuple[bool, str, str]]) -> None:
    text, table, expected = "", (), {}
    for number, (opens, key, value) in enumerate(parts):
        name, line = f"{key[:-1]}{number}{key[-1]}" if key[0] in "\"'" else f"{key}{number}", text.count("\n") + 1
        bare = name.strip("\"'")
        if opens:
            table = (bare,)
            text += f"[{name}]\n"
        else:
            text += f"{name} = {value}\n"
        expected[table if opens else (*table, bare)] = line
    assert set(paths(tomllib.loads(text))) >= set(expected)
    lines = Lines(text)
    assert {path: lines.of(*path) for path in expected} == expected


def paths(table: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    below = [path for key, value in table.items() if isinstance(value, dict) for path in paths(value, (*above, key))]
    return [(*above, key) for key in table] + below
