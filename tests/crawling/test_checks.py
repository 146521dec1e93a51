from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from newsarchive import settings as project
from newsarchive.crawling.checks import check_settings
from newsarchive.errors import UsageError


def settings(tmp_path: Path, **changes: Any) -> Settings:
    chosen = Settings()
    chosen.setmodule(project)
    chosen.setdict({"ARCHIVES_DIR": str(tmp_path / "archives"), **changes}, priority="cmdline")
    return chosen


def test_the_projects_own_settings_pass(tmp_path: Path) -> None:
    check_settings(settings(tmp_path))
    check_settings(Settings({"ARCHIVES_DIR": str(tmp_path / "bare")}))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archives", "bare"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("FSYNC", "never", "close, interval, always"),
        ("REQUISITES", "all", "none, images, page"),
        ("WARC_DIGEST", "md5", "sha1, sha256"),
        ("WARC_FRAMING", "raw", "dechunked, verbatim"),
        ("WARC_MAX_BYTES", "many", "whole number"),
        ("WARC_MAX_BYTES", 0, "from 1 to"),
        ("WARC_GZIP_LEVEL", 12, "from 0 to 9"),
        ("REPLAY", "/nowhere/at.warc.gz", "neither a WARC file nor a folder"),
        ("ARCHIVES_DIR", "/proc/nowhere", "takes no files"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: Any, says: str) -> None:
    with pytest.raises(UsageError) as error:
        check_settings(settings(tmp_path, **{name: value}))
    assert f"setting {name}" in str(error.value)
    assert says in str(error.value)
