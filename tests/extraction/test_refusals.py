"""What is no article is refused with a reason, in bounded time, and never by a crash."""

import os
import time

import pytest

from newsarchive.errors import NotAnArticle, ReadError
from newsarchive.extraction import Source, read_article
from newsarchive.page import Page

PROSE = "<p>Nội dung bài viết đủ dài để là một đoạn văn, có dấu phẩy và có dấu chấm hết ở cuối câu.</p>"
TITLE = "Tiêu đề của một bài báo thử nghiệm"
START = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
LINKS = "".join(
    f'<li><a href="/tin-{n}.htm">Một tin trong ngày về chuyện đồng áng ở xã số {n}</a></li>' for n in range(40)
)

REFUSED = {
    "frameset": ("<html><head><title>x</title></head><frameset><frame src=a></frameset></html>", "frameset"),
    "challenge": ('<html><body><script>document.cookie="D1N=1";location.reload()</script></body></html>', "challenge"),
    "shell": (f'<html><head><title>{TITLE}</title></head><body><div id="app"></div></body></html>', "empty_shell"),
    "error": (START.replace(TITLE, "404 - Không tìm thấy trang") + "<p>Trang bạn tìm không tồn tại.</p>" + LINKS, "error_page"),  # noqa: E501
    "listing": (f"<html><head><title>Xã hội - Báo Mẫu</title></head><body><h1>Xã hội</h1><ul>{LINKS}</ul></body></html>", "listing"),  # noqa: E501
    "title only": (START + "<p>Ngắn.</p>", "empty_shell"),
}  # fmt: skip


@pytest.mark.parametrize(("markup", "reason"), REFUSED.values(), ids=REFUSED)
def test_the_reason_is_one_word(markup: str, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refused:
        read_article(Page(markup.encode(), "https://bao.example/a/b-1.htm"), Source("mau"))
    assert refused.value.reason == reason


HOSTILE = {
    "divs": START + "<div>" * 1_000_000 + PROSE * 5,
    "bolds": START + "<b>" * 1_000_000 + PROSE * 5,
    "paragraphs": START + "<p>" * 300_000 + PROSE * 5,
    "links": START + "<a href=x>" * 200_000 + PROSE * 5,
    "breaks": START + PROSE * 3 + "<br>" * 300_000,
    "pictures": START + PROSE * 3 + "<img src=a.jpg>" * 100_000,
    "rows": START + PROSE * 3 + "<table>" + "<tr><td>a<td>b" * 100_000,
    "figures": START + PROSE * 3 + "<figure><img src=a.jpg>xyz</figure>" * 20_000,
    "title": "<title>" + "x - " * 100_000 + "</title>" + PROSE * 5,
    "headings": "<title>abc def</title>" + "<h1>abc def ghi jkl</h1>" * 50_000 + PROSE * 5,
    "brackets": START + PROSE * 3 + "<p>" + "(" * 100_000 + "</p>",
    "one word": START + PROSE * 3 + "<p>" + "A-B " * 100_000 + "</p>",
    "json": START + '<script type="application/ld+json">' + '{"a":' * 100_000 + "</script>" + PROSE * 5,
    "attributes": START + "<p " + "a=b " * 200_000 + ">" + PROSE * 3,
}


@pytest.mark.slow
@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markup_costs_a_bounded_time(markup: str) -> None:
    started, reason = time.perf_counter(), "none"
    try:
        read_article(Page(markup.encode(), "https://bao.example/a/b-1.htm"), Source("mau"))
    except ReadError as refused:
        reason = refused.reason
    assert reason.isidentifier()
    assert time.perf_counter() - started < 5


def test_noise_in_tags_never_crashes() -> None:
    for seed in range(50):
        noise = os.urandom(64).hex() if seed else ""
        markup = START + PROSE * 3 + f"<{noise}><table><figure></p><td>{noise}</b><li>" * 3
        article = read_article(Page(markup.encode(), "https://bao.example/a/b-1.htm"), Source("mau"))
        assert article.title == TITLE


SEA = "Sáng nay, lực lượng cứu hộ của tỉnh tiếp tục làm việc trên vùng biển phía đông, cách bờ chừng ba hải lý. "


@pytest.mark.parametrize(
    ("title", "lines", "reason"),
    [
        ("Tìm kiếm cứu nạn tàu cá gặp nạn trên biển", 5, None),
        ("Captcha là gì?", 5, None),
        ("Trang trại không còn khói", 2, None),
        ("Tàu 500 trang", 2, None),
        ("Nội dung đã bị gỡ bỏ khỏi YouTube", 2, None),
        ("Oops!", 1, "error_page"),
        ("Thông báo", 1, "error_page"),
        ("Xác thực", 1, "challenge"),
        ("Tạm dừng truy cập", 1, "error_page"),
        ("Too Many Requests", 1, "error_page"),
        ("Kết quả tìm kiếm: lúa", 4, "listing"),
        ("404 - Không tìm thấy trang", 1, "error_page"),
        ("Trang bạn yêu cầu không tồn tại", 1, "error_page"),
        ("Bài viết này đã bị gỡ bỏ", 1, "error_page"),
    ],
)
def test_a_title_that_speaks_of_errors_is_told_from_one_that_is_one(title: str, lines: int, reason: str | None) -> None:
    markup = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div>{f'<p>{SEA}</p>' * lines}</div></body>"
    )
    page = Page(markup.encode(), "https://bao.example/a-1234567.htm")
    if reason is None:
        assert read_article(page, Source("mau")).title == title
        return
    with pytest.raises(NotAnArticle) as refused:
        read_article(page, Source("mau"))
    assert refused.value.reason == reason
