"""Archives to be validated: real crawls of the loopback sites, each with what is hard about WARC files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loopback import odd
from loopback.crawl import Crawl, crawl, newsarchive
from loopback.daily import SITE, article, url_of
from loopback.papers import listing, robots, sitemap
from loopback.proxy import Proxy
from loopback.web import Web, answer
from torture.run import run as torture

HOST = "baoquangtri.vn"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
ODD = {
    "DOWNLOAD_MAXSIZE": odd.LIMIT,
    "DOWNLOAD_TIMEOUT": 3,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "RETRY_EXCEPTIONS": "scrapy.exceptions.ResponseDataLossError",
}


@dataclass(frozen=True)
class Archive:
    """A source's folder, what is in it, and what its spider needs to be read again."""

    name: str
    folder: Path
    played: str | None = None  # a page that replayers must show
    says: str = ""
    picture: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def sample(scratch: Path) -> Archive:
    """A full crawl of the sample web."""
    done = newsarchive("demo", "--archives", scratch)
    assert done.returncode == 0, done.stderr
    url = "https://baoquangtri.vn/suc-khoe/202508/tram-y-te-o-noi-cuoi-duong-4be0172/"
    return Archive("sample web", scratch / "baoquangtri", url, "Trạm y tế")


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
            web.put(f"{SITE}/anh/{number}.jpg", answer(PICTURE, kind="image/png"))
        for recheck in ("auto", "always"):
            settings = {"RECHECK": recheck, "CONCURRENT_REQUESTS_PER_DOMAIN": 8}
            done = crawl("daily", scratch, proxy=proxy.url(), settings=settings, environment=environment)
    return Archive("revisits", _ended(done), url_of(3), "bài", f"{SITE}/anh/7.jpg", environment)


def _ended(done: Crawl) -> Path:
    assert done.code == 0, done.log[-3000:]
    return done.folder
