from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_gateway.adapters import mapping
from central_gateway.adapters.mapping import LeftOut, Told
from central_gateway.adapters.table import Table, read
from central_gateway.store.told import ToldDossier, Unknown
from hall_core.domain.dossier import Fee
from hall_core.domain.working_days import Term
from tests.central_gateway.adapters.conftest import NOW
from tests.central_gateway.adapters.test_table import text

IGATE, SHIFTED = (read(name, text(name), Table) for name in ("igate", "shifted"))
TOLD = Told(site="thu-site", at=NOW)
CODE = "H41.16-260101-0001"
GOOD: dict[str, Any] = {"MaHoSo": CODE, "TrangThai": "4", "MaDonVi": "thu-site"}
FIELDS = [
    "MaHoSo",
    "SoHoSo",
    "TrangThai",
    "NgayCapNhat",
    "TenThuTuc",
    "NgayHenTra",
    "KenhThucHien",
    "SoDinhDanh",
    "LePhi",
    "NgayTiepNhan",
    "ThoiHan",
]
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def told(row: dict[str, Any], table: Table = IGATE) -> ToldDossier:
    found = mapping.read(table, row, TOLD)
    assert isinstance(found, ToldDossier), found
    return found


@given(VALUES | st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_whatever_stands_in_a_row_nothing_raises(row: object) -> None:
    assert isinstance(mapping.read(IGATE, row, TOLD), ToldDossier | LeftOut)


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable() and text.strip() and not text.isdigit()))
def test_a_state_that_nobody_knows_is_kept_as_it_was_told_and_flagged(said: str) -> None:
    found = told(GOOD | {"TrangThai": said})
    known = mapping.looked_up(IGATE.states, said.strip())
    if known is None:
        assert found.state is None
        assert found.state_told
        assert [one.field for one in found.unknown] == ["state"]


@given(st.dictionaries(st.sampled_from(FIELDS[2:]), VALUES))
def test_a_row_with_a_code_is_never_left_out_whatever_else_is_in_it(more: dict[str, Any]) -> None:
    assert told(GOOD | more).code == CODE


@pytest.mark.parametrize("said", ["4", 4, 4.0, "04", " 4 "])
def test_a_number_and_its_text_are_one(said: object) -> None:
    assert told(GOOD | {"TrangThai": said}).state == "processing"


def test_another_vendors_numbers_are_other_states_and_channels() -> None:
    row = GOOD | {"TrangThai": "6", "KenhThucHien": 1}
    assert (told(row).state, told(row).channel) == ("fee-due", "in-person")
    assert (told(row, SHIFTED).state, told(row, SHIFTED).channel) == ("finished", "online")


def test_a_date_that_cannot_be_read_is_flagged_and_the_rest_is_taken() -> None:
    found = told(GOOD | {"NgayHenTra": "30/02/2026", "NgayTiepNhan": "24/11/2026 08:30"})
    assert (found.due, found.received) == (None, "2026-11-24")
    assert found.unknown == (Unknown("due", "30/02/2026"),)


def test_a_source_that_does_not_say_when_tells_it_as_of_the_answer() -> None:
    assert told(GOOD).told_at == NOW


def test_nobodys_name_comes_in() -> None:
    found = told(GOOD | {"NguoiNop": "NGUYỄN THỊ THỬ", "DiaChi": "Số 1 Phố Thử"})
    assert "THỬ" not in repr(found)


def test_an_identity_number_is_in_nothing_that_is_printed() -> None:
    found = told(GOOD | {"SoDinhDanh": "001199000001"})
    assert found.card is not None
    assert "001199000001" not in repr(found)


@pytest.mark.parametrize("field", ["TrangThai", "KenhThucHien", "NgayHenTra", "SoDinhDanh"])
def test_an_identity_number_in_a_wrong_cell_is_not_kept_as_an_unknown_value(field: str) -> None:
    found = told(GOOD | {field: "x 001199000001"})
    assert found.unknown
    assert "001199000001" not in repr(found.unknown)


@pytest.mark.parametrize("code", ["", None, "001199000001", "ABC", "Hồ sơ 1"])
def test_a_row_without_a_code_is_left_out_with_a_reason_that_does_not_repeat_it(code: object) -> None:
    found = mapping.read(IGATE, GOOD | {"MaHoSo": code}, TOLD)
    assert isinstance(found, LeftOut)
    assert "001199000001" not in found.why


def test_letters_are_put_together_and_what_is_mangled_is_flagged() -> None:
    assert told(GOOD | {"TenThuTuc": "Ca\u0302\u0301p"}).procedure_name.vi == "Cấp"  # type: ignore[union-attr]
    spoilt = told(GOOD | {"TenThuTuc": "Cáº¥p"})
    assert spoilt.procedure_name is None
    assert [one.field for one in spoilt.unknown] == ["procedure_name"]


def test_a_fee_is_one_only_when_it_can_be_paid() -> None:
    fee = {"SoTien": "50.000", "MaNganHang": "970403", "SoTaiKhoan": "0011 0012", "DaThanhToan": True}
    assert told(GOOD | {"LePhi": fee}).fee == Fee(amount=50_000, bank="970403", account="00110012", paid=True)
    assert told(GOOD | {"LePhi": fee | {"SoTien": 0}}).fee is None
    assert told(GOOD | {"LePhi": fee | {"MaNganHang": ""}}).fee is None
    assert told(GOOD | {"LePhi": fee | {"MaNganHang": "x"}}).unknown == (Unknown("fee_bank", "x"),)


def test_of_two_columns_the_one_that_is_not_empty_counts() -> None:
    assert told({"MaHoSo": "", "SoHoSo": CODE, "TrangThai": "4"}).code == CODE


MORNING = int(datetime.fromisoformat("2026-11-02T08:30:00+07:00").timestamp() * 1000)


@pytest.mark.parametrize(
    ("row", "term"),
    [
        ({"ThoiHan": "15 ngày làm việc"}, Term(amount=15, unit="working-day")),
        ({"ThoiHan": 15}, Term(amount=15, unit="working-day")),
        ({"ThoiHan": 15.0}, Term(amount=15, unit="working-day")),
        ({"ThoiHan": "2 Tháng"}, Term(amount=2, unit="month")),
        (
            {"ThoiHan": "4 giờ làm việc", "NgayTiepNhan": "02/11/2026 08:30"},
            Term(amount=4, unit="hour", received_at=MORNING),
        ),
        ({"ThoiHan": "", "NgayTiepNhan": "02/11/2026 08:30"}, None),
    ],
)
def test_how_long_a_dossier_may_take_comes_with_the_moment_that_it_is_counted_from(
    row: dict[str, object], term: Term | None
) -> None:
    found = told(GOOD | {"NgayTiepNhan": "02/11/2026"} | row)
    assert (found.term, found.unknown) == (term, ())


@pytest.mark.parametrize("said", ["15 ngày", "nửa tháng", "1000", "-3", "2,5 tháng"])
def test_a_term_that_nobody_has_said_the_meaning_of_is_flagged_and_not_guessed(said: str) -> None:
    found = told(GOOD | {"ThoiHan": said})
    assert (found.term, found.unknown) == (None, (Unknown("term", said),))


@pytest.mark.parametrize(("time", "at"), [("8:30", MORNING), ("08:30:00", MORNING), ("8h30", MORNING), ("", None)])
def test_a_file_tells_a_term_as_a_halls_own_table_does(time: str, at: int | None) -> None:
    file = read("file", text("file"), Table)
    row = {
        "code": CODE,
        "state": "4",
        "received": "02/11/2026",
        "term": "8",
        "term_unit": "hour",
        "received_time": time,
    }
    found = told(row, file)
    assert (found.term, found.unknown) == (Term(amount=8, unit="hour", received_at=at), ())
