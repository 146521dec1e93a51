import re
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from replaying.conftest import package_in, replayer_in

from newsarchive.errors import UsageError
from newsarchive.replaying.serving import serving

FILLER = bytes(range(256)) * 4000


class Client:
    """Asks both origins."""

    def __init__(self, address: str, wacz: Path) -> None:
        self.wacz = wacz
        self.list_port = urlsplit(address).port or 0
        page = self.get("/")[1].decode()
        found = re.search(r"http://127\.0\.0\.1:([0-9]+)/#url=", page)
        assert found
        self.replay_port = int(found[1])
        source = re.search(r'source="(/[0-9a-f]{16}\.wacz)"', self.get("/", replay=True)[1].decode())
        assert source
        self.package = source[1]

    def get(
        self, path: str, *, replay: bool = False, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        port = self.replay_port if replay else self.list_port
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, {"Host": f"127.0.0.1:{port}", **named})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer, data


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("serving")
    replayer = replayer_in(folder)
    wacz = package_in(
        folder, {"url": "https://tin.example/1", "ts": "2026-11-20T04:00:39Z", "title": "<Một>"}, filler=FILLER
    )
    with serving("tin", wacz, replayer) as address:
        yield Client(address, wacz)


def test_the_list_and_the_archive_are_two_origins(client: Client) -> None:
    assert client.list_port != client.replay_port
    assert client.get("/")[1].count(b"&lt;M\xe1\xbb\x99t&gt;") == 1
    assert client.get(client.package)[0].status == 404
    assert client.get(client.package, replay=True)[1] == client.wacz.read_bytes()


def test_the_replayers_files_are_served(client: Client) -> None:
    assert client.get("/ui.js", replay=True)[1] == b"ui();"
    assert client.get("/replay/ui.js?x=1", replay=True)[1] == b"ui();"
    assert client.get("/LICENSE", replay=True)[1] == b"AGPL"
    worker = client.get("/replay/sw.js?serveIndex=1", replay=True)[1]
    assert worker.endswith(b"})();\nsw();")
    assert b"respondWith" in worker
    assert b"delete self.RTCPeerConnection" in worker
    assert client.get("/replay/?source=x", replay=True)[1] == b""


def test_no_worker_can_be_had_without_the_guard(client: Client) -> None:
    for path in ("/sw.js", "/wabac.js", "/replay/wabac.js", "/dist/sw.js"):
        assert client.get(path, replay=True)[0].status == 404


@pytest.mark.parametrize(
    "path",
    ["/etc/passwd", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/replay/../ui.js", "/tin.wacz",
     "http://127.0.0.1/", "/list.css/",],
)  # fmt: skip
@pytest.mark.parametrize("replay", [False, True])
def test_no_path_becomes_a_file(path: str, replay: bool, client: Client) -> None:
    answer, data = client.get(path, replay=replay)
    assert (answer.status, data) == (404, b"404 Not Found\n")


@pytest.mark.parametrize("replay", [False, True])
def test_only_its_own_name_is_answered(replay: bool, client: Client) -> None:
    port, other = client.list_port, client.replay_port
    if replay:
        port, other = other, port
    assert client.get("/", replay=replay, Host=f"localhost:{port}")[0].status == 200
    for host in (
        "127.0.0.1",
        "localhost",
        f"evil.example:{port}",
        f"127.0.0.1:{other}",
        f"127.0.0.1:{port}.evil.example",
        "",
    ):
        answer, data = client.get("/", replay=replay, Host=host)
        assert (answer.status, data) == (421, b"421 Misdirected Request\n")


def test_a_request_without_a_host_is_refused(client: Client) -> None:
    with socket.create_connection(("127.0.0.1", client.replay_port), timeout=10) as raw:
        raw.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 421 ")


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-3", 0, 4), ("bytes=100-", 100, None), ("bytes=-22", -22, None)]
)
def test_ranges_of_the_package(asked: str, start: int, end: int | None, client: Client) -> None:
    whole = client.wacz.read_bytes()
    answer, data = client.get(client.package, replay=True, Range=asked)
    assert answer.status == 206
    assert data == whole[start:end]
    first = start if start >= 0 else len(whole) + start
    assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(data) - 1}/{len(whole)}"
    head, nothing = client.get(client.package, replay=True, method="HEAD", Range=asked)
    assert (head.status, nothing) == (206, b"")
    assert head.headers["Content-Length"] == str(len(data))


def test_a_range_behind_the_end_is_416(client: Client) -> None:
    size = client.wacz.stat().st_size
    answer, _ = client.get(client.package, replay=True, Range=f"bytes={size}-")
    assert answer.status == 416
    assert answer.headers["Content-Range"] == f"bytes */{size}"


def test_a_range_of_another_version_is_all_of_it(client: Client) -> None:
    answer, data = client.get(client.package, replay=True, Range="bytes=0-3", If_Range='"x"')
    assert (answer.status, len(data)) == (200, client.wacz.stat().st_size)


def test_a_package_that_is_replaced_meanwhile_stays_what_it_was(make_wacz: Callable[..., Path], replayer: Path) -> None:
    wacz = make_wacz({"url": "https://tin.example/1"})
    before = wacz.read_bytes()
    with serving("tin", wacz, replayer) as address:
        client = Client(address, wacz)
        wacz.unlink()
        wacz.write_bytes(b"other")
        assert client.get(client.package, replay=True)[1] == before


def test_every_answer_carries_the_headers(client: Client) -> None:
    for replay in (False, True):
        for path in ("/", "/list.css", "/ui.js", "/replay/", "/replay/sw.js", "/LICENSE", client.package, "/khong-co"):
            headers = client.get(path, replay=replay)[0].headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
            assert "Access-Control-Allow-Origin" not in headers
            assert headers["Server"].strip() == "newsarchive"


def directives(policy: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}


def test_the_list_runs_no_script_and_asks_nobody(client: Client) -> None:
    policy = directives(client.get("/")[0].headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert "script-src" not in policy


@pytest.mark.parametrize("path", ["/", "/replay/", "/replay/ui.js", "/replay/sw.js"])
def test_archived_pages_reach_their_own_origin_only(path: str, client: Client) -> None:
    policy = directives(client.get(path, replay=True)[0].headers["Content-Security-Policy"])
    sources = {source for name, words in policy.items() if name != "sandbox" for source in words}
    assert sources == {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
    assert policy["default-src"][0] == "'self'"
    assert policy["form-action"] == ["'self'"]
    if path != "/replay/sw.js":
        assert set(policy["sandbox"]) == {"allow-scripts", "allow-same-origin", "allow-forms"}


def test_the_worker_gives_that_policy_to_what_it_answers(client: Client) -> None:
    expected = client.get("/", replay=True)[0].headers["Content-Security-Policy"]
    assert f'"Content-Security-Policy": "{expected}"' in client.get("/replay/sw.js", replay=True)[1].decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])
def test_nothing_but_reading(method: str, client: Client) -> None:
    answer, data = client.get("/", replay=True, method=method, body=b"x")
    assert (answer.status, data) == (501, b"501 Not Implemented\n")


def test_pages_of_the_list_by_number(client: Client) -> None:
    first = client.get("/")[1]
    for query in ("page=1", "page=99", "page=-1", "page=", "page=%00", "page=" + "9" * 99, "x"):
        assert client.get(f"/?{query}")[1] == first


def test_it_listens_on_loopback_alone_and_lets_the_port_go(make_wacz: Callable[..., Path], replayer: Path) -> None:
    with serving("tin", make_wacz(), replayer) as address:
        port = urlsplit(address).port or 0
        with pytest.raises(OSError, match=r".*"), socket.create_connection(("127.0.0.2", port), timeout=2):
            pass
    with pytest.raises(OSError, match=r".*"), socket.create_connection(("127.0.0.1", port), timeout=2):
        pass


def test_a_taken_port_is_told(make_wacz: Callable[..., Path], replayer: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for wanted in (port, port - 1):
            with (
                pytest.raises(UsageError, match=f"port {port} of 127.0.0.1"),
                serving("tin", make_wacz(), replayer, wanted),
            ):
                pass
