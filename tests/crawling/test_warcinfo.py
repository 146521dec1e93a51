"""The warcinfo record of a crawl: who made the files, and how."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from scrapy.settings import Settings

from newsarchive import settings as project
from newsarchive.crawling.warcinfo import warcinfo
from newsarchive.version import __version__


def told(**changes: Any) -> dict[str, str]:
    chosen = Settings()
    chosen.setmodule(project)
    chosen.setdict(changes, priority="cmdline")
    return warcinfo("tin", chosen)


def test_a_file_says_who_made_it_and_how() -> None:
    assert told(OPERATOR="Thư viện", USER_AGENT="thu/1 (+https://thu.example/)") == {
        "software": f"newsarchive/{__version__}",
        "isPartOf": "tin",
        "robots": "obey",
        "hostname": socket.gethostname(),
        "http-header-user-agent": "thu/1 (+https://thu.example/)",
        "operator": "Thư viện",
    }


@pytest.mark.parametrize(("asked", "says"), [("True", "obey"), ("False", "ignore")])
def test_it_says_how_robots_txt_was_treated(asked: str, says: str) -> None:
    assert told(ROBOTSTXT_OBEY=asked)["robots"] == says


def test_a_replay_names_its_file_and_not_the_folders_of_this_machine() -> None:
    assert told(REPLAY="/home/ba/cu/web.warc.gz")["replayed-from"] == "web.warc.gz"
