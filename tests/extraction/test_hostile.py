"""Hostile pages: the golden pages and the real ones, broken in many ways; and the same bytes read again, elsewhere."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import random
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive.errors import ReadError
from newsarchive.sources import read_article

TESTS = Path(__file__).resolve().parent.parent
REAL = TESTS.parent.parent / "shared" / "pages"
LONGEST = 1.0  # seconds of CPU that one page may take


class Stored(NamedTuple):
    """A page and its address."""

    url: str
    body: bytes


@lru_cache(maxsize=1)
def pages() -> list[Stored]:
    found = []
    for case in sorted((TESTS / "golden").glob("*/*.json")):
        url = json.loads(case.read_text(encoding="utf-8"))["page"]["url"]
        found.append(Stored(url, case.with_suffix(".html").read_bytes()))
    listed = REAL / "pages.jsonl"
    for line in listed.read_text(encoding="utf-8").splitlines() if listed.is_file() else ():
        row = json.loads(line)
        found.append(Stored(row["url"], (REAL / row["file"]).read_bytes()))
    return found


JUNK = (
    b"<", b">", b"</div>", b"<div>", b"</p>", b"<p>", b"<table><tr><td>", b"</body></html>", b"<!--", b"-->",
    b"<script>", b"</script>", b"<style>", b"\x00", b"\xff\xfe", b"&#0;", b"&nbsp;", b"&#x110000;", b"<h1>", b"<title>",
    b"<a href='//['>", b"<img src=x>", b"<base href='http://'>", b"\xe1\xba", "Ảnh: ".encode(), b"<br>" * 50,
    "Nguồn: http://".encode(), b"<b>" * 400, b"<div>" * 3000, b'{"@type":"NewsArticle"', b"<frameset>",
    b"<svg><![CDATA[",
    b" style='display:none'",
)  # fmt: skip
CUTS = st.tuples(st.floats(0, 1), st.floats(0, 0.3))


def mutated(body: bytes, cuts: list[tuple[float, float]], junk: list[tuple[float, bytes]], swap: bool) -> bytes:
    for start, share in cuts:
        at = int(start * len(body))
        body = body[:at] + body[at + int(share * len(body)) :]
    for where, given_bytes in junk:
        at = int(where * len(body))
        body = body[:at] + given_bytes + body[at:]
    return body[len(body) // 2 :] + body[: len(body) // 2] if swap else body


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(
    number=st.integers(0, 10_000),
    cuts=st.lists(CUTS, max_size=3),
    junk=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(JUNK)), max_size=5),
    swap=st.booleans(),
    generic=st.booleans(),
)
def test_a_broken_page_is_read_or_refused(
    number: int, cuts: list[tuple[float, float]], junk: list[tuple[float, bytes]], swap: bool, generic: bool
) -> None:
    page = pages()[number % len(pages())]
    body = mutated(page.body, cuts, junk, swap)
    begun = time.process_time()
    try:
        article = read_article(body, page.url, fetched_at=None, generic=generic)
    except ReadError:
        return
    finally:
        assert time.process_time() - begun < LONGEST
    size = len(body) + 3 * body.count(b"<")  # a row's cells and the paragraphs are joined where tags stood
    for field in dataclasses.fields(article):
        value = getattr(article, field.name)
        for text in value if isinstance(value, list) else [value]:
            assert (
                not isinstance(text, str) or field.name in ("id", "content_digest", "source_url") or len(text) <= size
            )
    assert article == read_article(body, page.url, fetched_at=None, generic=generic)


def digest(order: list[int]) -> str:
    """Of all records, whatever the order they are read in."""
    found = {}
    for number in order:
        page = pages()[number]
        try:
            found[number] = read_article(page.body, page.url, fetched_at=None).to_json()
        except ReadError as refusal:
            found[number] = refusal.reason
    return hashlib.sha256(json.dumps(sorted(found.items())).encode()).hexdigest()


def test_the_same_bytes_give_the_same_record_in_any_order_and_process() -> None:
    order = list(range(len(pages())))
    here = digest(order)
    random.Random(7).shuffle(order)
    assert digest(order) == here
    code = "from test_hostile import digest, pages; print(digest(list(range(len(pages())))))"
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
        assert done.stdout.strip() == here


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<b>" * 50_000 + b"x",
        b"<table><tr><td>" * 20_000,
        b"<p>" + b"a " * 500_000,
        b"<p>" + "Ảnh: ".encode() * 100_000,
        b"<p>" + b"(" * 200_000,
        b"<p>" + b"1/" * 200_000,
        b"<h1>" + b"- " * 200_000,
        b"<a href='/x'>tin moi nhat hom nay</a> " * 30_000,
        b"<script type='application/ld+json'>" + b"[" * 100_000,
        b"<meta property='og:title' content='" + b"a | " * 100_000 + b"'><h1>a</h1>",
        b"<ul>" + b"<li class='tag'><a rel=tag href=/tag/a>a</a>" * 20_000,
        b"<figure><img><figcaption>" * 20_000,
        b"<p>" + "Nguyễn Văn A, ".encode() * 50_000,
        b"<p>" + b"https://a.vn/" * 50_000,
        b"<p><b>" + b"a<br>" * 50_000,
    ],
    ids=range(16),
)
def test_a_page_made_to_be_slow_is_not(body: bytes) -> None:
    page = b"<html><head><title>Mua lu</title></head><body><h1>Mua lu ve som</h1>" + body
    begun = time.process_time()
    with contextlib.suppress(ReadError):
        read_article(page, "https://bao.example/mua-lu-1234567.html", fetched_at=None)
    assert time.process_time() - begun < LONGEST * max(1.0, len(page) / 300_000)
