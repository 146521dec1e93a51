"""Every golden page reads exactly as a person reviewed it, and keeps rules that no golden record can overrule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta

import pytest

from newsarchive import sources
from newsarchive.errors import ReadError

LAYOUTS = sorted(
    {layout for spider in sources.spiders().values() for layout in spider.layouts}, key=lambda cls: cls.__name__
)
MAX_BYTES = 30 * 1024
_UNCLEAN = re.compile(r"[\u200b-\u200f\ufeff\u00ad\u00a0\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]|  | \n|\n |\n{3,}")
# Never a paragraph of an article: headings of boxes, buttons, placeholders.
BOXES = {
    "Tin liên quan",
    "Bài viết liên quan",
    "Cùng chuyên mục",
    "Đọc nhiều",
    "Xem thêm",
    "Gửi bình luận",
    "Ý kiến bạn đọc (0)",
    "Từ khóa:",
    "No data",
    "Same tag",
    "Same category",
    "Same author",
    "No videos available",
    "Comment (0)",
    "Bình luận (0)",
    "Read more",
    "Nguồn:",
    "Source:",
}
# Never inside one, on any of these pages: imprint, source lines, forms.
IMPRINT = (
    "Giấy phép số",
    "Giấy phép hoạt động",
    "Ghi rõ nguồn",
    "Cơ quan chủ quản",
    "Chịu trách nhiệm:",
    "Chịu trách nhiệm nội dung",
    "BỘ VĂN HÓA",
    "Đường dây nóng",
    "Chia sẻ Facebook",
    "Nguồn: http",
    "Source: http",
    "Quảng cáo giữa bài",
    "newsletter",
    "vui lòng gõ tiếng Việt",
)


def test_page_reads_as_reviewed(golden, fields_of, pytestconfig):
    got = fields_of(golden, golden.read())
    if pytestconfig.getoption("--regenerate"):
        diff = golden.rewrite(got)
        if diff:
            pytest.fail(f"{golden.name} was rewritten; read this diff before you keep it:\n{diff}", pytrace=False)
        return
    wrong = {key: {"got": got[key], "want": want} for key, want in golden.article.items() if got[key] != want}
    assert not wrong


def test_no_article_is_read_from_a_page_that_has_none(not_article):
    with pytest.raises(ReadError) as refusal:
        not_article.read()
    reason = not_article.record.get("reason")
    assert reason in (None, refusal.value.reason)


def test_captions_stay_out_of_body_and_lead(golden):
    article = golden.read()
    text = f"{article.lead or ''}\n{article.body or ''}"
    for caption in article.captions:
        assert caption not in text
    for image in article.images:
        bare = (image.caption or "").removesuffix(image.credit or "").rstrip(" -–(:")
        bare = re.sub(r"[\s(\-–.]*(?:Ảnh|Photo)\s*:?$", "", bare)
        assert len(bare) < 15 or bare not in text


def test_no_script_style_or_comment_text(golden):
    article = golden.read()
    text = " ".join(filter(None, (article.title, article.lead, article.body, *article.captions)))
    assert not re.search(r"function\s*\(|window\.|dataLayer|\bvar \w+=|fetch\(|\{[^}]*:[^}]*\}|</?\w+>|gte mso", text)


def test_menus_buttons_and_imprint_stay_out(golden):
    body = golden.read().body or ""
    assert BOXES.isdisjoint(body.split("\n\n"))
    assert [phrase for phrase in IMPRINT if phrase in body] == []


def test_lead_and_title_are_not_repeated_in_the_body(golden):
    article = golden.read()
    paragraphs = (article.body or "").split("\n\n")
    assert article.title not in paragraphs
    if article.lead:
        assert article.lead not in paragraphs
        assert not paragraphs[0].startswith(article.lead)


def test_text_is_clean(golden):
    for text in _strings(asdict(golden.read())):
        assert text == unicodedata.normalize("NFC", text)
        assert text == text.strip() != ""
        assert not re.search(
            r"[\u200b-\u200f\ufeff\u00ad\u00a0\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]|  | \n|\n | \n{3,}", text
        )


def test_publication_is_not_after_the_fetch(golden):
    article = golden.read()
    if article.date is None or golden.fetched_at is None:
        return
    if "T" in article.date:
        published = datetime.fromisoformat(article.date)
        assert published.tzinfo is not None
        assert published <= golden.fetched_at
    else:
        assert date.fromisoformat(article.date) <= (golden.fetched_at + timedelta(hours=14)).date()


def test_addresses_are_absolute(golden):
    article = golden.read()
    addresses = [article.source_url, article.url, *(image.url for image in article.images if image.url)]
    assert all(re.match(r"https?://[^/\s]+/", address) for address in addresses)


def test_provenance_names_a_rule_for_what_was_read(golden):
    article = golden.read()
    read = {name for name in ("title", "date", "body", "captions", "lead", "authors") if getattr(article, name)}
    assert read <= set(article.provenance)


def test_reading_twice_gives_the_same(golden):
    assert golden.read() == golden.read()


def test_every_layout_has_a_page(all_goldens):
    """Every layout that a source declares reads at least one golden page, and none reads another source's."""
    used = {golden.article["layout"] for golden in all_goldens if "layout" in golden.article}
    used |= {golden.read().layout for golden in all_goldens if "layout" not in golden.article}
    assert sorted({layout.__name__ for layout in LAYOUTS} - used) == []


def test_exactly_one_of_all_layouts_knows_the_page(golden):
    """A page of one template is none of another's, whatever the source; what is read generically none of its own."""
    page, read = golden.parsed(), golden.read().layout
    own = {layout.__name__ for layout in sources.source_of(page.url).layouts}
    matching = {layout.__name__ for layout in LAYOUTS if layout.matches(page)}
    assert matching & own == (set() if read == "generic" else {read})
    assert read == "generic" or matching == {read}


def test_files_come_in_pairs_and_are_small(golden):
    assert len(golden.html) <= MAX_BYTES
    assert golden.page["provenance"]
    assert golden.article


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
