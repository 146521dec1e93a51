"""The add-on: one line in ADDONS gives any Scrapy project the capture and the archive.

    ADDONS = {"newsarchive.crawling.addon.Archive": 500}

It puts the capturing (or, with REPLAY, the replaying) download handler in place of the HTTP and HTTPS ones, the
recorder and the summary among the extensions, the shared decoder of content-codings and a robots.txt middleware that
keeps its rules in place of Scrapy's, and the three pipelines, which pass on whatever is no Article. The crash-proof
scheduler is a project's own choice: `SCHEDULER = "newsarchive.crawling.frontier.Frontier"`; it then remembers what was
fetched from one crawl to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware

from newsarchive.crawling.checks import check_settings
from newsarchive.crawling.conditional import Conditional
from newsarchive.crawling.middlewares import Credentials, Decompression, PrivateHosts
from newsarchive.crawling.pipelines import Lines, Revisions, Validation
from newsarchive.crawling.politeness import CrawlDelay, RetryAfter, Robots, RobotsOfAll
from newsarchive.crawling.progress import Progress
from newsarchive.crawling.recorder import Recorder
from newsarchive.crawling.stopping import FreeSpace
from newsarchive.crawling.summary import Summary
from newsarchive.errors import UsageError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

_CAPTURE = "newsarchive.crawling.capture.Capture"
_REPLAY = "newsarchive.crawling.replay.Replay"
# The coding that every reader and replayer of WARC files knows: deflate and zstd do not play everywhere, and warcio's
# own check fails on br with today's brotli. What a server sends all the same is captured, and read.
_ACCEPT_ENCODING = "gzip"
_MAXSIZE = 32 * 1024 * 1024  # a response is held in memory; Scrapy's own bound is 1 GiB


class Archive:
    """Installs capture, archive, replay and summary."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Set components with add-on priority: a project's own settings and -s win.

        A setting of ours that can't be worked with ends the crawl with one line, before the first request.
        """
        try:
            check_settings(settings)
        except UsageError as error:
            raise SystemExit(f"newsarchive: {error}") from None
        handler = _REPLAY if settings.get("REPLAY") else _CAPTURE
        for scheme in ("http", "https"):
            settings["DOWNLOAD_HANDLERS"][scheme] = handler
        headers = dict(settings["DEFAULT_REQUEST_HEADERS"])
        headers.setdefault("Accept-Encoding", _ACCEPT_ENCODING)
        settings.set("DEFAULT_REQUEST_HEADERS", headers, priority="addon")
        settings.set("DOWNLOAD_MAXSIZE", _MAXSIZE, priority="addon")
        for replaced in (HttpCompressionMiddleware, RobotsTxtMiddleware):
            settings.set_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", replaced, None)
        for setting, component, order in (
            ("DOWNLOADER_MIDDLEWARES", Credentials, 40),
            ("DOWNLOADER_MIDDLEWARES", PrivateHosts, 60),
            ("DOWNLOADER_MIDDLEWARES", RobotsOfAll, 45),
            ("DOWNLOADER_MIDDLEWARES", Robots, 100),
            ("DOWNLOADER_MIDDLEWARES", Conditional, 580),
            ("DOWNLOADER_MIDDLEWARES", Decompression, 590),
            ("EXTENSIONS", Recorder, 10),
            ("EXTENSIONS", CrawlDelay, 20),
            ("EXTENSIONS", RetryAfter, 30),
            ("EXTENSIONS", FreeSpace, 40),
            ("EXTENSIONS", Progress, 50),
            ("EXTENSIONS", Summary, 900),
            ("ITEM_PIPELINES", Validation, 100),
            ("ITEM_PIPELINES", Revisions, 200),
            ("ITEM_PIPELINES", Lines, 900),
        ):
            settings.setdefault_in_component_priority_dict(setting, component, order)
