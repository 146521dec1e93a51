"""Pins the names of Scrapy and Twisted that the tee on the wire and the frontier stand on: a change must be loud.

When one of these tests fails after an upgrade, read Scrapy's http11.py and Twisted's _newclient.py again, and mend
newsarchive/crawling/wire.py. Until then crawls fall back to rebuilt records, which say so.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import scrapy
from loopback import odd
from loopback.crawl import TESTS, Crawl, crawl, newsarchive
from loopback.warcs import beside, responses
from loopback.web import Web
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers import http11
from scrapy.core.engine import ExecutionEngine
from scrapy.core.scraper import Scraper
from scrapy.utils import _download_handlers
from twisted.protocols.basic import LineReceiver
from twisted.web import _newclient
from twisted.web.client import Agent, HTTPConnectionPool, _HTTP11ClientFactory
from twisted.web.http_headers import Headers

from newsarchive.crawling import wire


def parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def source(function: object) -> str:
    return inspect.getsource(function)  # type: ignore[arg-type]


def test_the_minor_that_was_read() -> None:
    assert scrapy.__version__.startswith("2.19.")


@pytest.mark.parametrize(("owner", "names"), wire.NEEDED.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_the_names_are_there(owner: type, names: tuple[str, ...]) -> None:
    assert [name for name in names if not hasattr(owner, name)] == []


def test_the_classes_still_descend_from_twisteds() -> None:
    assert issubclass(http11._LenientHTTPClientParser, _newclient.HTTPClientParser)
    assert issubclass(_newclient.HTTPClientParser, LineReceiver)
    assert issubclass(http11._LenientHTTP11ClientProtocol, _newclient.HTTP11ClientProtocol)
    assert issubclass(http11._LenientHTTP11ClientFactory, _HTTP11ClientFactory)


def test_arguments_are_as_the_tee_passes_them() -> None:
    assert parameters(_newclient.HTTP11ClientProtocol.request) == ["self", "request"]
    assert parameters(_newclient.HTTP11ClientProtocol.dataReceived) == ["self", "bytes"]
    assert parameters(_newclient.HTTP11ClientProtocol._finishResponse_WAITING) == ["self", "rest"]
    assert parameters(_newclient.HTTP11ClientProtocol._giveUp) == ["self", "reason"]
    assert parameters(_newclient.HTTPParser.headerReceived) == ["self", "name", "value"]
    assert parameters(_newclient.HTTPClientParser.allHeadersReceived) == ["self"]
    assert parameters(_newclient.Request.writeTo) == ["self", "transport"]
    assert parameters(_HTTP11ClientFactory.__init__) == ["self", "quiescentCallback", "metadata"]
    assert parameters(http11._LenientHTTP11ClientFactory.buildProtocol) == ["self", "addr"]
    assert parameters(http11._ScrapyAgent._get_agent) == ["self", "request", "timeout"]
    assert parameters(http11._ScrapyAgent.download_request) == ["self", "request"]
    assert parameters(Agent.request) == ["self", "method", "uri", "headers", "bodyProducer"]
    assert parameters(Headers.copy) == ["self"]
    assert set(parameters(http11._ScrapyAgent.__init__)[1:]) >= {
        "contextFactory", "bindAddress", "pool", "maxsize", "warnsize", "fail_on_dataloss", "crawler",
        "tls_verbose_logging",
    }  # fmt: skip


def test_the_ways_of_the_code_are_those_that_were_read() -> None:
    # The end of a response is told by state, and interim heads are dropped where the tee cuts them off.
    assert "makeStatefulDispatcher" in source(_newclient)
    assert _newclient.HTTP11ClientProtocol._state == "QUIESCENT"
    assert "100 <= self.response.code < 200" in source(_newclient.HTTPClientParser.allHeadersReceived)
    assert LineReceiver._buffer == b""
    # The parser's class is swapped after request() made it.
    assert "self._parser.__class__ =" in source(http11._LenientHTTP11ClientProtocol.request)
    # The agent copies the headers, and that is how the sink comes along.
    assert "headers.copy()" in source(Agent._requestWithEndpoint)  # type: ignore[attr-defined]
    assert "self._factory(quiescentCallback" in source(HTTPConnectionPool._newConnection)  # type: ignore[attr-defined]
    assert "agent.request(" in source(http11._ScrapyAgent.download_request)
    assert inspect.isgeneratorfunction(inspect.unwrap(_download_handlers.wrap_twisted_exceptions))


def test_headers_carry_the_sink_through_a_copy() -> None:
    headers = wire.SinkHeaders({b"x": [b"y"]})
    headers.sink = wire.Sink(limit=0, proxied=False, allow_private=False)
    assert headers.copy().sink is headers.sink
    assert list(headers.copy().getAllRawHeaders()) == [(b"X", [b"y"])]


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | None]:
    """For each private name, why the fallback was chosen once it was gone."""
    command = [sys.executable, "-m", "loopback.amputation", str(tmp_path_factory.mktemp("amputation"))]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told: dict[str, str | None] = json.loads(done.stdout)
    return told


def test_a_missing_name_means_rebuilt_records_not_wrong_ones(chosen: dict[str, str | None]) -> None:
    assert len(chosen) > 20
    assert chosen.pop("nothing") is None
    assert [case for case, why in chosen.items() if why is None] == []
    for case, why in chosen.items():
        assert case.rpartition(".")[2] in str(why)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    cases = {case.name: case for case in (*odd.HEADS, *odd.BODIES, *odd.CODINGS)}
    with Web(
        {f"/odd/{name}": cases[name].answer for name in ("chunked", "gzip", "cut-length", "not-modified")}
    ) as served:
        yield served


@pytest.fixture(scope="module")
def rebuilt(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    folder: Path = tmp_path_factory.mktemp("rebuilt")
    lines = [
        f"GET http://127.0.0.1:{web.port}/odd/{name}" for name in ("chunked", "gzip", "cut-length", "not-modified")
    ]
    (folder / "requests.txt").write_text("\n".join([*lines, f"POST http://127.0.0.1:{web.port}/khong?a=1"]))
    settings = {
        "SPIDER_MODULES": "loopback.without_wire,loopback.prober",
        "ALLOW_PRIVATE_HOSTS": True,
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
    }
    return crawl("prober", folder / "archives", settings=settings, arguments={"requests": folder / "requests.txt"})


def test_the_fallback_crawls_and_marks_what_it_rebuilt(rebuilt: Crawl, web: Web) -> None:
    assert rebuilt.code == 0, rebuilt.log[-3000:]
    assert rebuilt.log.count("Wire capture is off") == 1
    found = [record for record in rebuilt.records if record.type == "response"]
    assert len(found) == 4
    for record in found:
        (told,) = beside(rebuilt.records, record, "metadata")
        (request,) = beside(rebuilt.records, record, "request")
        assert told.told["reconstructed"] == "true"
        assert request.block.split(b"\r\n")[0] == web.served(record.url)[0].request.split(b"\r\n")[0]
    (record,) = responses(rebuilt.records, f"http://127.0.0.1:{web.port}/odd/gzip")
    assert record.block.endswith(b"\r\n\r\n" + odd.GZIP)
    (record,) = responses(rebuilt.records, f"http://127.0.0.1:{web.port}/odd/chunked")
    assert record.block.endswith(b"\r\n\r\n" + odd.HTML)
    assert newsarchive("verify", rebuilt.archives).returncode == 0


def test_the_fallback_refuses_private_hosts_as_far_as_urls_tell(web: Web, tmp_path: Path) -> None:
    (tmp_path / "requests.txt").write_text(f"GET http://127.0.0.1:{web.port}/odd/gzip")
    web.forget()
    done = crawl(
        "prober",
        tmp_path / "archives",
        settings={"SPIDER_MODULES": "loopback.without_wire,loopback.prober", "ROBOTSTXT_OBEY": False},
        arguments={"requests": tmp_path / "requests.txt"},
    )
    assert done.report["refused"]["private_host"] == 1
    assert not web.log


class TestLifecycle:
    """What `crawling.lifecycle` stands on: the engine calls these by their public names, on the instance."""

    def test_their_arguments(self) -> None:
        assert parameters(Downloader.fetch)[:2] == ["self", "request"]
        assert parameters(ExecutionEngine.crawl) == ["self", "request"]
        assert parameters(ExecutionEngine.close_spider_async) == ["self", "reason"]
        assert parameters(Scraper.enqueue_scrape) == ["self", "result", "request"]
        assert parameters(Scraper.handle_spider_error) == ["self", "_failure", "request", "response"]

    def test_every_response_and_failure_passes_them(self) -> None:
        download, handle = source(ExecutionEngine._download), source(ExecutionEngine._handle_downloader_output)
        assert "self.downloader.fetch(request)" in download
        assert "self.crawl(result)" in handle
        assert "yield self.scraper.enqueue_scrape(result, request)" in handle
        assert "d.addBoth(self._handle_downloader_output, request)" in source(ExecutionEngine._start_scheduled_request)

    def test_what_a_callback_yields_and_what_breaks_it_passes_them(self) -> None:
        assert "self.crawler.engine.crawl(request=output)" in source(Scraper._process_spidermw_output_async)
        assert "self.handle_spider_error" in source(Scraper.handle_spider_output_async)
        assert "await self.start_itemproc_async(output, response=response)" in source(
            Scraper._process_spidermw_output_async
        )
        assert "self.handle_spider_error(Failure(), request, result)" in source(Scraper._scrape)

    def test_scraping_ends_with_the_output(self) -> None:
        """enqueue_scrape waits for what _wait_for_processing tells once _scrape is through."""
        assert "yield dfd" in source(Scraper.enqueue_scrape)
        assert "await self._scrape(result, request)" in source(Scraper._wait_for_processing)
        assert "await self.handle_spider_output_async(output, request, result)" in source(Scraper._scrape)

    def test_every_end_passes_the_closing(self) -> None:
        assert "await self.close_spider_async(reason=" in source(ExecutionEngine.stop_async)
        assert "self.close_spider_async(reason=ex.reason)" in source(ExecutionEngine._spider_idle)

    def test_what_waits_in_a_slot_can_be_put_back(self) -> None:
        assert {"queue", "delay", "jitter", "lastseen", "transferring"} <= {f.name for f in dataclasses.fields(Slot)}
        assert "slot.queue.append((request, d))" in source(Downloader._enqueue_request)

    def test_a_response_is_told_before_the_slot_goes_on(self) -> None:
        """Retry-After must be heard before the next request leaves."""
        text = source(Downloader._download)
        assert text.index("signals.response_downloaded") < text.index("self._process_queue(slot)")
