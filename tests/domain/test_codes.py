"""The codes on papers, written and read."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hall_core.domain.codes import (
    TicketCode,
    appointment,
    appointment_text,
    dossier,
    procedure,
    ticket,
    ticket_text,
)

ID = "01938f7e-2c41-7b3a-9d55-0c1f2a3b4c5d"
TEXT = f"MOTCUA:1:THU-2:20261121:A012:{ID.upper()}"
CODE = TicketCode("thu-2", "2026-11-21", "A012", ID)
NAMED = st.builds(
    TicketCode,
    st.from_regex(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True),
    st.dates().map(lambda day: day.isoformat()),
    st.from_regex(r"[A-Z]{0,2}[0-9]{1,5}", fullmatch=True),
    st.uuids().map(str),
)


def test_a_ticket_names_itself_in_letters_that_a_qr_code_stores_in_half_the_room() -> None:
    assert ticket_text("thu-2", "2026-11-21", "A012", ID) == TEXT
    assert set(TEXT) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(NAMED)
def test_every_ticket_that_is_written_is_read(code: TicketCode) -> None:
    text = ticket_text(code.hall, code.day, code.number, code.id)
    assert ticket(text) == ticket(text.lower()) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MOTCUA:1:",
        TEXT[:-1],
        f"{TEXT}:X",
        TEXT.replace(":1:", ":2:"),
        TEXT.replace("MOTCUA", "MOT CUA"),
        TEXT.replace("20261121", "20261131"),
        TEXT.replace("20261121", "2026112"),
        TEXT.replace("20261121", "2026W471"),
        TEXT.replace("THU-2", "THU/+"),
        TEXT.replace("A012", "012A"),
        f"{TEXT}\n",
    ],
)
def test_what_is_not_quite_a_ticket_is_none(text: str) -> None:
    assert ticket(TEXT) == CODE
    assert ticket(text) is None


@pytest.mark.parametrize("text", ["MOTCUA:HEN:K7M2PQ", "motcua:hen:k7m2pq", "K7M2PQ", " k7m2-pq ", "K7 M2 PQ"])
def test_an_appointment_is_one_code_however_it_is_written(text: str) -> None:
    assert appointment(text) == "K7M2PQ"
    assert appointment_text("K7M2PQ") == "MOTCUA:HEN:K7M2PQ"


@pytest.mark.parametrize("text", ["", "K7M", "K7M2PQK7M2PQK", "K7M2_Q", "HẸN123", "MOTCUA:1:K7M2", "001199000001"])
def test_what_is_no_appointment_is_none(text: str) -> None:
    assert appointment(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("000.00.16.H41-190612-0001", "000.00.16.H41-190612-0001"),
        (" h41.16-210612-0001\r\n", "H41.16-210612-0001"),
        ("03706/2026/07906", "03706/2026/07906"),
        ("AB12CD", "AB12CD"),
        ("1" * 40, "1" * 40),
    ],
)
def test_a_dossier_is_known_by_its_code_trimmed_and_in_capitals(text: str, code: str) -> None:
    assert dossier(text) == code


@pytest.mark.parametrize(
    "text", ["", "AB12C", "1" * 41, "ABCDEF1", "AB 12 CD", "AB12CĐ", "ſſ1234", "AB12CD\x00", "AB_12CD"]
)
def test_what_is_no_dossier_is_none(text: str) -> None:
    assert dossier(text) is None


@pytest.mark.parametrize("text", ["001199000001", "001-199-000001", "001.199.000.001", "0-01199000001"])
def test_a_citizens_number_is_never_a_dossier(text: str) -> None:
    """It would be asked for over the network, and stand in logs."""
    assert dossier(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.000656", "1.000656"),
        (" 2.000815.000.00.00.h35 ", "2.000815.000.00.00.H35"),
        ("1.00065", None),
        ("1.0006567", None),
        ("10.00656", None),
        ("1.000656.", None),
        ("1.000656-H35", None),
        ("٣.000656", None),
        (f"1.000656.{'0' * 40}", None),
    ],
)
def test_a_procedure_is_its_national_code_with_its_agency_if_it_has_one(text: str, code: str | None) -> None:
    assert procedure(text) == code


@pytest.mark.parametrize(("length", "is_one"), [(40, True), (41, False)])
def test_a_procedures_code_has_forty_characters_at_most(length: int, is_one: bool) -> None:
    code = "1.000656." + "A" * (length - 9)
    assert procedure(code) == (code if is_one else None)


@given(st.text() | st.from_regex(r"[ a-z0-9./-]{4,44}", fullmatch=True))
@example("\ud800")
def test_a_code_that_was_read_reads_as_itself(text: str) -> None:
    for reader in (dossier, procedure, appointment):
        code = reader(text)
        assert code is None or reader(code) == code
