"""The add-on in a project that knows nothing of us: one line in ADDONS archives its crawl, nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.papers import papers
from loopback.proxy import Proxy
from loopback.warcs import beside, responses, stored
from loopback.web import Web, answer
from scrapy.settings import Settings

from newsarchive.crawling.addon import Archive

SETTINGS = """
BOT_NAME = "vuon"
SPIDER_MODULES = ["vuon.spiders"]
ADDONS = {"newsarchive.crawling.addon.Archive": 500}
ITEM_PIPELINES = {"vuon.pipelines.Shout": 300}
FEEDS = {"items.jsonl": {"format": "jsonlines"}}
USER_AGENT = "vuon-bot/3"
DOWNLOAD_MAXSIZE = 1000000
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
"""
SPIDER = """
import scrapy

class VuonItem(scrapy.Item):
    title = scrapy.Field()
    place = scrapy.Field()

class Vuon(scrapy.Spider):
    name = "vuon"

    def __init__(self, urls, **kwargs):
        super().__init__(**kwargs)
        self.urls = urls

    async def start(self):
        for line in open(self.urls):
            yield scrapy.Request(line.strip(), meta={"mine": 1})

    def parse(self, response):
        assert response.meta["mine"] == 1
        yield VuonItem(title=response.css("title::text").get(), place=response.url)
        yield {"maxsize": self.settings.getint("DOWNLOAD_MAXSIZE"), "agent": self.settings["USER_AGENT"]}
"""
PIPELINE = """
class Shout:
    def process_item(self, item):
        if "title" in item:
            item["title"] = item["title"].upper()
        return item
"""
PAGES = [f"https://tin.example/bai-{n}" for n in range(3)] + ["http://vuon.example/kh%C3%B4ng?a=1&b=2"]


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web(
        {url: answer(f"<title>Bài {n}</title>", headers=["Set-Cookie: a=b"]) for n, url in enumerate(PAGES)}
    ) as served:
        yield served


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A throw-away Scrapy project, and a list of URLs that it has never heard of."""
    root = tmp_path_factory.mktemp("foreign")
    (root / "vuon" / "spiders").mkdir(parents=True)
    (root / "scrapy.cfg").write_text("[settings]\ndefault = vuon.settings\n")
    for name, text in (("settings", SETTINGS), ("pipelines", PIPELINE), ("__init__", ""), ("spiders/__init__", "")):
        (root / "vuon" / f"{name}.py").write_text(text)
    (root / "vuon" / "spiders" / "vuon.py").write_text(SPIDER)
    golden = next(iter(papers("generic").values()))
    (root / "urls.txt").write_text("\n".join([*PAGES, golden.url, "https://tin.example/khong-co"]))
    return root


@pytest.fixture(scope="module")
def foreign(web: Web, project: Path) -> Crawl:
    golden = next(iter(papers("generic").values()))
    web.put(golden.url, golden.answer)
    with Proxy(web) as proxy:
        return crawl(
            "vuon",
            project / "archives",
            proxy=proxy.url(),
            arguments={"urls": project / "urls.txt"},
            environment={"SCRAPY_SETTINGS_MODULE": "vuon.settings"},
            cwd=project,
        )


def test_the_project_works_as_before(foreign: Crawl, project: Path) -> None:
    assert foreign.code == 0, foreign.log[-3000:]
    assert "Traceback" not in foreign.log
    items = [json.loads(line) for line in (project / "items.jsonl").read_text().splitlines()]
    titles = {item["place"]: item["title"] for item in items if "title" in item}
    assert {url: titles[url] for url in PAGES} == {url: f"BÀI {n}" for n, url in enumerate(PAGES)}
    # The project's settings win over what the add-on would choose.
    assert {"maxsize": 1_000_000, "agent": "vuon-bot/3"} in items


def test_every_exchange_is_in_its_warc(foreign: Crawl, web: Web) -> None:
    (file,) = foreign.folder.rglob("*.warc.gz")
    assert stored(file)[0].type == "warcinfo"
    assert stored(file)[0].told["isPartOf"] == "vuon"
    assert sorted(r.url for r in foreign.records if r.type == "response") == sorted(s.url for s in web.log)
    for served in web.log:
        (record,) = responses(foreign.records, served.url)
        assert record.block == bytes(served.sent)
        assert beside(foreign.records, record, "request")[0].block == served.request
        assert b"User-Agent: vuon-bot/3" in served.request
        assert b"\r\nAccept-Encoding: gzip\r\n" in served.request, "nothing that replayers can't play"


def test_its_archive_is_valid_and_holds_no_lines(foreign: Crawl) -> None:
    assert foreign.lines == []
    done = newsarchive("verify", foreign.archives)
    assert done.returncode == 0, done.stdout[-2000:]
    assert foreign.report["source"] == "vuon"
    assert foreign.report["captures"] == len(PAGES) + 2


def test_newsarchive_reads_articles_from_it(foreign: Crawl) -> None:
    golden = next(iter(papers("generic").values()))
    done = newsarchive("extract", foreign.folder)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    (line,) = [line for line in lines if line["url"] == golden.url]
    assert line["title"] == golden.article["title"]


def test_a_response_is_bounded_where_the_project_says_nothing(tmp_path: Path) -> None:
    """Scrapy's own bound is 1 GiB, and a response is held in memory."""
    for given, bound in (({}, 32 * 1024 * 1024), ({"DOWNLOAD_MAXSIZE": 1000}, 1000)):
        settings = Settings({"ARCHIVES_DIR": str(tmp_path), **given})
        Archive().update_settings(settings)
        assert settings.getint("DOWNLOAD_MAXSIZE") == bound
