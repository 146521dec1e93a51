"""A signal to the runner, and crawls that die."""

from __future__ import annotations

import os
import signal

from loopback.dailies import host
from loopback.web import Answer
from operations.conftest import ARTICLES, Project, asked, finish, ids


def test_sigterm_closes_every_crawl_well_and_the_next_run_goes_on(project: Project) -> None:
    project.plan("daily0", "daily1", DOWNLOAD_DELAY=0.3)
    with project.doing("run", "--due", "--jobs", "2") as runner:
        for name in ("daily0", "daily1"):
            project.until_under_way(name)
        runner.send_signal(signal.SIGTERM)
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


def test_ctrl_c_at_the_terminal_reaches_a_crawl_once(project: Project) -> None:
    """It goes to all processes of the terminal, and the runner passes it on: two would stop the crawl at once."""
    with project.doing("run", "daily0", "-s", "DOWNLOAD_DELAY=0.3") as runner:
        project.until_under_way("daily0")
        os.killpg(runner.pid, signal.SIGINT)
        code, said = finish(runner)
    assert code == 0, said
    assert "twice" not in log_of(project, "daily0")
    assert [report["finish_reason"] for report in project.reports("daily0")] == ["shutdown"]
    assert not list(project.archives.rglob("*.open"))


def test_a_second_signal_stops_at_once(project: Project) -> None:
    project.plan("daily0", DOWNLOAD_DELAY=0.3)
    project.web.put(f"{host('daily0')}/tin/bai-viet-5.html", Answer(b"", "stall"))
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
