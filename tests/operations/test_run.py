"""`newsarchive run` with real crawls of loopback newspapers."""

from __future__ import annotations

import os
import signal

import pytest
from loopback.dailies import host
from operations.conftest import ARTICLES, Project, finish

from newsarchive.archive.ownership import Ownership


def asked(project: Project, name: str) -> list[str]:
    """The articles and listings of a newspaper that were asked for, in order of their URLs."""
    return sorted(
        served.url for served in project.web.log if served.url.startswith(host(name)) and "robots" not in served.url
    )


def ids(name: str) -> list[str]:
    return sorted(f"{name}:{number}:1" for number in range(ARTICLES))


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


@pytest.mark.parametrize("how", ["SIGTERM to the runner", "Ctrl-C at its terminal"])
def test_a_signal_closes_every_crawl_well_and_the_next_run_goes_on(project: Project, how: str) -> None:
    project.plan("daily0", "daily1", DOWNLOAD_DELAY=0.3)
    with project.doing("run", "--due", "--jobs", "2") as runner:
        for name in ("daily0", "daily1"):
            project.until_under_way(name)
        if how.startswith("SIGTERM"):
            runner.send_signal(signal.SIGTERM)
        else:
            os.killpg(runner.pid, signal.SIGINT)
        code, said = finish(runner)
    assert code == 0, said
    assert "told to stop: 2 crawls under way" in said
    for name in ("daily0", "daily1"):
        assert [report["finish_reason"] for report in project.reports(name)] == ["shutdown"]
        assert 0 < len(project.ids(name)) < ARTICLES
    assert not list(project.archives.rglob("*.open"))
    project.plan("daily0", "daily1")
    assert project.do("run", "--due")[0] == 0
    for name in ("daily0", "daily1"):
        assert project.ids(name) == ids(name)
        assert len(asked(project, name)) == ARTICLES + 2  # the sitemap is read again


def test_a_second_signal_stops_at_once(project: Project) -> None:
    project.plan("daily0", DOWNLOAD_DELAY=0.3)
    project.web.put(
        f"{host('daily0')}/tin/bai-viet-5.html", project.web.answers["/robots.txt"][0].__class__(b"", "stall")
    )
    with project.doing("run", "--due") as runner:
        project.until(lambda: any(served.url.endswith("bai-viet-5.html") for served in project.web.log))
        runner.send_signal(signal.SIGTERM)
        project.until(lambda: "Received SIGTERM" in log_of(project, "daily0"))
        runner.send_signal(signal.SIGTERM)
        code, said = finish(runner)
    assert "stopping them at once" in said
    assert "twice" in log_of(project, "daily0")
    assert code == 0, said


def log_of(project: Project, name: str) -> str:
    return "".join(file.read_text(encoding="utf-8") for file in sorted((project.archives / name / "logs").iterdir()))


def test_what_died_goes_on_at_once(project: Project) -> None:
    project.plan("daily0", DOWNLOAD_DELAY=0.3)
    with project.doing("run", "--due") as runner:
        project.until_under_way("daily0")
        os.kill(project.runs("daily0")[0][0], signal.SIGKILL)
        code, said = finish(runner)
    assert code == 1
    assert "daily0 (newest): failed: killed by signal 9 (SIGKILL)" in said
    assert said.rstrip().endswith("1 of 1 crawls failed: daily0")
    assert list(project.archives.rglob("*.open"))
    assert "due: it goes on where it stopped" in project.do("schedule")[1]
    project.plan("daily0")
    assert project.do("run", "--due")[0] == 0
    assert project.ids("daily0") == ids("daily0")
    assert project.do("run", "--due") == (0, "")


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


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run",), "either sources or --due"),
        (("run", "daily0", "--due"), "either sources or --due"),
        (("run", "--due", "-a", "mode=latest"), "stand in crawls.toml"),
        (("run", "daily0", "--crawls", "x.toml"), "--crawls goes with --due"),
        (("run", "--due", "--crawls", "nowhere.toml"), "nowhere.toml: No such file"),
        (("run", "dayly"), "no source 'dayly'"),
        (("run", "daily0", "-a", "mode"), "-a 'mode': write it like -a NAME=VALUE"),
        (("run", "daily0", "-a", "mode=x"), "mode=x: it takes latest or backfill"),
        (("run", "daily0", "-a", "day=x"), "no such argument: day"),
        (("run", "daily0", "-s", "ARCHIVES_DIR=x"), "--archives"),
        (("run", "daily0", "--jobs", "0"), "--jobs"),
        (("schedule", "--systemd", "--cron"), "one of them"),
        (("schedule", "--jobs", "2"), "--jobs goes with"),
    ],
)
def test_wrong_usage_is_told(project: Project, arguments: tuple[str, ...], says: str) -> None:
    project.plan("daily0")
    code, said = project.do(*arguments)
    assert code == 2, said
    assert says in said
