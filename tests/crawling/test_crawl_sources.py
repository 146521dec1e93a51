"""The main job: `scrapy crawl baoquangtri` and `vietnamvn` under the papers' real host names, over HTTPS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from loopback.crawl import Crawl, crawl, newsarchive, start
from loopback.papers import Paper, listing, papers, robots, sitemap
from loopback.proxy import Proxy
from loopback.warcs import responses
from loopback.web import NOTHING, Web, answer, redirect

from newsarchive import read_article, urls

QUANG_TRI = "https://baoquangtri.vn"
VIETNAM = "https://www.vietnam.vn"
PAPERS = papers("baoquangtri")
PLATFORM = papers("vietnamvn")
CHANGED = PAPERS["figure_figcaption"]
MOVED = f"{QUANG_TRI}/kinh-te/202508/dia-chi-cu-0000abc/"
GONE = f"{QUANG_TRI}/kinh-te/202508/bai-khong-con-0000abd/"
DAYS = ("2025-10-07", "2026-03-05", "2026-04-21", "2026-06-01")
LINES = {"REQUISITES": "none"}


def of_section(name: str) -> list[Paper]:
    return [p for p in PAPERS.values() if urlsplit(p.url).path.startswith(f"/{name}/20")]


def month(paper: Paper) -> str:
    return urlsplit(paper.url).path.split("/")[2]


def day_of(paper: Paper) -> str:
    return str(paper.article["date"])[:10]


def asked(web: Web, host: str) -> set[str]:
    return {served.url for served in web.log if urlsplit(served.url).hostname == host}


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with Web() as served:
        for paper in (*PAPERS.values(), *PLATFORM.values()):
            served.put(paper.url, paper.answer)
            for url, picture in paper.pictures.items():
                served.put(url, picture)
        served.put(f"{QUANG_TRI}/robots.txt", robots("Disallow: /tim-kiem"))
        served.put(MOVED, redirect(PAPERS["theo_ttxvn"].url))
        culture, economy = of_section("van-hoa"), of_section("kinh-te")
        links = [urlsplit(paper.url).path for paper in culture] + [
            "/van-hoa/",
            "/lien-he.htm",
            "https://other.example/x-123456.htm",
        ]
        served.put(f"{QUANG_TRI}/van-hoa/", listing(links))
        served.put(f"{QUANG_TRI}/kinh-te/", listing([economy[0].url, GONE, MOVED], "/kinh-te/?paged=2"))
        served.put(f"{QUANG_TRI}/kinh-te/?paged=2", listing([p.url for p in economy[1:]], "/kinh-te/?paged=3"))
        served.put(f"{QUANG_TRI}/kinh-te/?paged=3", listing([PAPERS["modified_date"].url]))
        index = [(f"{VIETNAM}/sitemap/sitemap-post/{day}.xml", day) for day in DAYS]
        index.append((f"{VIETNAM}/sitemap/sitemap-tag.xml", DAYS[-1]))
        served.put(f"{VIETNAM}/sitemap.xml", sitemap("sitemapindex", "sitemap", index))
        for day in DAYS:
            entries = [(p.url, day) for p in PLATFORM.values() if day_of(p) == day] + [
                (f"{VIETNAM}/tag/lang-nghe-xua", day)
            ]
            served.put(f"{VIETNAM}/sitemap/sitemap-post/{day}.xml", sitemap("urlset", "url", entries))
        yield served


@pytest.fixture(scope="module")
def proxy(web: Web) -> Iterator[Proxy]:
    with Proxy(web) as running:
        yield running


@pytest.fixture(scope="module")
def listed(web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """Every golden page of the paper by `urls=FILE`, with pictures, a redirect and a page that is gone."""
    folder = tmp_path_factory.mktemp("listed")
    (folder / "urls.txt").write_text("\n".join(["# các bài", "", *(p.url for p in PAPERS.values()), MOVED, GONE]))
    return crawl("baoquangtri", folder / "archives", proxy=proxy.url(), arguments={"urls": folder / "urls.txt"})


def test_every_listed_page_has_its_line(listed: Crawl) -> None:
    assert listed.code == 0, listed.log[-3000:]
    assert "Traceback" not in listed.log
    lines = listed.by_url()
    assert set(lines) == {paper.url for paper in PAPERS.values()}
    assert len(listed.lines) == len(PAPERS) == listed.report["articles"]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=lambda paper: paper.name)
def test_a_line_is_what_the_reader_says(paper: Paper, listed: Crawl) -> None:
    line = listed.by_url()[paper.url]
    fetched_at = datetime.fromisoformat(line["fetched_at"])
    expected = read_article(paper.body, paper.url, fetched_at=fetched_at, content_type=paper.kind).to_dict()
    for late in ("warc", "fetched_at"):
        expected.pop(late)
    assert {name: line[name] for name in expected} == expected
    assert line["title"] == paper.article["title"]


def test_a_line_points_at_its_capture(listed: Crawl) -> None:
    for line in listed.lines:
        (record,) = [r for r in listed.records if r.id == line["warc"]["record_id"]]
        assert (record.type, record.url, record.get("WARC-Date")) == ("response", line["url"], line["fetched_at"])
        assert record.get("WARC-Payload-Digest") == line["warc"]["payload_digest"]
        assert record.file == listed.folder / line["warc"]["file"]
        with record.file.open("rb") as stream:
            stream.seek(line["warc"]["offset"])
            assert len(stream.read(line["warc"]["length"])) == line["warc"]["length"]


def test_pictures_redirects_robots_and_errors_are_captured(listed: Crawl) -> None:
    for paper in PAPERS.values():
        for url in paper.pictures:
            (record,) = responses(listed.records, url)
            assert record.block.startswith(b"HTTP/1.1 200")
    for url, status in ((MOVED, b"301"), (GONE, b"404"), (f"{QUANG_TRI}/robots.txt", b"200")):
        (record,) = responses(listed.records, url)
        assert record.block.split(b" ")[1] == status
    assert listed.report["failed"]["article/http_404"] == 1
    assert listed.report["requisites"] >= len({url for paper in PAPERS.values() for url in paper.pictures})


def test_the_segment_is_a_closed_pair_and_verifies(listed: Crawl) -> None:
    files = sorted(path.name for path in listed.folder.rglob("*-0*"))
    assert [name.partition(".")[2] for name in files] == ["cdxj", "jsonl", "warc.gz"]
    assert len({name.partition(".")[0] for name in files}) == 1
    done = newsarchive("verify", listed.archives)
    assert done.returncode == 0, done.stdout[-2000:]
    assert f"{len(PAPERS)} lines" in done.stdout


def test_a_flipped_byte_and_a_changed_letter_are_found(listed: Crawl, tmp_path: Path) -> None:
    for suffix, change in ((".jsonl", b'"title":"'), (".warc.gz", b"")):
        archives = tmp_path / suffix[1:]
        for file in listed.folder.rglob("*-0*"):
            copy = archives / "baoquangtri" / file.relative_to(listed.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            data = bytearray(file.read_bytes())
            if file.name.endswith(suffix):
                data[data.index(change) + len(change) if change else len(data) // 2] ^= 1
            copy.write_bytes(data)
        done = newsarchive("verify", archives)
        assert done.returncode == 1
        assert suffix in done.stdout


@pytest.fixture(scope="module")
def again(listed: Crawl, web: Web, proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawl]:
    """The same list a second time; one page has changed meanwhile, one answers 404."""
    urls_file = tmp_path_factory.mktemp("again") / "urls.txt"
    urls_file.write_text("\n".join(p.url for p in PAPERS.values()))
    changed = CHANGED.body.replace("trong tiếng gió".encode(), "trong tiếng mưa".encode())
    assert changed != CHANGED.body
    web.put(CHANGED.url, answer(changed, kind=CHANGED.kind))
    web.put(PAPERS["photo_story"].url, NOTHING)
    yield crawl("baoquangtri", listed.archives, proxy=proxy.url(), settings=LINES, arguments={"urls": urls_file})
    web.put(CHANGED.url, CHANGED.answer)
    web.put(PAPERS["photo_story"].url, PAPERS["photo_story"].answer)


def test_a_second_crawl_writes_only_what_changed(again: Crawl, listed: Crawl) -> None:
    assert again.code == 0, again.log[-3000:]
    assert len(again.lines) == len(PAPERS) + 1
    assert (again.report["articles"], again.report["revisions"]) == (1, 1)
    assert again.report["unchanged"] == len(PAPERS) - 2
    first, second = [line for line in again.lines if line["url"] == CHANGED.url]
    assert (first["revision"], second["revision"], second["previous"]) == (1, 2, first["id"])
    assert second["id"] == first["id"].removesuffix(":1") + ":2"
    assert "trong tiếng mưa" in second["body"]
    assert first["content_digest"] != second["content_digest"]
    assert newsarchive("verify", again.archives).returncode == 0


@pytest.fixture(scope="module")
def walked(web: Web, proxy: Proxy, again: Crawl, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crawl]:
    """Four crawls side by side that find their pages themselves; `again` has put the pages back by then."""
    folder = tmp_path_factory.mktemp("walked")
    window = {"since": "2025-08-11", "until": "2025-08-20"}
    wanted = {
        "sections": ("baoquangtri", {}),
        "window": ("baoquangtri", {"sections": "van-hoa,/kinh-te/", **window}),
        "newest": ("vietnamvn", {}),
        "backfill": ("vietnamvn", {"mode": "backfill", "since": "2026-03-01", "until": "2026-04-30"}),
    }
    running = {
        name: start(source, folder / name, proxy=proxy.url(), settings=LINES, arguments=arguments)
        for name, (source, arguments) in wanted.items()
    }
    return {name: crawling.wait() for name, crawling in running.items()}


def fetched(done: Crawl) -> set[str]:
    return {record.url for record in done.records if record.type == "response"}


def test_the_crawls_that_walk_end_well(walked: dict[str, Crawl]) -> None:
    for done in walked.values():
        assert done.code == 0, done.log[-3000:]
        assert "Traceback" not in done.log
    verified = newsarchive("verify", *(done.archives for done in walked.values()))
    assert verified.returncode == 0, verified.stdout[-2000:]


def test_section_pages_lead_to_articles(walked: dict[str, Crawl]) -> None:
    done = walked["sections"]
    linked = {p.url for p in (*of_section("van-hoa"), *of_section("kinh-te"))}
    linked |= {PAPERS["theo_ttxvn"].url, PAPERS["modified_date"].url}
    assert set(done.by_url()) == linked
    assert len(done.lines) == len(linked)
    assert {f"{QUANG_TRI}/kinh-te/?paged=2", f"{QUANG_TRI}/kinh-te/?paged=3"} <= fetched(done)
    assert f"{QUANG_TRI}/lien-he.htm" not in fetched(done)
    assert not [url for url in fetched(done) if urlsplit(url).hostname != "baoquangtri.vn"]
    assert done.report["failed"]["article/http_404"] == 1
    # The other 17 sections, the second page of van-hoa, which its first page does not link to, the fourth of kinh-te.
    assert done.report["failed"]["listing/http_404"] == 19


def test_a_window_and_chosen_sections_bound_the_crawl(walked: dict[str, Crawl]) -> None:
    done = walked["window"]
    pages = (*of_section("van-hoa"), *of_section("kinh-te"))
    inside = {p.url for p in pages if "2025-08-11" <= day_of(p) <= "2025-08-20"} | {PAPERS["theo_ttxvn"].url}
    assert set(done.by_url()) == inside
    assert not fetched(done) & {p.url for p in pages if month(p) != "202508"}
    assert f"{QUANG_TRI}/thoi-su/" not in fetched(done)
    # With a lower bound the listing is followed as long as it may still hold something.
    assert f"{QUANG_TRI}/kinh-te/?paged=3" in fetched(done)
    skipped = done.report["skipped"]
    assert skipped["discovery/outside_window"] == len({p.url for p in pages if month(p) != "202508"})
    outside = {p.url for p in pages if month(p) == "202508"} - inside
    assert skipped.get("read/outside_window", 0) == len(outside) + (PAPERS["modified_date"].url not in inside)


def test_the_newest_day_sitemaps_lead_to_articles(walked: dict[str, Crawl]) -> None:
    done = walked["newest"]
    wanted = {p.url for p in PLATFORM.values() if day_of(p) in DAYS[-2:]}
    assert wanted
    assert set(done.by_url()) == wanted
    assert f"{VIETNAM}/sitemap/sitemap-post/{DAYS[0]}.xml" not in fetched(done)
    assert f"{VIETNAM}/sitemap/sitemap-tag.xml" not in fetched(done)
    assert done.report["skipped"]["discovery/no_article_url"] == 2


def test_backfill_reads_the_days_asked_for(walked: dict[str, Crawl]) -> None:
    done = walked["backfill"]
    assert set(done.by_url()) == {p.url for p in PLATFORM.values() if day_of(p) in DAYS[1:3]}
    assert len(done.lines) == len({urls.canonical(url) for url in done.by_url()})
    days = {url for url in fetched(done) if "/sitemap-post/" in url}
    assert days == {f"{VIETNAM}/sitemap/sitemap-post/{day}.xml" for day in DAYS[1:3]}


def test_hosts_were_reached_through_the_proxy_alone(walked: dict[str, Crawl], proxy: Proxy) -> None:
    assert {"baoquangtri.vn:443", "www.vietnam.vn:443"} <= set(proxy.tunnels)
