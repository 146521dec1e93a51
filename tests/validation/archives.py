"""Archives to be validated: real crawls of the loopback sites, each with what is hard about WARC files."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from loopback import odd
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.daily import SITE, article, url_of
from loopback.papers import listing, robots, sitemap
from loopback.proxy import Proxy
from loopback.web import Web, answer
from sample.build import REDIRECT_TO, REDIRECTED
from torture.run import run as torture

HOST = "baoquangtri.vn"
ODD = {
    "DOWNLOAD_MAXSIZE": odd.LIMIT,
    "DOWNLOAD_TIMEOUT": 3,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "RETRY_EXCEPTIONS": "scrapy.exceptions.ResponseDataLossError",
}


class Played(NamedTuple):
    """A page that replayers must show: its address, words of its text, the address of a picture on it."""

    what: str
    url: str
    says: str
    picture: str


@dataclass(frozen=True)
class Archive:
    """A source's folder, what is in it, and what its spider needs to be read again."""

    name: str
    folder: Path
    played: tuple[Played, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


def sample(scratch: Path) -> Archive:
    """A full crawl of the sample web."""
    done = newsarchive("demo", "--archives", scratch)
    assert done.returncode == 0, done.stderr
    folder = scratch / "baoquangtri"
    lines = [json.loads(line) for path in folder.glob("*/*/*.jsonl") for line in path.read_bytes().splitlines()]
    (page,) = [line for line in lines if line["url"].endswith("/tram-y-te-o-noi-cuoi-duong-4be0172/")]
    (target,) = [line for line in lines if line["url"].endswith(f"{REDIRECT_TO}/")]
    played = (
        Played("page", page["url"], page["title"], page["images"][0]["url"]),
        Played("redirect", REDIRECTED, target["title"], target["images"][0]["url"]),
    )
    return Archive("sample web", folder, played)


def odd_responses(scratch: Path) -> Archive:
    """Every odd response, over HTTP and HTTPS."""
    urls = [f"{scheme}://{HOST}/odd/{case.name}" for scheme in ("http", "https") for case in odd.ODD]
    with Web({f"/odd/{case.name}": case.answer for case in odd.ODD}) as web, Proxy(web) as proxy:
        web.put("/robots.txt", robots("Disallow: /cam"))
        web.put("/odd/no-reason?to=1", odd.HEADS[1].answer)
        listed = scratch / "urls.txt"
        listed.write_text("\n".join(urls))
        done = crawl("baoquangtri", scratch / "archives", proxy=proxy.url(), settings=ODD, arguments={"urls": listed})
    return Archive("odd responses", _ended(done))


def killed(scratch: Path, times: int) -> Archive:
    """A crawl that was killed again and again, and went on each time."""
    row = torture("kill", times, 300, "validate", scratch)
    assert row.is_sound, str(row)
    environment = {"SCRAPY_SETTINGS_MODULE": "torture.paper", "TORTURE_PORT": "0"}
    return Archive(f"after {times} kills", scratch / "archives" / "paper", environment=environment)


def revisits(scratch: Path) -> Archive:
    """A second crawl of the same site: equal payloads, 304 answers, a picture that is only a revisit."""
    environment = {"SCRAPY_SETTINGS_MODULE": "loopback.daily"}
    with Web() as web, Proxy(web) as proxy:
        web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url_of(n), "2026-11-23") for n in range(40)]))
        web.put(f"{SITE}/tin/", listing([url_of(number) for number in range(20)]))
        for number in range(40):
            headers = [f'ETag: "{number}"'] if number % 2 else []
            web.put(url_of(number), answer(article(number), headers=headers))
            web.put(f"{SITE}/anh/{number}.jpg", answer(_png(64), kind="image/png"))
        for recheck in ("auto", "always"):
            settings = {"RECHECK": recheck, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
            done = crawl("daily", scratch, proxy=proxy.url(), settings=settings, environment=environment)
    # The second crawl met both again: page 3 came as before, page 4 was answered with 304; all pictures are one.
    played = tuple(Played(f"revisit {n}", url_of(n), f"Chuyện làng số {n}", f"{SITE}/anh/{n}.jpg") for n in (3, 4))
    return Archive("revisits", _ended(done), played, environment)


def _png(side: int) -> bytes:
    """A picture of gray shades, large enough to be worth a revisit (PNG, third edition)."""
    rows = b"".join(b"\x00" + bytes((x * y) % 256 for x in range(side)) for y in range(side))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    )
    framed = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def _ended(done: Crawl) -> Path:
    assert done.code == 0, done.log[-3000:]
    return done.folder
