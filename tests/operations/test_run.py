"""`newsarchive run` with real crawls of loopback newspapers."""

from __future__ import annotations

import os

from loopback.dailies import host
from operations.conftest import ARTICLES, Project, asked, finish, ids

from newsarchive.archive.ownership import Ownership


def test_two_runners_at_once_crawl_no_source_twice(project: Project) -> None:
    project.plan("daily0", "daily1", "daily2")
    runners = [project.start("run", "--due") for _ in range(2)]
    said = [finish(runner) for runner in runners]
    assert [code for code, _ in said] == [0, 0], said
    assert sum("at work" in text for _, text in said) == 1
    for name in ("daily0", "daily1", "daily2"):
        assert len(project.runs(name)) == len(project.reports(name)) == 1
        assert len(asked(project, name)) == len(set(asked(project, name))) == ARTICLES + 1
        assert project.ids(name) == ids(name)
    project.web.forget()
    assert project.do("run", "--due") == (0, "")
    assert project.web.log == []


def test_two_jobs_are_two_at_once(project: Project) -> None:
    project.plan("daily0", "daily1", "daily2", "daily3", DOWNLOAD_DELAY=0.05)
    code, said = project.do("run", "--due", "--jobs", "2")
    assert code == 0, said
    spans = [
        (start, end) for name in ("daily0", "daily1", "daily2", "daily3") for _, start, end, _ in project.runs(name)
    ]
    assert len(spans) == 4
    assert max(sum(start <= moment < end for start, end in spans) for moment, _ in spans) == 2
    assert said.count("begins as process") == said.count("finished; ") == 4


def test_a_source_that_another_crawl_holds_is_skipped(project: Project) -> None:
    project.plan("daily0", "daily1")
    owner = Ownership(project.archives / "daily0")
    try:
        code, said = project.do("run", "--due")
        by_hand = project.do("run", "daily0")
    finally:
        owner.release()
    assert code == 0
    assert "daily0 (newest): skipped: a crawl of it is under way" in said
    assert (asked(project, "daily0"), project.ids("daily1")) == ([], ids("daily1"))
    assert by_hand[0] == 1
    assert "skipped" in by_hand[1]
    assert project.do("run", "--due")[0] == 0
    assert project.ids("daily0") == ids("daily0")


def test_a_crawl_that_fails_is_named_and_the_others_run(project: Project) -> None:
    project.plan("daily0")
    with (project.folder / "crawls.toml").open("a") as plan:
        plan.write("\n[crawls.wrong]\nsources = 'daily1'\nevery = '1h'\nsettings.FSYNC = 'never'\n")
    code, said = project.do("run", "--due")
    assert code == 1
    assert "daily1 (wrong): failed: exit code 1: " in said
    assert "setting FSYNC" in said
    assert said.rstrip().endswith("1 of 2 crawls failed: daily1")
    assert project.ids("daily0") == ids("daily0")


def test_sources_by_hand_take_arguments_and_settings(project: Project) -> None:
    project.web.forget()
    said = project.do("run", "daily3", "daily4", "-a", "since=2026-12-24", "-a", "mode=backfill", "-s", "RETRY_TIMES=0")
    assert said[0] == 0
    assert {name: asked(project, name) for name in ("daily3", "daily4")} == {
        name: [f"{host(name)}/sitemap.xml"] for name in ("daily3", "daily4")
    }
    assert len(project.reports("daily3")) == 1


def test_only_the_newest_logs_are_kept(project: Project) -> None:
    logs = project.archives / "daily0" / "logs"
    logs.mkdir(parents=True)
    for number in range(30):
        (logs / f"20200101T0000{number:02d}Z.log").touch()
        os.utime(logs / f"20200101T0000{number:02d}Z.log", (number, number))
    (logs / "notes.txt").touch()
    assert project.do("run", "daily0")[0] == 0
    kept = sorted(file.name for file in logs.iterdir())
    assert len(kept) == 21
    assert kept[0] == "20200101T000011Z.log"
    assert "articles: 12 new lines" in (logs / kept[-2]).read_text(encoding="utf-8")


def test_status_shows_what_runs(project: Project) -> None:
    project.plan("daily0", DOWNLOAD_DELAY=3)
    with project.doing("run", "--due"):
        project.until_under_way("daily0")
        told = project.do("status")[1]
        scheduled = project.do("schedule")[1]
    assert "1 under way" in told
    assert "mode=latest" in told
    row = next(line for line in told.splitlines() if "mode=latest" in line and "running" in line)
    assert f"/ {ARTICLES + 1}" in row or "/ 13+" in row
    assert "a crawl of the source is under way" in scheduled
