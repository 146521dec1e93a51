"""Layouts: rules win over structured data, that over the display; obfuscated bodies are left alone."""

import base64

import pytest

from newsarchive.extraction import Layout, Source, css, json_ld, meta, paragraphs, read_article
from newsarchive.extraction.obfuscation import scrambled_text
from newsarchive.page import Page

TITLE = "Bến thuyền mới đón chuyến hàng đầu tiên"
TEXT = [
    "Sáng nay, bến thuyền mới đã đón chuyến hàng đầu tiên với hơn hai mươi tấn cá và nông sản của bà con trong vùng.",
    "Theo kế hoạch, mỗi ngày bến sẽ phục vụ khoảng ba mươi lượt thuyền, tạo việc làm cho nhiều lao động tại chỗ.",
    "Người dân cho biết rất phấn khởi vì từ nay không còn phải gánh hàng qua cầu tạm như trước đây nữa.",
]


class Plain2020(Layout):
    """A layout for these tests."""

    fingerprint = "div.bai"

    title = css("h2.tieu-de") | meta("og:title")
    date = css("span.gio")
    authors = css("b.ky-ten")
    body = paragraphs("div.khong-co", "div.bai", drop="b.ky-ten, div.quang-cao-rieng")


def page(*, head: str = "", body: str = "", date: str = "12/08/2025 09:15", title: str = TITLE) -> Page:
    text = body or "".join(f"<p>{line}</p>" for line in TEXT)
    markup = (
        f"<html lang=vi><head><title>{title}</title>{head}</head><body><h1>{title}</h1><span class=gio>{date}</span>"
        f"<div class=bai>{text}<div class=quang-cao-rieng>Mua ngay hôm nay, giá rẻ nhất trong năm, chỉ có ở đây thôi nhé.</div>"  # noqa: E501
        "<b class=ky-ten>lê hà</b></div></body></html>"
    )
    return Page(markup.encode(), "https://bao.example/ben-thuyen-123456.htm")


SOURCE = Source("mau", layouts=(Plain2020,))


def test_a_layouts_rules_win_and_say_so() -> None:
    article = read_article(
        page(head='<meta property="og:title" content="Bến thuyền mới đón chuyến hàng đầu tiên">'), SOURCE
    )
    assert article.layout == "Plain2020"
    assert article.body == "\n\n".join(TEXT)
    assert article.authors == ["lê hà"]
    assert article.provenance["title"] == "meta:og:title"
    assert article.provenance["date"] == "css:span.gio"
    assert article.provenance["body"] == "css:div.bai"


def test_generic_switches_the_layouts_off() -> None:
    article = read_article(page(), SOURCE, generic=True)
    assert article.layout == "generic"
    assert article.provenance["body"] == "generic"


def test_rules_know_their_words() -> None:
    assert (
        str(css("h1.a") | meta("og:title") | json_ld("author.name")) == "css:h1.a | meta:og:title | json_ld:author.name"
    )
    assert str(css("img", "src")) == "css:img@src"


@pytest.mark.parametrize(
    ("printed", "said", "want"),
    [
        ("Thứ sáu, 8/2/2019, 17:08 (GMT+7)", "2019-02-08T17:08:07+08:00", "2019-02-08T17:08:00+07:00"),
        ("Thứ sáu, 8/2/2019, 17:08 (GMT+7)", "2019-02-08T17:08:07+07:00", "2019-02-08T17:08:07+07:00"),
        ("08/02/2019", "2019-02-08T17:08:07+07:00", "2019-02-08T17:08:07+07:00"),
        ("08/02/2019", "", "2019-02-08"),
        ("Việt NamViệt Nam08/02/2019", "", "2019-02-08"),
        ("", "2019-02-08T10:08:07Z", "2019-02-08T17:08:07+07:00"),
        ("", "", None),
    ],
)
def test_the_printed_time_and_the_heads(printed: str, said: str, want: str | None) -> None:
    head = f'<meta property="article:published_time" content="{said}">' if said else ""
    article = read_article(page(head=head, date=printed), SOURCE, generic=True)
    assert article.date == want
    assert ("no_date" in article.flags) == (want is None)


def scrambled(text: str) -> str:
    """Letters of a text moved by a fixed key, as a publisher's script would undo them."""
    letters = "aáàảãạbcdđeéèẻẽẹêếềghiíìklmnoóòôốồơớờpqrstuúùưứừvxyý0123456789"
    return "".join(letters[(letters.index(c) * 7 + 11) % len(letters)] if c in letters else c for c in text.lower())


OBFUSCATED = {
    "base64 lines": "<br>".join(base64.b64encode(scrambled(line).encode()).decode() for line in TEXT * 2),
    "base64 paragraphs": "".join(f"<p>{base64.b64encode(scrambled(line).encode()).decode()}</p>" for line in TEXT * 2),
    "substituted letters": "".join(f"<p>{scrambled(line)}</p>" for line in TEXT * 2),
}


@pytest.mark.parametrize("generic", [False, True])
@pytest.mark.parametrize("body", OBFUSCATED.values(), ids=OBFUSCATED)
def test_an_obfuscated_body_is_flagged_and_left_alone(body: str, generic: bool) -> None:
    article = read_article(page(body=body), SOURCE, generic=generic)
    assert (article.title, article.body, article.flags) == (TITLE, None, ["obfuscated_body"])
    assert article.date == "2025-08-12T09:15:00+07:00"


def test_plain_vietnamese_and_foreign_names_are_not_scrambled() -> None:
    assert not scrambled_text(" ".join(TEXT * 3))
    names = "Zlatan Ibrahimović, Wojciech Szczęsny, Grzegorz Krychowiak, Krzysztof Piątek, Matthijs de Ligt và những người khác. "  # noqa: E501
    assert not scrambled_text(names * 8)


class MediaSoftLike(Layout):
    """Rules that match more than they mean."""

    fingerprint = "div.chi-tiet"

    lead = css("div.desc")
    date = css("div.date")
    body = paragraphs("div.chi-tiet", drop="div.date")


def test_a_captions_class_does_not_make_it_the_lead() -> None:
    figure = "<div class=img><img src=/a.jpg><div class=desc>Bến thuyền mới. Ảnh: L.H</div></div>"
    teaser = "<div class=desc>Đoạn dẫn của một tin khác trong ngày.</div>"
    markup = (
        f"<title>{TITLE}</title><h1>{TITLE}</h1><div class=date>Chủ nhật, 24/08/2025, 09:01 (GMT+7)</div>"
        f"<div class=chi-tiet>{''.join(f'<p>{line}</p>' for line in TEXT[:2])}{figure}<p>{TEXT[2]}</p></div>{teaser}"
        + "".join(f'<a href="/tin-{n}">Một tin khác trong ngày về chuyện đồng áng số {n}</a>' for n in range(40))
    )
    page = Page(markup.encode(), "https://bao.example/muc/ben-thuyen-1.htm")
    article = read_article(page, Source("mau", layouts=(MediaSoftLike,)))
    assert (article.lead, article.body, article.date) == (None, "\n\n".join(TEXT), "2025-08-24T09:01:00+07:00")
    assert [image.credit for image in article.images] == ["L.H"]
