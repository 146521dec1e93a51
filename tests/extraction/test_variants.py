"""Markup that nobody documented, without a class or id to hold on to: the same article must be read from all of it."""

import pytest

from newsarchive.extraction import Source, read_article
from newsarchive.page import Page

TITLE = "Làng chài ven phá đón mùa cá mới"
LEAD = "Sau ba tháng biển động, ngư dân làng chài ven phá lại dong thuyền ra khơi với nhiều hy vọng mới."
PARAGRAPHS = [
    "Từ tờ mờ sáng, bến thuyền đã rộn tiếng máy nổ. Những chiếc ghe nhỏ lần lượt rời bến, mang theo lưới mới vá.",
    "Theo ông Trần Văn Lộc, trưởng thôn, cả làng có sáu mươi hộ sống bằng nghề chài lưới, phần lớn đã mua bảo hiểm thuyền.",  # noqa: E501
    "Chính quyền xã cho biết sẽ hỗ trợ mỗi hộ năm triệu đồng để sửa thuyền, đồng thời mở lớp dạy sơ cứu cho ngư dân trẻ.",  # noqa: E501
    "Đến trưa, những mẻ cá đầu tiên đã về tới chợ. Giá cá năm nay cao hơn năm ngoái, ai cũng phấn khởi.",
]
CAPTION = "Ngư dân vá lưới bên bến thuyền - Ảnh: L.H"
PLAIN = "Ngư dân vá lưới bên bến thuyền"
IMG = f'<img src="/anh/luoi.jpg" alt="{TITLE}">'
MENU = "".join(f'<li><a href="/muc-{n}/">Mục số {n}</a></li>' for n in range(12))
OTHERS = "".join(
    f'<li><a href="/tin-{n}-9000{n}.htm">Một tin khác trong ngày về chuyện đồng áng số {n}</a></li>' for n in range(6)
)


def page_of(body: str, *, head: str = "", title: str = f"<h1>{TITLE}</h1>", tail: str = "") -> Page:
    html = f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE} - Báo
    Mẫu</title>{head}</head><body>
    <div><h1><a href="/">Báo Mẫu điện tử</a></h1><ul>{MENU}</ul></div>
    <div><div>{title}<div><span>Thứ Ba, 12/08/2025 09:15</span></div>{body}{tail}</div>
    <div><h3>Tin đọc nhiều</h3><ul>{OTHERS}</ul></div></div>
    <div><p>Giấy phép số 1/GP, cơ quan chủ quản: Sở Mẫu. Ghi rõ nguồn khi phát hành lại thông tin từ trang
    này.</p></div></body></html>"""
    return Page(html.encode(), "https://bao.example/lang-chai-90001.htm")


def read(body: str, **parts: str):
    return read_article(page_of(body, **parts), Source("mau"))


def paragraphs(*, at: int = 2, picture: str = "", tag: str = "p", end: str = "") -> str:
    lines = [f"<{tag}>{text}</{tag}>" for text in PARAGRAPHS]
    return f"<div>{''.join(lines[:at])}{picture}{''.join(lines[at:])}{end}</div>"


PICTURES = {
    "figure": f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure>",
    "figure with a div": f"<figure><div>{IMG}</div><div>{CAPTION}</div></figure>",
    "table": f"<table><tr><td>{IMG}</td></tr><tr><td>{CAPTION}</td></tr></table>",
    "next centred p": f'<p style="text-align:center">{IMG}</p><p style="text-align:center">{CAPTION}</p>',
    "next p in italics": f"<p>{IMG}</p><p><em>{CAPTION}</em></p>",
    "next p in i": f"<p>{IMG}</p><p><i>{CAPTION}</i></p>",
    "next plain p": f"<p>{IMG}</p><p>{CAPTION}</p>",
    "same p after br": f"<p>{IMG}<br>{CAPTION}</p>",
    "same p in em": f"<p>{IMG}<br><em>{CAPTION}</em></p>",
    "div figure": f"<div><div>{IMG}</div><div>{CAPTION}</div></div>",
    "center element": f"<center>{IMG}<br>{CAPTION}</center>",
    "linked picture": f'<p><a href="/anh/luoi-to.jpg">{IMG}</a></p><p>{CAPTION}</p>',
    "credit below": f"<figure>{IMG}<figcaption>{PLAIN}</figcaption><p>Ảnh: L.H</p></figure>",
    "bare img": f"{IMG}<p><em>{CAPTION}</em></p>",
}


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_a_caption_is_found_and_stays_out_of_the_text(picture: str) -> None:
    article = read(paragraphs(picture=picture))
    assert article.title == TITLE
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert [caption.replace(" -", "") for caption in article.captions] == [CAPTION.replace(" -", "")]
    assert [image.credit for image in article.images] == ["L.H"]
    assert article.date == "2025-08-12T09:15:00+07:00"


WITHOUT_CREDIT = {
    "italics": f"<p>{IMG}</p><p><em>{PLAIN}</em></p>",
    "centred": f'<p>{IMG}</p><p align="center">{PLAIN}</p>',
    "alt says the same": f'<p><img src="/a.jpg" alt="{PLAIN}"></p><p>{PLAIN}</p>',
    "table": f"<table><tr><td>{IMG}</td></tr><tr><td>{PLAIN}</td></tr></table>",
    "wrapped": f"<div>{IMG}<p>{PLAIN}</p></div>",
}


@pytest.mark.parametrize("picture", WITHOUT_CREDIT.values(), ids=WITHOUT_CREDIT)
def test_a_caption_without_credit(picture: str) -> None:
    article = read(paragraphs(picture=picture))
    assert article.captions == [PLAIN]
    assert article.images[0].credit is None
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_a_paragraph_behind_a_picture_is_no_caption() -> None:
    article = read(paragraphs(picture=f"<p>{IMG}</p>"))
    assert article.captions == []
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_text_beside_a_floating_picture_is_a_paragraph() -> None:
    text = "".join(
        f"<p>{'<img src=/a.jpg align=left>' if at == 1 else ''}{line}</p>" for at, line in enumerate(PARAGRAPHS)
    )
    article = read(f"<div>{text}</div>")
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert (article.captions, len(article.images)) == ([], 1)


def test_pictures_side_by_side_have_a_caption_each() -> None:
    row = (
        "<tr><td><img src=/1.jpg></td><td><img src=/2.jpg></td></tr><tr><td>Bến cũ</td><td>Bến mới. Ảnh: L.H</td></tr>"
    )
    article = read(paragraphs(picture=f"<table>{row}</table>"))
    assert [(image.caption, image.credit) for image in article.images] == [
        ("Bến cũ", None),
        ("Bến mới. Ảnh: L.H", "L.H"),
    ]


def test_a_photo_story_is_captions_only() -> None:
    pictures = "".join(
        f"<figure><img src=/{at}.jpg></figure><p>{line} (Ảnh: L.H).</p>" for at, line in enumerate(PARAGRAPHS)
    )
    article = read(f"<div>{pictures}</div>")
    assert (article.body, len(article.captions), article.flags) == (None, 4, ["photo_story"])
    assert {image.credit for image in article.images} == {"L.H"}


def test_the_displayed_title_wins_over_the_heads() -> None:
    article = read(
        paragraphs(), head='<meta property="og:title" content="Ngư dân được mùa cá, giá cao nhất ba năm qua">'
    )
    assert article.title == TITLE


TEXTS = {
    "p": paragraphs(),
    "div": paragraphs(tag="div"),
    "br br": f"<div>{'<br><br>'.join(PARAGRAPHS)}</div>",
    "br br in one p": f"<div><p>{'<br /> <br />'.join(PARAGRAPHS)}</p></div>",
    "single br": f"<div>{'<br>'.join(PARAGRAPHS)}</div>",
    "div in span": "<div>"
    + "".join(f"<div><span>{text}</span></div><div><br></div>" for text in PARAGRAPHS)
    + "</div>",
    "two halves": f"<div><div><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p></div><script>x()</script><div><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p></div></div>",  # noqa: E501
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_paragraphs_of_any_make(text: str) -> None:
    assert read(text).body == "\n\n".join(PARAGRAPHS)


BYLINES = {
    "right strong": ('<p style="text-align:right"><strong>Thanh Trúc</strong></p>', ["Thanh Trúc"]),
    "plain": ("<p>Thanh Trúc</p>", ["Thanh Trúc"]),
    "role": ("<p><strong>Bài, ảnh: Lê Hà - Thanh Trúc</strong></p>", ["Lê Hà", "Thanh Trúc"]),
    "initials": ('<p align="right">P.Y</p>', ["P.Y"]),
    "brackets": ("<p><b>Hà Thu</b> (tổng hợp)</p>", ["Hà Thu"]),
    "an office": ('<p style="text-align: right">Ban Bạn đọc</p>', ["Ban Bạn đọc"]),
}


@pytest.mark.parametrize(("line", "authors"), BYLINES.values(), ids=BYLINES)
def test_a_byline_is_an_author_and_no_text(line: str, authors: list[str]) -> None:
    article = read(paragraphs(end=line))
    assert article.authors == authors
    assert article.body == "\n\n".join(PARAGRAPHS)


URL = "https://goc.example/lang-chai-1.htm"
SOURCES = {
    "vietnamese": (f"<p>Nguồn: {URL}</p>", URL, None),
    "english": (f"<p>Source: {URL}</p>", URL, None),
    "french": (f"<p>Source : {URL}</p>", URL, None),
    "korean": (f"<p>출처: {URL}</p>", URL, None),
    "link": (f'<p>Nguồn: <a href="{URL}">Báo Gốc</a></p>', URL, "Báo Gốc"),
    "link with its address": (f'<p>Nguồn: <a href="{URL}">{URL}</a></p>', URL, None),
    "according to": ("<p>Theo Báo Gốc</p>", None, "Báo Gốc"),
    "agency": ('<p style="text-align:right"><strong>Theo TTXVN</strong></p>', None, "TTXVN"),
}


@pytest.mark.parametrize(("line", "url", "name"), SOURCES.values(), ids=SOURCES)
def test_a_source_line(line: str, url: str | None, name: str | None) -> None:
    article = read(paragraphs(end=f"<p>Thanh Trúc</p>{line}"))
    assert (article.source_url, article.source_name) == (url or "https://bao.example/lang-chai-90001.htm", name)
    assert article.authors == ["Thanh Trúc"]
    assert article.body == "\n\n".join(PARAGRAPHS)


JUNK = {
    "related list": f"<div><h4>Tin liên quan</h4><ul>{OTHERS}</ul></div>",
    "related lines": '<p>&gt;&gt; <a href="/x-1.htm">Một tin cũ về làng chài ven phá</a></p>',
    "see also": '<p>Xem thêm: <a href="/x-1.htm">Một tin cũ về làng chài ven phá</a></p>',
    "card": '<div><a href="/x-1.htm"><img src="/x.jpg"></a><h3><a href="/x-1.htm">Một tin cũ về làng chài ven phá</a></h3><p>Đoạn dẫn của tin cũ, không phải của bài này, dài hơn tám mươi ký tự để trông như một đoạn văn thật.</p></div>',  # noqa: E501
    "counters": "<div>Bình luận (0)</div><div>No data</div><div>No data</div><div>Same tag</div><div>Same category</div>",  # noqa: E501
    "imprint": "<p>Chịu trách nhiệm: Ông Nguyễn Văn A</p><p>Trụ sở: Số 1, đường Ví Dụ, Hà Nội</p>",
    "newsletter": '<div><h3>Nhận bản tin</h3><p>Đăng ký để nhận bản tin hằng tuần của chúng tôi.</p><input type="email"><button>Gửi</button></div>',  # noqa: E501
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@pytest.mark.parametrize("at", [3, 4])
def test_what_is_no_part_of_the_article(junk: str, at: int) -> None:
    article = read(paragraphs(at=at, picture=junk))
    assert article.body == "\n\n".join(PARAGRAPHS)
    assert article.captions == []


LEADS = {
    "bold first paragraph": f"<div><p><strong>{LEAD}</strong></p>" + paragraphs()[5:],
    "own element": f"<h2>{LEAD}</h2>{paragraphs()}",
    "a div before": f"<div>{LEAD}</div>{paragraphs()}",
}


@pytest.mark.parametrize("text", LEADS.values(), ids=LEADS)
def test_a_marked_lead(text: str) -> None:
    article = read(text)
    assert article.lead == LEAD
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_an_unmarked_first_paragraph_stays_text() -> None:
    article = read(paragraphs(), head=f'<meta name="description" content="{PARAGRAPHS[0]}">')
    assert article.lead is None
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_headings_lists_quotes_and_tables_are_text() -> None:
    end = "<h3>Chợ cá đầu mùa</h3><ul><li>Cá đối: 90.000 đồng</li><li>Cá dìa: 250.000 đồng</li></ul><blockquote>Được mùa rồi!</blockquote><table><tr><th>Thôn</th><th>Số hộ</th></tr><tr><td>Thượng</td><td>35</td></tr></table>"  # noqa: E501
    article = read(paragraphs(at=4, end=f"{end}<p>{PARAGRAPHS[0]} Hết.</p>"))
    assert article.body is not None
    assert article.body.split("\n\n")[4:-1] == [
        "Chợ cá đầu mùa",
        "Cá đối: 90.000 đồng",
        "Cá dìa: 250.000 đồng",
        "Được mùa rồi!",
        "Thôn | Số hộ",
        "Thượng | 35",
    ]


LATE = {
    "twin without scripts": '<noscript><img src="/anh/luoi.jpg"></noscript><img src="data:image/gif;base64,R0">',
    "twin behind a wrapper": '<span><img src="data:image/gif;base64,R0"></span><noscript><img src="/anh/luoi.jpg"></noscript>',  # noqa: E501
    "an attribute of any name": '<img src="/image/grey.gif" data-xyz="/anh/luoi.jpg">',
    "no data attribute": '<img file="/anh/luoi.jpg">',
    "picture": '<picture><source srcset="/anh/luoi.jpg 2x"><img src="data:image/gif;base64,R0"></picture>',
    "nothing at all": '<img src="data:image/gif;base64,R0">',
}


@pytest.mark.parametrize(("media", "name"), [(media, name) for name, media in LATE.items()], ids=LATE)
def test_a_late_picture_keeps_caption_and_credit(media: str, name: str) -> None:
    article = read(paragraphs(picture=f"<figure>{media}<figcaption>{CAPTION}</figcaption></figure>"))
    url = None if name == "nothing at all" else "https://bao.example/anh/luoi.jpg"
    assert [(image.url, image.caption, image.credit) for image in article.images] == [(url, CAPTION, "L.H")]
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_a_videos_caption_has_its_poster() -> None:
    video = '<figure><video poster="/p.jpg"></video><figcaption>Cá về bến. Video: L.H</figcaption></figure>'
    article = read(paragraphs(picture=video))
    assert [(image.url, image.credit) for image in article.images] == [("https://bao.example/p.jpg", "L.H")]
    assert article.captions == ["Cá về bến. Video: L.H"]


def test_captions_in_italics_are_no_text_where_there_is_no_other() -> None:
    pictures = "".join(f"<p><img src=/{at}.jpg></p><p><em>{line}</em></p>" for at, line in enumerate(PARAGRAPHS))
    article = read(f"<div><p><strong>{LEAD}</strong></p>{pictures}</div>")
    assert (article.lead, article.body, article.captions) == (LEAD, None, PARAGRAPHS)


@pytest.mark.parametrize("label", ["Nguồn:", "Báo nguồn:", "Source:"])
def test_a_source_line_over_two_lines(label: str) -> None:
    article = read(paragraphs(end=f'<p>Thanh Trúc</p><p>{label}</p><p><a href="{URL}">{URL}</a></p>'))
    assert (article.source_url, article.authors) == (URL, ["Thanh Trúc"])
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_a_byline_behind_related_links_and_tags_in_the_text() -> None:
    links = f"<p><b>Tin liên quan:</b></p>{OTHERS.replace('li>', 'p>')}"
    tags = '<p>Từ khóa: <a href="/tag/ca">cá</a>, <a href="/tag/pha">phá</a></p>'
    article = read(paragraphs(end=f'{links}<p align="right">Thanh Trúc</p>{tags}'))
    assert (article.authors, article.tags) == (["Thanh Trúc"], ["cá", "phá"])
    assert article.body == "\n\n".join(PARAGRAPHS)


def test_a_bold_lead_in_text_that_only_breaks_part() -> None:
    article = read(f"<div><b>{LEAD}</b><br><br>{'<br><br>'.join(PARAGRAPHS)}</div>")
    assert (article.lead, article.body) == (LEAD, "\n\n".join(PARAGRAPHS))


def test_a_poem_is_found_without_prose() -> None:
    verses = [
        "Quê tôi sóng vỗ quanh năm",
        "Thuyền ra cửa phá trăng nằm đáy khoang",
        "Mẹ ngồi vá lưới mơ màng",
        "Nghe con cá quẫy gọi làng sang thu",
    ] * 2
    article = read(f"<div>{''.join(f'<p>{line}</p>' for line in verses)}<p><b>Thanh Trúc</b></p></div>")
    assert (article.body, article.authors) == ("\n\n".join(verses), ["Thanh Trúc"])
