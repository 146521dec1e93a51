import json
import re
import subprocess
import sys
from datetime import date
from urllib.parse import urlsplit

import pytest

from newsarchive import urls
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
    pattern = re.compile(cls.article_url)
    assert set(pattern.groupindex) <= {"id"}
    assert cls.article_url.startswith("^")
    for address in (*cls.feeds, *cls.sitemaps, *cls.dated_sitemaps):
        host = urlsplit(address).hostname or ""
        assert any(host == own or host.endswith("." + own) for own in cls.allowed_domains)
    assert all(issubclass(layout, Layout) for layout in cls.layouts)
    assert len({layout.__name__ for layout in cls.layouts}) == len(cls.layouts)


def test_the_vietnamese_press_is_read() -> None:
    assert len(spiders()) >= 120


def test_a_layout_has_a_name_of_its_own() -> None:
    """Records name layouts by their class alone."""
    layouts = {layout for cls in SOURCES for layout in cls.layouts}
    names = [layout.__name__ for layout in layouts]
    assert sorted(name for name in names if names.count(name) > 1) == []
    assert all(re.search(r"(?:19|20)\d\d$", name) for name in names), "the template and its first year"


@pytest.mark.parametrize("cls", SOURCES, ids=lambda cls: cls.name)
def test_what_is_another_sources_is_denied(cls: type[NewsSpider]) -> None:
    """A source whose hosts lie below another's is no part of that one."""
    below = {
        domain
        for other in SOURCES
        if other is not cls
        for domain in other.allowed_domains
        if any(domain.endswith("." + own) for own in cls.allowed_domains)
    }
    assert below <= set(cls.denied)


@pytest.mark.parametrize("cls", SOURCES, ids=lambda cls: cls.name)
def test_no_page_of_another_kind_is_an_article(cls: type[NewsSpider]) -> None:
    for path in (
        "/", "/thoi-su", "/thoi-su/", "/thoi-su.htm", "/thoi-su.html", "/kinh-te/tai-chinh/", "/tag/lu-lut.html",
        "/rss", "/sitemap.xml", "/robots.txt", "/lien-he.html", "/thoi-su/trang-2.htm", "/search?q=a", "/favicon.ico",
        "/tin-tuc/", "/the-thao/bong-da", "/index.html", "/default.aspx", "/rss/home.rss", "/video.htm", "/en/",
    ):  # fmt: skip
        assert urls.search(re.compile(cls.article_url), f"https://{cls.allowed_domains[0]}{path}") is None, path


HOSTILE = (
    "/" + "a-" * 3000, "/" + "a/" * 3000, "/" + "a" * 6000, "/" + "-" * 6000, "/" + "1" * 6000,
    "/" + "a1-" * 2000 + ".htm", "/" + "a-1/" * 1500 + ".html!", "/" + "a.b" * 2000, "/x?" + "a=1&" * 1500,
    "/" + "-post1" * 1000, "/20" * 2000,
)  # fmt: skip


def test_no_pattern_backtracks_without_end() -> None:
    """In a process of its own: a pattern that does would not come back."""
    code = (
        "import re, sys, json\nfrom newsarchive.sources import spiders\npaths = json.load(sys.stdin)\n"
        "for cls in spiders().values():\n    for path in paths: re.search(cls.article_url, path)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=json.dumps(HOSTILE), text=True, timeout=60, check=False)
    assert done.returncode == 0


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
        ("tuoitre", "/chien-su-20260307075519174.htm", "20260307075519174"),
        ("tuoitre", "/tin/chinh-tri-xa-hoi/20150323/chat-cay-xanh-ha-noi/724115.html", "724115"),
        ("thanhnien", "/lu-quet-o-lai-chau-185260717213044074.htm", "185260717213044074"),
        ("thanhnien", "/thoi-su/bai-cu-post1412345.html", "1412345"),
        ("thanhnien", "/pages/20121219/5-bong-hong.aspx", ""),
        ("nld", "/20121226051446379p0c1019/thieu-tien-hui.htm", "20121226051446379"),
        ("nld", "/kinh-te/gia-vang-196260307091122333.htm", "196260307091122333"),
        ("genk", "/internet/amazon-2012122104231130.chn", "2012122104231130"),
        ("danviet", "/gia-heo-hoi-d1312345.html", "1312345"),
        ("danviet", "/gia-heo-hoi-20260307075519174.htm", "20260307075519174"),
        ("vnexpress", "/cach-cac-nuoc-doi-pho-5047363.html", "5047363"),
        ("vnexpress", "/gl/ban-doc-viet/tam-su/2012/12/vo-ngoai-tinh/", ""),
        ("vietnamplus", "/bao-so-2-post1012345.vnp", "1012345"),
        ("vietnamplus", "/bao-so-2/456789.vnp", "456789"),
        ("tienphong", "/bao-so-2-post1612345.tpo", "1612345"),
        ("tienphong", "/xa-hoi/bao-so-2-1234567.tpo", "1234567"),
        ("hanoimoi", "/phuong-hai-ba-trung-731520.html", "731520"),
        ("hanoimoi", "/bau-cu-event1234.html", None),
        ("baodanang", "/channel/5399/202401/mua-lu-3961234/", "3961234"),
        ("baodanang", "/mua-lu-3301234.html", "3301234"),
        ("baocantho", "/-mo-loi-de-doanh-nghiep-a196462.html", "196462"),
        ("huengaynay", "/kinh-te/gia-lua-a151234.html", "151234"),
        ("baophuyen", "/82/58118/slug.html", "58118"),
        ("baothanhhoa", "/thang-ba-yeu-thuong-30463.htm", "30463"),
        ("baothanhhoa", "/kinh-te/slug/153013.htm", "153013"),
        ("congthuong", "/xuat-khau-gao-412345.html", "412345"),
        ("baoquangngai", "/kinh-te/hanh-tim-61234.htm", "61234"),
        ("dantri", "/thoi-su/go-noi-20260918153021456.htm", "20260918153021456"),
        ("dantri", "/the-gioi/nhat-ban-1062785.htm", "1062785"),
        ("dantri", "/c20/s20-633520/xe-taxi.htm", "633520"),
        ("dantri", "/video/mua-bac-187972.htm", None),
        ("dantri", "/collection/dai-hoi-7836.htm", None),
        ("vietnamnet", "/vn/xa-hoi/183308/nhat-hoa-cuoi-2013.html", "183308"),
        ("vietnamnet", "/co-phieu-2495349.html", "2495349"),
        ("vietnamnet", "/khang-dinh-quyen-luc-62664.html", ""),
        ("vietnamnet", "/co-phieu-flc-tag10255416778094936500.html", None),
        ("vov", "/xa-hoi/rac-thai-nhua-825091.vov", ""),
        ("vov", "/xa-hoi/bien-so-xe-post1211001.vov", "1211001"),
        ("laodong", "/the-thao/truc-thang-224289.bld", "224289"),
        ("laodong", "/event/cho-tet-1839.ldo", None),
        ("cand", "/phap-luat/chuyen-du-lieu-post693508.html", ""),
        ("cand", "/Phap-luat/Vu-an-cu-i512816/", "512816"),
        ("vneconomy", "/20140522085054926P19C9915/tang-chuyen-bay.htm", "20140522085054926P19C9915"),
        ("vneconomy", "/thi-truong-von-tai-chinh.htm", None),
        ("vneconomy", "/khung-phap-ly-chung-khoan.htm", None),
    ],
)
def test_article_addresses(name: str, path: str, key: str | None) -> None:
    found = urls.search(re.compile(spiders()[name].article_url), f"https://host.example{path}")
    if key is None:
        assert found is None
    else:
        assert found is not None
        assert not key or found["id"] == key
