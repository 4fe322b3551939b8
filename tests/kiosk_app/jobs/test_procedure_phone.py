"""The list of papers in a code for the phone."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from hall_core.domain.procedure import Case, Paper, Procedure, Text, Title
from hall_core.ui.translate import Words
from kiosk_app.jobs.procedures.pages import Opened
from kiosk_app.jobs.procedures.phone import MOST_BYTES, phone_text
from tests.kiosk_app.devices.reading import scanned

SAY = Words().into("vi")


def procedure(*papers: str, name: str = "Đăng ký khai sinh", case: str = "", joint: tuple[str, ...] = ()) -> Opened:
    listed = [Paper(Text(paper), 1) for paper in papers]
    one = Procedure(code="1.001193", name=Title(name), agency="ubnd", field="ho-tich", cases=[Case(Text(case), listed)])
    return Opened(one, Title("Hộ tịch"), Title("Ủy ban"), None, tuple(map(Title, joint)))


@given(
    names=st.lists(st.text("aăâđểỗ ự,.", min_size=1, max_size=200), max_size=40),
    name=st.text("Ấb ở", min_size=1, max_size=1_094),
    hall=st.text("Ưc", min_size=1, max_size=200),
    joint=st.sampled_from([(), ("Công an",), ("Công an",) * 6]),
)
def test_it_is_never_more_than_a_phone_reads_well(
    names: list[str], name: str, hall: str, joint: tuple[str, ...]
) -> None:
    text = phone_text(hall, procedure(*names, name=f"T{name}", case=name, joint=joint), 0, SAY)
    assert len(text.encode()) <= MOST_BYTES


def test_a_list_that_is_too_long_says_where_the_rest_is() -> None:
    text = phone_text("Trung tâm", procedure(*[f"Giấy tờ số {n} của hồ sơ" for n in range(40)]), 0, SAY)
    assert text.endswith("Xem đủ tại Cổng Dịch vụ công quốc gia, tìm mã 1.001193")
    assert "1. Giấy tờ số 0 của hồ sơ (1 bản chính)" in text


def test_one_endless_paper_leaves_the_name_and_where_to_look() -> None:
    lines = phone_text("Trung tâm", procedure("ờ" * 900), 0, SAY).split("\n")
    assert lines == [
        "Trung tâm",
        "Đăng ký khai sinh (1.001193)",
        "Xem đủ tại Cổng Dịch vụ công quốc gia, tìm mã 1.001193",
    ]


def test_of_a_joint_procedure_it_says_that_one_file_is_handed_in() -> None:
    text = phone_text("Trung tâm", procedure("Tờ khai", joint=("Công an", "Bảo hiểm xã hội")), 0, SAY)
    assert "liên thông: quý vị chỉ nộp một bộ hồ sơ, 3 cơ quan cùng giải quyết" in text


@pytest.mark.parametrize("count", [1, 40])
def test_a_reader_that_nobody_here_wrote_reads_it_back(tmp_path: Path, count: int) -> None:
    text = phone_text("Trung tâm Phục vụ", procedure(*["Giấy chứng nhận quyền sử dụng đất"] * count), 0, SAY)
    segno.make(text, error="m", micro=False).save(str(tmp_path / "qr.png"), scale=4, border=4)
    with Image.open(tmp_path / "qr.png") as picture:
        assert scanned(picture.convert("L"), tmp_path) == text
