"""Wrong usage of run and schedule is told, and nothing begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from newsarchive.cli import app
from newsarchive.errors import UsageError


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run",), "either sources or --due"),
        (("run", "tuoitre", "--due"), "either sources or --due"),
        (("run", "--due", "-a", "mode=latest"), "stand in crawls.toml"),
        (("run", "tuoitre", "--crawls", "x.toml"), "--crawls goes with --due"),
        (("run", "--due", "--crawls", "nowhere.toml"), "nowhere.toml: No such file"),
        (("run", "dayly"), "no source 'dayly'"),
        (("run", "tuoitre", "-a", "mode"), "-a 'mode': write it like -a NAME=VALUE"),
        (("run", "tuoitre", "-a", "mode=x"), "mode=x: it takes latest or backfill"),
        (("run", "tuoitre", "-a", "day=x"), "no such argument: day"),
        (("run", "tuoitre", "-s", "ARCHIVES_DIR=x"), "--archives"),
        (("run", "tuoitre", "--jobs", "0"), "--jobs"),
        (("schedule", "--systemd", "--cron"), "one of them"),
        (("schedule", "--jobs", "2"), "--jobs goes with"),
    ],
)
def test_wrong_usage_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crawls.toml").write_text("[crawls.a]\nsources = 'tuoitre'\nevery = '1d'\n")
    done = CliRunner().invoke(app, arguments)
    assert says in f"{done.output} {done.exception}"
    assert done.exit_code == 2 or isinstance(done.exception, UsageError)
    assert not (tmp_path / "archives").exists()
