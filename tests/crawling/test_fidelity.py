"""What stands in the WARC is what crossed the wire, for every odd response, over HTTP and HTTPS, read with warcio."""

from __future__ import annotations

import base64
import re
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from loopback import odd
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.odd import Odd
from loopback.papers import robots
from loopback.proxy import Proxy
from loopback.warcs import Stored, beside, responses
from loopback.web import Answer, Web

HOST = "baoquangtri.vn"
SCHEMES = ("http", "https")
LIMITS = {
    "WARC_REVISITS": False,
    "DOWNLOAD_MAXSIZE": odd.LIMIT,
    "DOWNLOAD_TIMEOUT": 3,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "RETRY_EXCEPTIONS": "scrapy.exceptions.ResponseDataLossError",  # cut bodies come twice, stalls do not
}
LOGIN = "operator:secret"


def url_of(case: Odd, scheme: str) -> str:
    return f"{scheme}://{HOST}/odd/{case.name}"


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    answers = {f"/odd/{case.name}": case.answer for case in odd.ODD}
    with Web(answers) as served:
        served.put("/robots.txt", robots("Disallow: /cam"))
        served.put("/odd/no-reason?to=1", odd.HEADS[1].answer)
        served.put("/odd/retry", [odd.BUSY, odd.HEADS[1].answer])
        yield served


@pytest.fixture(scope="module")
def crawled(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """All odd URLs over both schemes, through a proxy that asks for a login."""
    folder = tmp_path_factory.mktemp("fidelity")
    urls = [url_of(case, scheme) for scheme in SCHEMES for case in odd.ODD]
    urls += [f"{scheme}://{HOST}/odd/retry?{scheme}" for scheme in SCHEMES]
    for scheme in SCHEMES:
        web.put(f"{HOST}/odd/retry?{scheme}", [odd.BUSY, odd.HEADS[1].answer])
    (folder / "urls.txt").write_text("\n".join(urls))
    with Proxy(web) as proxy:
        return crawl(
            HOST.removesuffix(".vn"),
            folder / "archives",
            proxy=proxy.url(LOGIN),
            settings=LIMITS,
            arguments={"urls": folder / "urls.txt"},
        )


def without_login(request: bytes) -> bytes:
    return re.sub(rb"(?im)^proxy-authorization:[^\n]*\n", b"", request)


def captures(crawled: Crawl, url: str) -> list[Stored]:
    return responses(crawled.records, url)


def requests(crawled: Crawl, url: str) -> list[Stored]:
    return [r for r in crawled.records if r.type == "request" and r.url == url]


def metadata(crawled: Crawl, url: str) -> list[Stored]:
    return [r for r in crawled.records if r.type == "metadata" and r.url == url]


def test_the_crawl_ends_well(crawled: Crawl) -> None:
    assert crawled.code == 0, crawled.log[-3000:]
    assert "Traceback" not in crawled.log
    assert crawled.report["finish_reason"] == "finished"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("case", [c for c in odd.ODD if c.kept == "response"], ids=lambda c: c.name)
def test_a_response_is_what_the_server_sent(case: Odd, scheme: str, crawled: Crawl, web: Web) -> None:
    url = url_of(case, scheme)
    records, served = captures(crawled, url), web.served(url)
    assert len(records) == len(served) >= 1
    for record in records:
        assert record.get("WARC-Truncated") == case.cut
        if case.cut in (None, "time"):
            assert record.block == case.block
        elif (
            case.then == "reset"
            or case.cut == "length"
            or case.name in ("conflicting-lengths", "unknown-transfer-coding")
        ):
            # How much came before the end depends on the network; what came is a beginning of what was sent.
            assert len(record.block) >= len(case.head)
            assert case.block.startswith(record.block)
        else:
            assert record.block == case.block


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("case", [c for c in odd.ODD if c.kept == "bytes"], ids=lambda c: c.name)
def test_bytes_that_are_no_http_stand_in_the_metadata(case: Odd, scheme: str, crawled: Crawl, web: Web) -> None:
    url = url_of(case, scheme)
    assert not captures(crawled, url)
    told = [record.told for record in metadata(crawled, url)]
    assert len(told) == len(web.served(url)) >= 1
    for fields in told:
        kept = base64.b64decode(fields["unparsed-response"])
        assert kept
        assert case.head.startswith(kept)
        assert fields["error"]
    if case.then == "close" and case.name == "cut-head":
        assert base64.b64decode(told[0]["unparsed-response"]) == case.head


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("case", [c for c in odd.ODD if c.kept == "nothing"], ids=lambda c: c.name)
def test_no_answer_is_no_response_record(case: Odd, scheme: str, crawled: Crawl, web: Web) -> None:
    url = url_of(case, scheme)
    assert not captures(crawled, url)
    told = [record.told for record in metadata(crawled, url)]
    assert len(told) == len(requests(crawled, url)) >= len(web.served(url)) >= 1
    assert all(fields["error"] and "unparsed-response" not in fields for fields in told)


def test_every_request_is_what_the_server_received(crawled: Crawl, web: Web) -> None:
    stored = Counter((r.url, r.block) for r in crawled.records if r.type == "request")
    log = [served for served in web.log if f"//{HOST}/" in served.url]
    received = Counter((served.url, without_login(served.request)) for served in log)
    assert not received - stored
    # A pooled connection that the server had just closed: sent into the void, and sent again by Twisted.
    for url, _ in stored - received:
        assert "ConnectionError" in [record.told.get("error") for record in metadata(crawled, url)]


def test_no_secret_of_the_proxy_is_stored(crawled: Crawl, web: Web) -> None:
    secret = base64.b64encode(LOGIN.encode())
    assert any(secret in served.request for served in web.log if not served.tls)
    assert not [r for r in crawled.records if secret in r.block or b"secret" in r.block]
    masked = [r.told.get("masked") for r in crawled.records if r.type == "metadata" and r.url.startswith("http://")]
    assert set(masked) == {"proxy-authorization"}


def test_records_of_one_exchange_stand_together(crawled: Crawl) -> None:
    answered = [r for r in crawled.records if r.type == "response"]
    for record in answered:
        (request,) = beside(crawled.records, record, "request")
        (told,) = beside(crawled.records, record, "metadata")
        assert {request.get("WARC-Date"), told.get("WARC-Date")} == {record.get("WARC-Date")}
        assert request.url == told.url == record.url
        place = crawled.records.index(record)
        assert crawled.records[place + 1 : place + 3] == [request, told]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_date_is_that_of_the_request(scheme: str, crawled: Crawl, web: Web) -> None:
    """A stalled answer is written seconds after it was asked for; the server's log says when that was."""
    url = f"{scheme}://{HOST}/odd/stalled"
    asked = [served.at + time.time() - time.monotonic() for served in web.served(url)]
    records = captures(crawled, url)
    assert len(records) == len(asked) >= 1
    for record, at in zip(records, asked, strict=True):
        date = datetime.fromisoformat(record.get("WARC-Date") or "").timestamp()
        assert -0.05 < at - date < 2
        assert int(beside(crawled.records, record, "metadata")[0].told["fetchTimeMs"]) >= 3000


def test_the_wire_is_described(crawled: Crawl) -> None:
    for record in crawled.records:
        if record.type == "response":
            tls = record.get_all("WARC-Protocol")[1:]
            assert record.get_all("WARC-Protocol")[0] == "http/1.1"
            assert tls == (["tls/1.3"] if record.url.startswith("https:") else [])
            assert (record.get("WARC-Cipher-Suite") or "").startswith("TLS_" if tls else "")
            # Through a proxy the peer is not the server.
            assert record.get("WARC-IP-Address") is None
            (request,) = beside(crawled.records, record, "request")
            for name in ("WARC-Protocol", "WARC-Cipher-Suite", "WARC-IP-Address"):
                assert request.get_all(name) == record.get_all(name)


def test_redirects_name_what_led_to_them(crawled: Crawl) -> None:
    url = f"https://{HOST}/odd/no-reason?to=1"
    (record,) = captures(crawled, url)
    assert beside(crawled.records, record, "metadata")[0].told["via"] == f"https://{HOST}/odd/redirect-with-body"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_retry_is_a_capture_of_its_own(scheme: str, crawled: Crawl) -> None:
    records = captures(crawled, f"{scheme}://{HOST}/odd/retry?{scheme}")
    assert [record.block.split(b"\r\n")[0] for record in records] == [b"HTTP/1.1 503 Ban", b"HTTP/1.1 200"]
    assert records[0].get("WARC-Date") < records[1].get("WARC-Date")


def test_the_archive_verifies(crawled: Crawl) -> None:
    done = newsarchive("verify", crawled.archives)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.fixture(scope="module")
def probed(web: Web, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """A plain Scrapy spider, without a proxy: HEAD, POST and GET, straight at the server."""
    folder = tmp_path_factory.mktemp("probed")
    lines = [
        f"HEAD http://127.0.0.1:{web.port}/odd/strange-headers",
        f"HEAD https://127.0.0.1:{web.tls_port}/odd/gzip",
        f"POST http://127.0.0.1:{web.port}/odd/no-reason?p=1&q=t%C3%ACm",
        f"GET https://127.0.0.1:{web.tls_port}/odd/strange-headers",
    ]
    (folder / "requests.txt").write_text("\n".join(lines))
    return crawl(
        "prober",
        folder / "archives",
        settings={"SPIDER_MODULES": "loopback.prober", "ALLOW_PRIVATE_HOSTS": True, "ROBOTSTXT_OBEY": False},
        arguments={"requests": folder / "requests.txt"},
    )


def test_other_methods_and_no_proxy(probed: Crawl, web: Web) -> None:
    assert probed.code == 0, probed.log[-3000:]
    found = [r for r in probed.records if r.type == "response"]
    assert len(found) == 4
    for record in found:
        (request,) = beside(probed.records, record, "request")
        (served,) = [s for s in web.log if s.url == record.url and s.request == request.block]
        assert record.get("WARC-IP-Address") == request.get("WARC-IP-Address") == "127.0.0.1"
        if served.method == "HEAD":
            assert record.get("WARC-Request-Method") == "HEAD"
            assert record.block.partition(b"\r\n\r\n")[2] == b""
            assert record.block.count(b"\r\n") == bytes(served.sent).count(b"\r\n")
        elif served.method == "POST":
            assert record.block == bytes(served.sent)
            assert request.block.endswith(b"\r\n\r\nten=Qu%E1%BA%A3ng+Tr%E1%BB%8B")
        else:
            assert record.block == odd.HEADS[0].block
    assert newsarchive("verify", probed.archives).returncode == 0


def test_what_twisted_sends_again_by_itself_is_recorded(web: Web, tmp_path: Path) -> None:
    """A kept connection that dies under a request: Scrapy sees one download, the wire saw two requests."""
    first, second = (f"http://127.0.0.1:{web.port}/{name}" for name in ("giu", "dut"))
    web.put("/giu", odd.HEADS[1].answer)
    web.put("/dut", [Answer(b"", "reset"), odd.HEADS[1].answer])
    (tmp_path / "requests.txt").write_text(f"GET {first}\nGET {second}\n")
    settings = {
        "SPIDER_MODULES": "loopback.prober",
        "ALLOW_PRIVATE_HOSTS": True,
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
    }
    done = crawl("prober", tmp_path / "archives", settings=settings, arguments={"requests": tmp_path / "requests.txt"})
    assert [served.url for served in web.log[-3:]] == [first, second, second]
    assert [record.block for record in requests(done, second)] == [served.request for served in web.log[-2:]]
    assert [record.told.get("error") for record in metadata(done, second)] == ["ConnectionError", None]
    assert len(captures(done, second)) == 1
    assert done.report["pages"] == 2


def test_an_odd_case_is_met_only_once() -> None:
    assert len({case.name for case in odd.ODD}) == len(odd.ODD)
