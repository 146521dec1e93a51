import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from newsarchive.discovery import dated
from newsarchive.extraction import Layout
from newsarchive.sources import source_of, spiders
from newsarchive.spider import NewsSpider

SOURCES = list(spiders().values())


def test_the_first_two_sources_are_installed() -> None:
    assert {"baoquangtri", "vietnamvn"} <= set(spiders())


@pytest.mark.parametrize("cls", SOURCES, ids=lambda cls: cls.name)
def test_a_source_keeps_the_rules(cls: type[NewsSpider]) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", cls.name)
    assert cls.__module__ == f"spiders.{cls.name}"
    assert cls.__doc__ or __import__(cls.__module__, fromlist=["x"]).__doc__
    assert cls.publisher
    assert cls.allowed_domains
    assert cls.evidence in ("page", "documented")
    assert cls.feeds or cls.sitemaps or cls.dated_sitemaps or cls.sections
    for pattern in cls.dated_sitemaps:
        dated.check(pattern)
        assert cls.oldest, "a back-fill of dated sitemaps without since= must know where to begin"
    assert cls.oldest is None or date.fromisoformat(cls.oldest)
    re.compile(cls.article_url)
    for address in (*cls.feeds, *cls.sitemaps, *cls.dated_sitemaps):
        host = urlsplit(address).hostname or ""
        assert any(host == own or host.endswith("." + own) for own in cls.allowed_domains)
    assert all(issubclass(layout, Layout) for layout in cls.layouts)
    assert len({layout.__name__ for layout in cls.layouts}) == len(cls.layouts)


@pytest.mark.parametrize("cls", SOURCES, ids=lambda cls: cls.name)
def test_a_host_finds_its_source(cls: type[NewsSpider]) -> None:
    for domain in cls.allowed_domains:
        assert source_of(f"https://www.{domain}/x").name == cls.name


def test_an_unknown_host_reads_generically() -> None:
    source = source_of("https://www.bao-la.example/tin-1.html")
    assert (source.name, source.layouts) == ("bao-la.example", ())


@pytest.mark.parametrize(
    ("name", "path", "key"),
    [
        ("baoquangtri", "/khoa-hoc-cong-nghe/202508/bai-9344c18/", "9344c18"),
        ("baoquangtri", "/suc-khoe/tin/202603/bai-12345678/", "12345678"),
        ("baoquangtri", "/so-thong-tin-va-truyen-thong-190987.htm", "190987"),
        ("baoquangtri", "/kinh-te/", None),
        ("baoquangtri", "/kinh-te/202508/", None),
        ("vietnamvn", "/en/so-thong-tin-va-truyen-thong-tong-ket", ""),
        ("vietnamvn", "/shb-chia-co-tuc-nam-2025", ""),
        ("vietnamvn", "/tag/quang-tri-hom-nay", None),
        ("vietnamvn", "/category/kinh-te-xa-hoi", None),
    ],
)
def test_article_addresses(name: str, path: str, key: str | None) -> None:
    found = re.search(spiders()[name].article_url, path)
    if key is None:
        assert found is None
    else:
        assert found is not None
        assert not key or found["id"] == key
