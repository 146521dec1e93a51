"""A small package, a replayer's folder, and a registry on loopback."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive.wacz import Package
from newsarchive.replaying.setup import Release

FILES = {"package/ui.js": b"ui();", "package/sw.js": b"sw();", "package/LICENSE": b"AGPL"}


def package_in(folder: Path, *pages: Any, filler: bytes = b"") -> Path:
    """A WACZ with these lines as its list of pages, and `filler` as its archive."""
    package = Package(folder / "tin.wacz", datetime(2026, 11, 23, tzinfo=UTC))
    with package.member("pages/pages.jsonl", stored=False) as member:
        for page in ({"format": "json-pages-1.0", "id": "pages"}, *pages):
            member.write((page if isinstance(page, str) else json.dumps(page)).encode() + b"\n")
    with package.member("archive/tin.warc.gz", stored=True) as member:
        member.write(filler)
    package.close({"title": "tin"})
    return package.target


def replayer_in(folder: Path) -> Path:
    """A folder with the replayer's files."""
    made = folder / "replayer"
    made.mkdir()
    for name, data in FILES.items():
        (made / name.removeprefix("package/")).write_bytes(data)
    return made


@pytest.fixture
def make_wacz(tmp_path: Path) -> Callable[..., Path]:
    return functools.partial(package_in, tmp_path)


@pytest.fixture
def replayer(tmp_path: Path) -> Path:
    return replayer_in(tmp_path)


def tarball(members: dict[str, bytes | tarfile.TarInfo]) -> bytes:
    """A .tgz of files, and of links where the value is a TarInfo."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as tar:
        for name, data in members.items():
            if isinstance(data, tarfile.TarInfo):
                tar.addfile(data)
                continue
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return stream.getvalue()


def release_of(data: bytes) -> Release:
    """The release whose pinned digest is that of `data`."""
    return Release("replaywebpage", "9.9.9", f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}")


class Registry(HTTPServer):
    """Answers every GET with `data`, and notes the paths."""

    data = b""
    status = 200

    def __init__(self) -> None:
        self.paths: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.data)))
        self.end_headers()
        self.wfile.write(self.server.data)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    monkeypatch.setenv("no_proxy", "*")
    with Registry() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
