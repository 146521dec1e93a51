"""The example of CONTRIBUTING.md is a source that works."""

import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsarchive.extraction import Layout, css, read_article
from newsarchive.page import Page
from newsarchive.spider import NewsSpider

TEXT = (Path(__file__).resolve().parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGE = """<html lang="vi"><head><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Hội làng mở sớm", "datePublished": "2026-02-01T08:00:00+07:00"}
</script></head><body><nav><a href="/">Trang nhất</a></nav>
<h1>Hội làng mở sớm</h1><article class="bai-viet"><p class="sapo">Năm nay hội làng mở sớm hơn mọi năm nửa tháng.</p>
<p>Từ sáng tinh mơ, dân làng đã rước kiệu ra đình, trống chiêng vang khắp bến sông.</p>
<div class="tin-lien-quan"><a href="/a-1234568.html">Chợ phiên cuối năm đông nghịt người mua sắm</a></div>
<p>Đến chiều, hội vật và hội cờ người thu hút cả khách từ tổng bên sang xem.</p></article></body></html>"""


@pytest.fixture
def example() -> Iterator[type[NewsSpider]]:
    code = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert code is not None
    module = types.ModuleType("contributing_example")
    sys.modules[module.__name__] = module
    exec("\n".join(line[3:] for line in code[1].splitlines()), vars(module))
    yield module.BaoMauSpider
    del sys.modules[module.__name__]


def test_it_reads_a_page_of_its_markup(example: type[NewsSpider]) -> None:
    page = Page(PAGE.encode(), "https://baomau.example/hoi-lang-mo-som-1234567.html")
    article = read_article(page, example.declared())
    assert (article.id, article.layout) == ("baomau:1234567:1", "Responsive2023")
    assert article.title == "Hội làng mở sớm"
    assert article.date == "2026-02-01T08:00:00+07:00"
    assert article.lead == "Năm nay hội làng mở sớm hơn mọi năm nửa tháng."
    assert article.body is not None
    assert len(article.body.split("\n\n")) == 2
    assert article.provenance["body"] == "css:article.bai-viet"


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ({"drop": ".ads"}, "no such rule; there are fingerprint, title"),
        ({"headline": css("h1")}, "no such rule"),
        ({"body": css("article")}, "takes paragraphs"),
        ({"title": "h1"}, r"takes css\(...\)"),
        ({"fingerprint": css("h1")}, "takes a CSS selector"),
    ],
)
def test_a_wrong_declaration_is_told_at_once(declared: dict[str, object], says: str) -> None:
    with pytest.raises(TypeError, match=says):
        type("Wrong2026", (Layout,), declared)
