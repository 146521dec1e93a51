"""Lines that look like boilerplate and are text, and those that are none."""

from __future__ import annotations

import pytest

from newsarchive.extraction import boilerplate, bylines, lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Giấy phép số 303/GP-BTTTT do Bộ Thông tin và Truyền thông cấp ngày 12/5/2016.", True),
        ("Chịu trách nhiệm nội dung: Ông Nguyễn Văn Mẫu", True),
        ("Bản quyền thuộc Báo Mẫu", True),
        ("Giấy phép số 12/GP-XD được tỉnh cấp tháng 9 năm ngoái, hai tháng trước khi khởi công.", False),
        ("Chịu trách nhiệm: ai cũng chờ người khác, và cây cầu cũ cứ thế mục dần theo năm tháng.", False),
    ],
)
def test_imprint(text: str, expected: bool) -> None:
    assert boilerplate.imprint(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bản in", True),
        ("A+ A- Bản in Gửi mail", True),
        ("Lượt xem: 356", True),
        (">> Học sinh vùng lũ trở lại trường", True),
        ("Theo dõi Báo Mẫu trên Google News", True),
        ("Theo dõi phiên họp có đông bà con trên cả hai bờ.", False),
        ("Giọng Nam bộ của bà Sáu khiến ai nghe cũng nhớ.", False),
        ("=> Như vậy, phương án hai rẻ hơn phương án một khoảng ba tỷ đồng.", False),
    ],
)
def test_noise(text: str, expected: bool) -> None:
    assert boilerplate.noise(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mọi thông tin phản ánh xin gửi về tòa soạn theo số điện thoại 0900", True),
        ("Kính mời quý độc giả đón xem số tiếp theo", True),
        ("Quý vị phụ huynh được mời gửi câu hỏi qua email của nhà trường, cô Hạnh nói trong buổi họp.", False),
        ("Kính mời quý vị đại biểu cùng cắt băng khánh thành, ông chủ tịch xã nói rồi lùi lại.", False),
    ],
)
def test_calls(text: str, expected: bool) -> None:
    assert boilerplate.call(text) is expected


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Theo Trí Thức Trẻ", (None, "Trí Thức Trẻ")),
        ("theo TTXVN", (None, "TTXVN")),
        ("THEO NGƯỜI LAO ĐỘNG", (None, "NGƯỜI LAO ĐỘNG")),
        ("Nguồn: https://bao.example/a.html", ("https://bao.example/a.html", None)),
        ("Nguồn Quê Mẫu: https://bao.example/a.html", ("https://bao.example/a.html", "Quê Mẫu")),
        ("Source: https://bao.example/a.html", ("https://bao.example/a.html", None)),
        ("ແຫຼ່ງທີ່ມາ: https://bao.example/a.html", ("https://bao.example/a.html", None)),
        ("Theo Bộ Giao thông, đó là điều tốt.", None),
        ("Nguồn: ngân sách tỉnh 60%, dân góp 40%.", None),
        ("Người dân tra cứu tại: https://dichvucong.example/tra-cuu", None),
        ("Đăng ký tham gia: https://forms.example/abc", None),
        ("Website: https://tanlap.example/", None),
    ],
)
def test_source_lines(text: str, source: tuple[str | None, str | None] | None) -> None:
    found = lines.source_line(text)
    assert (found and tuple(found)) == source


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("(QTO) - Sáng nay", "QTO"),
        ("GD&TĐ - Đề kiểm tra", "GD&TĐ"),
        ("Suckhoedoisong.vn - Theo thống kê", "Suckhoedoisong.vn"),
        ("(24h) - Một vụ", "24h"),
        ("Hà Nội (TTXVN) – Chiều nay", "Hà Nội (TTXVN)"),
        ("NDO/VNA – A procession", "NDO/VNA"),
        ("Ông Nam - giám đốc nhà máy", None),
        ("(24 tuổi) - người đầu tiên", None),
        ("Theo - đó là", None),
    ],
)
def test_datelines(text: str, word: str | None) -> None:
    assert lines.dateline(text) == word


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Bài, ảnh: Văn Nam", ["Văn Nam"]),
        ("Tin ảnh: Thu Hà", ["Thu Hà"]),
        ("Bài: Văn Nam. Ảnh: Thu Hà", ["Văn Nam", "Thu Hà"]),
        ("Tác giả bài viết: Mai Lan", ["Mai Lan"]),
        ("Reported by Nguyen An", ["Nguyen An"]),
        ("Video: Cháy lớn ở nhà máy", []),
        ("Phóng viên: Ông nghĩ sao về điều này", []),
        ("Nội dung: Cầu, Đường, Trường, Trạm.", []),
    ],
)
def test_bylines(text: str, names: list[str]) -> None:
    assert bylines.byline(text) == names


def test_two_persons_with_a_hyphen_between_them_and_one_with_a_hyphen_in_the_name() -> None:
    assert bylines.split_names("Trung Hiền-Quang Vũ") == ["Trung Hiền", "Quang Vũ"]
    assert bylines.split_names("Jean-Paul Mẫu") == ["Jean-Paul Mẫu"]
    assert bylines.split_names("Phòng VH&TT huyện") == ["Phòng VH&TT huyện"]
