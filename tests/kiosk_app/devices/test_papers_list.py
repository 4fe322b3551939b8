"""The list of papers to take home: everything is on it, whole, or it says that it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops

from hall_core.domain.names import Language
from hall_core.ui.translate import Words
from kiosk_app.devices.papers_list import LONGEST, ChannelLine, PaperLine, PapersFace
from kiosk_app.devices.papers_words import count_words
from kiosk_app.devices.setting import SETTINGS
from kiosk_app.devices.slip import as_copy, render
from tests.kiosk_app.devices.reading import read_aloud, scanned

pytestmark = pytest.mark.timeout(40)  # text recognition of a long paper takes seconds

NAME = ("Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu cho " * 13)[:1094]
PAPER = PaperLine("Văn bản chấp thuận của cơ quan có thẩm quyền về việc chuyển mục đích sử dụng", 1, 1)
BIRTH = PapersFace(
    hall="Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa",
    hotline="1900 0000",
    procedure="Đăng ký khai sinh",
    code="1.001193",
    case="Cha mẹ có đăng ký kết hôn",
    papers=(
        PaperLine("Tờ khai đăng ký khai sinh theo mẫu quy định", 1),
        PaperLine("Giấy chứng sinh của cơ sở y tế nơi trẻ em sinh ra", 1, 2),
        PaperLine("Giấy tờ tùy thân của người đi đăng ký (xuất trình)"),
    ),
    channels=(
        ChannelLine("Trực tiếp", "Ngay trong ngày làm việc", "Miễn phí"),
        ChannelLine("Bưu chính", "", "Theo bảng giá của bưu điện"),
    ),
    where="Quầy 1, 2, 5, Khu A",
    edition="20/11/2026",
    time="08:05, 23/11/2026",
    qr="https://motcua.example/t/1.001193",
)


@pytest.mark.parametrize("dots", SETTINGS)
def test_text_recognition_reads_a_list_word_for_word(dots: int, tmp_path: Path) -> None:
    image = render(BIRTH, dots)
    said = read_aloud(image, tmp_path, "vie", "--psm", "4").replace(" _ ", " ")  # seen in the gap between columns
    assert said == (
        "Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa Đường dây nóng: 1900 0000 GIẤY TỜ CẦN CHUẨN BỊ "
        "Đăng ký khai sinh Mã thủ tục 1.001193 Trường hợp Cha mẹ có đăng ký kết hôn "
        "1. Tờ khai đăng ký khai sinh theo mẫu quy định 1 bản chính "
        "2. Giấy chứng sinh của cơ sở y tế nơi trẻ em sinh ra 1 bản chính, 2 bản sao "
        "3. Giấy tờ tùy thân của người đi đăng ký (xuất trình) THỜI HẠN VÀ LỆ PHÍ "
        "Trực tiếp Thời hạn Ngay trong ngày làm việc Lệ phí Miễn phí "
        "Bưu chính Lệ phí Theo bảng giá của bưu điện NƠI NỘP HỒ SƠ Quầy 1, 2, 5, Khu A "
        "Quét mã để xem trên điện thoại. Danh mục cập nhật 20/11/2026 Thời gian in 08:05, 23/11/2026"
    )
    assert scanned(image, tmp_path) == BIRTH.qr


@pytest.mark.parametrize(
    "change",
    [
        {"hall": "UBND phường Hàm Rồng"},
        {"hotline": ""},
        {"procedure": "Đăng ký kết hôn"},
        {"code": "1.000894"},
        {"case": ""},
        {"papers": ()},
        {"papers": BIRTH.papers[:2]},
        {"channels": BIRTH.channels[:1]},
        {"where": ""},
        {"joint": "Thủ tục liên thông: quý vị chỉ nộp một bộ hồ sơ."},
        {"edition": "21/11/2026"},
        {"time": ""},
        {"qr": ""},
        {"language": "en"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_on_the_face_is_on_the_paper(change: dict[str, str], english_too: Words) -> None:
    one, other = render(BIRTH, 576), render(replace(BIRTH, **change), 576, english_too)
    assert one.size != other.size or ImageChops.logical_xor(one, other).getbbox() is not None


@pytest.mark.parametrize("dots", SETTINGS)
def test_forty_papers_of_the_longest_name_in_the_country_stay_within_a_metre(dots: int) -> None:
    image = render(replace(BIRTH, procedure=NAME, papers=(PAPER,) * 40), dots)
    left, _, right, bottom = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    assert (left, right) == (SETTINGS[dots].margin, dots - SETTINGS[dots].margin)
    assert bottom < image.height <= LONGEST


def test_the_longest_name_is_whole() -> None:
    longest = replace(BIRTH, procedure=NAME)
    assert ends_alike(longest, replace(longest, procedure=NAME + " Y"), rows=100)
    assert render(longest, 576).height > render(replace(longest, procedure=NAME[:900]), 576).height


def ends_alike(one: PapersFace, other: PapersFace, *, rows: int) -> bool:
    ends = [image.crop((0, image.height - rows, 576, image.height)) for image in (render(one, 576), render(other, 576))]
    return ImageChops.logical_xor(*ends).getbbox() is None


def test_a_list_that_fits_a_metre_has_every_paper_and_what_stands_behind_them(tmp_path: Path) -> None:
    said = end_of(replace(BIRTH, papers=(PAPER,) * 36), tmp_path)
    assert "36. Văn bản chấp thuận" in said
    assert "NƠI NỘP HỒ SƠ" in said
    assert "CÒN TIẾP" not in said


def test_a_longer_list_is_cut_behind_a_whole_paper_and_says_where_it_goes_on(tmp_path: Path) -> None:
    said = end_of(replace(BIRTH, papers=(PAPER,) * 80), tmp_path)
    before, _, behind = said.partition("CÒN TIẾP: ")
    assert before.rstrip().endswith("1 bản chính, 1 bản sao")
    assert behind.startswith("mời xem tiếp trên màn hình hoặc quét mã dưới đây.")
    assert "NƠI NỘP" not in said


def test_a_longer_list_without_a_code_does_not_send_anybody_to_it(tmp_path: Path) -> None:
    said = end_of(replace(BIRTH, papers=(PAPER,) * 80, qr=""), tmp_path)
    assert "CÒN TIẾP: mời xem tiếp trên màn hình." in said


def end_of(face: PapersFace, folder: Path) -> str:
    image = render(face, 576)
    assert image.height <= LONGEST
    return read_aloud(image.crop((0, image.height - 900, 576, image.height)), folder, "vie", "--psm", "4")


def test_no_paper_at_all_is_said(tmp_path: Path) -> None:
    said = read_aloud(render(replace(BIRTH, papers=()), 576), tmp_path, "vie", "--psm", "4")
    assert "Danh mục không ghi giấy tờ nào cho trường hợp này. Mời hỏi nhân viên hướng dẫn." in said


@pytest.mark.parametrize(
    ("language", "originals", "copies", "words"),
    [
        ("vi", 1, 2, "1 bản chính, 2 bản sao"),
        ("vi", 0, 1, "1 bản sao"),
        ("vi", 0, 0, ""),
        ("en", 1, 1, "1 original, 1 copy"),
        ("en", 2, 3, "2 originals, 3 copies"),
    ],
)
def test_originals_and_copies_are_counted_in_words(
    *, english_too: Words, language: Language, originals: int, copies: int, words: str
) -> None:
    assert count_words(english_too.into(language), originals, copies) == words


def test_a_list_printed_again_needs_no_mark() -> None:
    assert as_copy(BIRTH) is BIRTH


def test_the_picture_is_black_and_white() -> None:
    image = render(BIRTH, 384)
    assert isinstance(image, Image.Image)
    assert (image.mode, image.width) == ("1", 384)
