"""Requests to private addresses are refused, unless the operator allows them; a proxy stays usable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback.crawl import Crawl, crawl
from loopback.proxy import Proxy
from loopback.warcs import responses
from loopback.web import Web, answer, redirect

from newsarchive.crawling.hosts import is_private, plain_ip

SETTINGS = {
    "SPIDER_MODULES": "loopback.prober",
    "ROBOTSTXT_OBEY": False,
    "RETRY_ENABLED": False,
    "TWISTED_DNS_RESOLVER": "loopback.resolver.EveryNameIsLoopback",
}
LITERALS = (
    "127.0.0.1",
    "127.9.9.9",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "localhost",
    "tin.localhost",
    "may-in.local",
)
FAR = ("10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "[fe80::1]", "[fc00::1]", "100.64.0.1", "224.0.0.1")
# Names, as far as their text goes: what they resolve to is known only at the connection.
NAMES = ("tin.example", "2130706433", "0x7f.1", "127.1", "0177.0.0.1")


@pytest.fixture
def web() -> Iterator[Web]:
    with Web(
        {"/tin": answer("tin"), "/di": redirect("http://127.0.0.1/bi-mat"), "/bi-mat": answer("bí mật")}
    ) as served:
        yield served


def probe(folder: Path, urls: list[str], proxy: str | None = None, **settings: object) -> Crawl:
    (folder / "requests.txt").write_text("\n".join(f"GET {url}" for url in urls))
    arguments = {"requests": folder / "requests.txt"}
    return crawl("prober", folder / "archives", proxy=proxy, arguments=arguments, settings={**SETTINGS, **settings})


def test_private_hosts_are_refused_before_a_request_is_sent(web: Web, tmp_path: Path) -> None:
    literal = [f"http://{host}:{web.port}/tin" for host in LITERALS] + [f"http://{host}/tin" for host in FAR]
    named = [f"http://{host}:{web.port}/tin" for host in NAMES] + [f"https://tin.example:{web.tls_port}/tin"]
    done = probe(tmp_path, literal + named)
    assert done.code == 0, done.log[-3000:]
    assert web.log == []
    assert done.report["refused"] == {"robots": 0, "private_host": len(literal) + len(named)}
    assert done.report["errors"] == {}
    assert done.report["pages"] == 0
    assert not [record for record in done.records if record.type in ("request", "response")]


def test_the_operator_can_allow_them(web: Web, tmp_path: Path) -> None:
    urls = [f"http://{host}:{web.port}/tin" for host in ("127.0.0.1", "localhost", "tin.example")]
    done = probe(tmp_path, urls, ALLOW_PRIVATE_HOSTS=True)
    assert sorted(served.url for served in web.log) == sorted(urls)
    for url in urls:
        (record,) = responses(done.records, url)
        assert record.get("WARC-IP-Address") == "127.0.0.1"


def test_a_proxy_stays_usable_and_a_redirect_to_a_private_host_is_refused(web: Web, tmp_path: Path) -> None:
    urls = [f"{scheme}://tin.example/{page}" for scheme in ("http", "https") for page in ("tin", "di")]
    with Proxy(web) as proxy:
        done = probe(tmp_path, urls, proxy.url())
    assert done.code == 0, done.log[-3000:]
    assert sorted(served.url for served in web.log) == sorted(urls)
    assert done.report["status"] == {"200": 2, "301": 2}
    assert done.report["refused"]["private_host"] == 2
    assert not [record for record in done.records if record.url.endswith("/bi-mat") and record.type == "request"]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.31.255.255", "169.254.1.1", "100.64.0.1", "0.0.0.0",
     "255.255.255.255", "224.0.0.251", "::1", "[::1]", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
     "::ffff:10.0.0.1", "192.0.2.1"],
)  # fmt: skip
def test_private_addresses(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize(
    "host", ["8.8.8.8", "203.113.131.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "baoquangtri.vn", ""]
)
def test_what_is_no_private_address(host: str) -> None:
    assert not is_private(host)


def test_an_address_is_written_in_its_canonical_form() -> None:
    assert plain_ip("2001:0DB8:0:0:0:0:0:1") == "2001:db8::1"
    assert plain_ip("fe80::1%eth0") == "fe80::1"
    assert plain_ip("203.0.113.9") == "203.0.113.9"
    assert plain_ip("baoquangtri.vn") is None
