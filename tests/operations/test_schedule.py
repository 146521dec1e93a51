"""`newsarchive schedule`: the table, the units, the line for cron."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from operations.conftest import Project

from newsarchive.dates import VIETNAM
from newsarchive.errors import UsageError
from newsarchive.operations.crawl import Crawl
from newsarchive.operations.timing import Every
from newsarchive.operations.units import Call, cron, seconds_to_stop, systemd

HARD = Call(
    ("/opt/a b/bin/newsarchive", "run", "--due", "--crawls", '/srv/100%/$x"y.toml'),
    Path("/srv/100% of"),
    (("A", "b c"),),
)
DAILY = Every(timedelta(days=1))


def test_what_is_next_and_why_not_now(project: Project) -> None:
    hours = "-".join(f"{datetime.now(VIETNAM) + timedelta(hours=around):%H:%M}" for around in (-1, 1))
    (project.folder / "crawls.toml").write_text(
        "[crawls.newest]\nsources = ['daily0']\nevery = '30m'\n"
        f"[crawls.quiet]\nsources = ['daily1']\nevery = '1d'\nquiet = ['{hours}']\n"
        "[crawls.old]\nsources = ['daily0']\ncron = '0 0 1 1 *'\nmode = 'backfill'\n"
    )
    code, said = project.do("schedule")
    assert code == 0
    rows = {line.split()[0]: line for line in said.splitlines() if " daily" in line}
    assert "never" in rows["newest"]
    assert "due: it never ran" in rows["newest"]
    assert f"due, but quiet until {datetime.now(VIETNAM) + timedelta(hours=1):%Y-%m-%d %H}" in rows["quiet"]
    assert project.do("run", "daily0")[0] == 0
    rows = {line.split()[0]: line for line in project.do("schedule")[1].splitlines() if " daily" in line}
    assert "in 29 min" in rows["newest"] or "in 30 min" in rows["newest"]
    assert "due: it never ran" in rows["old"]


def test_the_units_hold_what_a_crawl_needs_to_close_well(project: Project) -> None:
    project.plan("daily0", DOWNLOAD_DELAY=10)
    code, said = project.do("schedule", "--systemd", "--jobs", "3")
    assert code == 0
    for line in ("KillSignal=SIGTERM", "KillMode=mixed", "Persistent=true", "TimeoutStopSec=110", "Type=oneshot"):
        assert line in said.splitlines()
    start = next(line for line in said.splitlines() if line.startswith("ExecStart="))
    assert start.endswith(f"--crawls {project.folder}/crawls.toml --archives {project.archives} --jobs 3")
    code, line = project.do("schedule", "--cron")
    assert line.startswith(f"* * * * * cd {project.folder} && SCRAPY_SETTINGS_MODULE=loopback.dailies /")


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ((), 50),
        ((("DOWNLOAD_DELAY", "10"),), 110),
        ((("SHUTDOWN_SECONDS", "300"),), 330),
        ((("DOWNLOAD_DELAY", "2.5"), ("CONCURRENT_REQUESTS", "16")), 70),
    ],
)
def test_how_long_the_slowest_crawl_may_take(settings: tuple[tuple[str, str], ...], seconds: int) -> None:
    assert (
        seconds_to_stop([Crawl("a", ("tuoitre",), DAILY), Crawl("b", ("tuoitre",), DAILY, settings=settings)])
        == seconds
    )


def test_a_setting_that_is_no_number_is_told() -> None:
    with pytest.raises(UsageError, match=r"crawls\.b\.settings"):
        seconds_to_stop([Crawl("b", ("tuoitre",), DAILY, settings=(("DOWNLOAD_DELAY", "slow"),))])


def test_a_cron_line_survives_odd_paths() -> None:
    line = cron(HARD)
    assert line.startswith("* * * * * cd ")
    assert line.count("\n") == 1
    assert "%" not in line.replace(r"\%", "")
    words = shlex.split(line.removeprefix("* * * * * ").replace(r"\%", "%"))
    assert words == ["cd", "/srv/100% of", "&&", "A=b c", *HARD.command]


def test_odd_paths_are_quoted_for_systemd() -> None:
    said = systemd(HARD, user="crawler", stop_seconds=50)
    assert 'ExecStart="/opt/a b/bin/newsarchive" run --due --crawls "/srv/100%%/$$x\\"y.toml"\n' in said
    assert 'Environment="A=b c"\n' in said
    assert "WorkingDirectory=/srv/100%% of\n" in said


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "news archive"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    said = systemd(Call((str(program), "run", "--due"), tmp_path, (("A", "b c"),)), user="root", stop_seconds=50)
    service, timer = said.split("# /etc/systemd/system/newsarchive.timer\n")
    (tmp_path / "newsarchive.service").write_text(service)
    (tmp_path / "newsarchive.timer").write_text(timer)
    units = [tmp_path / "newsarchive.timer", tmp_path / "newsarchive.service"]
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
