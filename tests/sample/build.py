"""Build newsarchive/sample/web.warc.gz, the bundled sample web, from the golden pages: `python tests/sample/build.py`.

Two sites as a crawl would have met them: robots.txt, section pages and a sitemap, articles, their pictures, a redirect,
a page that is gone. Hand-made pages with invented text (the English vietnam.vn page shows a text given for that use).
Dates and record ids are fixed: the same golden pages give the same records, byte for byte.
"""

from __future__ import annotations

import gzip
import json
import struct
import sys
import uuid
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import urlsplit

from newsarchive.archive import warc
from newsarchive.archive.events import Events
from newsarchive.archive.exchange import Exchange

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
TARGET = ROOT / "newsarchive" / "sample" / "web.warc.gz"
STARTED = datetime(2026, 11, 20, 4, 0, 0, tzinfo=UTC)
BAOQUANGTRI, VIETNAM = "https://baoquangtri.vn", "https://www.vietnam.vn"
SECTIONS = ("thoi-su", "kinh-te", "xa-hoi", "van-hoa", "multimedia")
REDIRECTED = f"{BAOQUANGTRI}/van-hoa/le-hoi-cau-ngu-lang-cat-son-190999.htm"
REDIRECT_TO = "le-hoi-cau-ngu-lang-cat-son-0913045"
GONE = f"{BAOQUANGTRI}/xa-hoi/202508/bai-viet-da-go-deadbee/"
# Chosen by hand: a new golden page leaves the sample as it is, and the sample stays below 300 KB.
PAGES = Path(__file__).with_name("pages.json")
ADDRESSES = {"baoquangtri.vn": "192.0.2.17", "www.vietnam.vn": "198.51.100.40"}
USER_AGENT = "newsarchive/0.1 (+https://archive.example/contact)"


class Answer(NamedTuple):
    """What a site answers at `url`. `via` is the page that named it; `coding` is gzip or None."""

    url: str
    body: bytes
    content_type: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    via: str | None = None
    coding: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


class Case(NamedTuple):
    """A golden page: its name, address, bytes and reviewed article."""

    name: str
    url: str
    body: bytes
    article: dict[str, Any]


# the two sites ----------------------------------------------------------------------------------------------------


def cases(folder: str) -> list[Case]:
    """The golden pages of `folder` that stand in the sample."""
    found = []
    for name in json.loads(PAGES.read_text(encoding="utf-8"))[folder]:
        path = GOLDEN / folder / f"{name}.json"
        record = json.loads(path.read_text(encoding="utf-8"))
        html = path.with_suffix(".html").read_bytes()
        found.append(Case(name, record["page"]["url"], html, record.get("article", {})))
    return found


def baoquangtri() -> Iterator[Answer]:
    """The provincial paper: no robots.txt, no sitemap; section pages of two screens each, articles of both layouts."""
    missing = "<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>"
    yield Answer(f"{BAOQUANGTRI}/robots.txt", missing.encode(), status="404 Not Found")
    articles = cases("baoquangtri")
    (emptied,) = cases("not_articles")
    listed = [REDIRECTED if REDIRECT_TO in case.url else case.url for case in articles]
    titles = {url: case.article["title"] for url, case in zip(listed, articles, strict=True)}
    listed += [GONE, emptied.url]
    for number, section in enumerate(SECTIONS):
        home = f"{BAOQUANGTRI}/{section}/"
        share = listed[number :: len(SECTIONS)]
        half = (len(share) + 1) // 2
        yield Answer(home, listing(section, share[:half], titles), coding="gzip" if number % 2 else None)
        yield Answer(f"{home}?paged=2", listing(section, share[half:], titles, page=2), via=home)
    yield Answer(REDIRECTED, b"", status="301 Moved Permanently", headers=(("Location", _new_home(articles)),))
    yield Answer(GONE, missing.encode(), status="404 Not Found")
    yield Answer(emptied.url, emptied.body)
    for number, case in enumerate(articles):
        via = REDIRECTED if REDIRECT_TO in case.url else None
        yield Answer(case.url, case.body, via=via, coding="gzip" if number % 3 == 0 else None)
        yield from pictures(case)


def vietnam() -> Iterator[Answer]:
    """The national platform: robots.txt, a sitemap index of two days, articles in four languages."""
    index, days = f"{VIETNAM}/sitemap.xml", ("2026-11-18", "2026-11-19")
    robots = f"User-agent: *\nDisallow: /search\nDisallow: /api/\n\nSitemap: {index}\n"
    yield Answer(f"{VIETNAM}/robots.txt", robots.encode(), "text/plain")
    maps = [f"{VIETNAM}/sitemap/sitemap-post/{day}.xml" for day in days]
    yield Answer(
        index,
        sitemap("sitemapindex", "sitemap", [(url, f"{d}T23:59:07.114Z") for url, d in zip(maps, days, strict=True)]),
        "application/xml",
    )
    articles = cases("vietnamvn")
    for number, (url, day) in enumerate(zip(maps, days, strict=True)):
        entries = [(case.url, f"{day}T0{n}:15:42.339Z") for n, case in enumerate(articles[number::2])]
        yield Answer(url, sitemap("urlset", "url", entries), "application/xml", via=index, coding="gzip")
    for number, case in enumerate(articles):
        yield Answer(case.url, case.body, via=maps[number % 2], coding="gzip" if number % 2 else None)
        yield from pictures(case)
    for host in ("vstatic.vietnam.vn", "cdn.vietnam.vn"):
        yield Answer(
            f"https://{host}/robots.txt", b"<Error><Code>NoSuchKey</Code></Error>", "application/xml", "404 Not Found"
        )


def _new_home(articles: list[Case]) -> str:
    return next(case.url for case in articles if REDIRECT_TO in case.url)


def listing(section: str, urls: list[str], titles: dict[str, str], page: int = 1) -> bytes:
    """A MediaSoft section page: the first article large, the others small."""
    cards = []
    for number, url in enumerate(urls):
        path, title = urlsplit(url).path, escape(titles.get(url, "Bài viết đã gỡ"))
        cards.append(
            f'<div class="card mb-3"><a class="card-img" href="{path}"><img src="/image/thumb.gif" alt=""></a>'
            f'<div class="card-body"><a class="{"h3" if number else "h2"}" href="{path}">{title}</a></div></div>'
        )
    name = escape(section.replace("-", " "))
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{name}</title></head>\n<body>'
        f'<header><a href="/">Trang chủ</a> ' + " ".join(f'<a href="/{s}/">{s}</a>' for s in SECTIONS) + "</header>\n"
        f'<main class="container"><h2 class="title-cat">{name}</h2>\n' + "\n".join(cards) + "\n"
        f'<ul class="pagination"><li>{page}</li></ul></main>\n'
        "<footer>Ghi rõ nguồn khi phát hành lại thông tin.</footer></body></html>\n"
    ).encode()


def sitemap(root: str, entry: str, entries: list[tuple[str, str]]) -> bytes:
    """A sitemap, or an index of sitemaps, with the time of the last change in UTC."""
    lines = [f"<{entry}><loc>{url}</loc><lastmod>{changed}</lastmod></{entry}>" for url, changed in entries]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + "\n".join(lines) + f"\n</{root}>\n").encode()


def pictures(case: Case) -> Iterator[Answer]:
    """The pictures of an article, each a few grey or coloured pixels of its own."""
    for image in case.article.get("images", []):
        url = image["url"]
        if url.endswith((".jpg", ".jpeg")):
            yield Answer(url, jpeg(url), "image/jpeg", via=case.url)
        else:
            yield Answer(url, png(url), "image/png", via=case.url)


def png(name: str) -> bytes:
    """A 16 x 12 picture in one colour, which depends on `name`."""
    colour = struct.pack(">I", zlib.crc32(name.encode()))[:3]
    pixels = zlib.compress((b"\0" + colour * 16) * 12, 9)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 16, 12, 8, 2, 0, 0, 0)), (b"IDAT", pixels), (b"IEND", b""))
    framed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def jpeg(name: str) -> bytes:
    """A grey 16 x 16 picture (baseline JPEG, four blocks, all coefficients zero) with `name` in its comment."""
    tables = b"".join(bytes((0x00 if dc else 0x10, 1, *([0] * 15), 0)) for dc in (True, False))
    segments = (
        (0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        (0xFE, name.encode()),
        (0xDB, b"\0" + b"\x10" * 64),
        (0xC0, struct.pack(">BHHBBBB", 8, 16, 16, 1, 1, 0x11, 0)),
        (0xC4, tables),
        (0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    )
    return b"\xff\xd8" + b"".join(struct.pack(">BBH", 0xFF, m, len(d) + 2) + d for m, d in segments) + b"\0\xff\xd9"


# how they cross the wire ------------------------------------------------------------------------------------------


def exchange(answer: Answer, number: int) -> Exchange:
    """`answer` as an exchange: heads in each site's own spelling, every fourth page in chunks."""
    parts = urlsplit(answer.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/html,application/xml;q=0.9,*/*;q=0.8\r\n"
        f"Accept-Language: vi\r\nUser-Agent: {USER_AGENT}\r\nAccept-Encoding: gzip\r\n\r\n"
    )
    return Exchange(
        url=answer.url,
        method="GET",
        started=STARTED + timedelta(milliseconds=1130 * number),
        request=request.encode(),
        response=response(answer, chunked=number % 4 == 1 and bool(answer.body)),
        ip=ADDRESSES.get(parts.netloc, "203.0.113.9"),
        protocols=("http/1.1", "tls/1.3"),
        cipher="TLS_AES_256_GCM_SHA384",
        truncated=None,
        error=None,
        seconds=0.04 + number % 7 / 100,
        via=answer.via,
    )


def response(answer: Answer, *, chunked: bool) -> bytes:
    """The response as the server would have sent it."""
    body = gzip.compress(answer.body, 9, mtime=0) if answer.coding == "gzip" else answer.body
    spelling = str.lower if urlsplit(answer.url).netloc == "www.vietnam.vn" else str
    fields = [("Server", "nginx"), ("Date", "Fri, 20 Nov 2026 04:00:00 GMT"), ("content-Type", answer.content_type)]
    fields += answer.headers
    if answer.content_type.startswith("text/html"):
        fields += [
            ("Set-Cookie", "JSESSIONID=0A1B2C3D4E5F; Path=/; HttpOnly"),
            ("Set-Cookie", "GUEST_LANGUAGE_ID=vi_VN; Path=/"),
        ]
    else:
        fields += [("ETag", f'"{zlib.crc32(answer.body):08x}"'), ("cache-control", "public,max-age=600")]
    fields += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")] if answer.coding else []
    fields += [("Transfer-Encoding", "chunked")] if chunked else [("Content-Length", str(len(body)))]
    head = f"HTTP/1.1 {answer.status}\r\n" + "".join(f"{spelling(name)}: {value}\r\n" for name, value in fields)
    return head.encode() + b"\r\n" + (_chunks(body) if chunked else body)


def _chunks(body: bytes) -> bytes:
    pieces = [body[i : i + 4096] for i in range(0, len(body), 4096)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


# the file ---------------------------------------------------------------------------------------------------------


def build() -> bytes:
    """The whole WARC: warcinfo, then response, request and metadata of each exchange; one gzip member a record."""
    ids = (f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{VIETNAM}/sample/{n}')}>" for n in count())
    with mock.patch.object(warc, "new_id", side_effect=ids):
        info_id = warc.new_id()
        info = {
            "description": "Sample web of newsarchive: hand-made pages, invented text",
            "isPartOf": "sample",
            "robots": "obey",
        }
        info["software"] = "newsarchive tests/sample/build.py"
        date = f"{STARTED:%Y-%m-%dT%H:%M:%S}Z"
        members = [warc.warcinfo(info_id, date, TARGET.name, info, algorithm="sha1", level=9)]
        events = Events(info_id, algorithm="sha1", level=9, mask_cookies=False)
        answers = [*baoquangtri(), *vietnam()]
        members += [events.event(exchange(answer, number)).data for number, answer in enumerate(answers)]
    return b"".join(members)


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(build())
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes\n")
