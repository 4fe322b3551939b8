"""Appointments, from the file that the centre drops to the ticket and its receipt."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_core.domain.business_day import HANOI
from hall_core.domain.hall import picture
from tests.hall_hub.conftest import Bench, taken

NINE = "2026-11-21 09:00"


def drop(bench: Bench, *rows: str) -> None:
    file = bench.feeds / "appointments.csv"
    file.write_text("\n".join(["code,service,date,time", *rows]) + "\n", encoding="utf-8")
    taken(bench)


def millis(time: str) -> int:
    return int(datetime.fromisoformat(time).replace(tzinfo=HANOI).timestamp() * 1000)


def test_who_is_in_the_file_gets_a_ticket_with_the_time_of_the_appointment(bench: Bench) -> None:
    drop(bench, "HEN7K2Q,khai-sinh,2026-11-21,09:10")
    reply = bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q"))
    assert (reply.ticket.number, reply.ticket.service) == ("A001", "khai-sinh")
    assert reply.ticket.appointment == millis("2026-11-21 09:10")


def test_who_comes_after_the_time_has_an_ordinary_receipt(bench: Bench) -> None:
    drop(bench, "HEN7K2Q;khai-sinh;21/11/2026;8h30".replace(";", ","))
    reply = bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q"))
    assert (reply.ticket.number, reply.ticket.appointment) == ("A001", None)


def test_a_code_that_is_not_in_the_file_is_refused(bench: Bench) -> None:
    drop(bench, "HEN7K2Q,khai-sinh,2026-11-21,09:10")
    assert bench.ask("kiosk-1", c.CheckIn(code="HEN9999")).refusal.reason == "appointment-unknown"


def test_what_was_typed_and_is_no_code_is_kept_and_logged_nowhere(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    drop(bench, "HEN7K2Q,khai-sinh,2026-11-21,09:10")
    with caplog.at_level(logging.DEBUG):
        assert bench.ask("kiosk-1", c.CheckIn(code="TRINHTHU")).refusal is not None
        assert bench.ask("kiosk-1", c.CheckIn(code="990006078")).refusal is not None
    kept = b"".join(file.read_bytes() for file in bench.file.parent.rglob("*") if file.is_file())
    assert not [typed for typed in ("TRINHTHU", "990006078") if typed.encode() in kept or typed in caplog.text]


def test_what_was_checked_in_stays_used_when_the_file_comes_anew_and_the_hub_restarts(bench: Bench) -> None:
    row = "HEN7K2Q,khai-sinh,2026-11-21,09:10"
    drop(bench, row)
    bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q"))
    drop(bench, row, "HEN7K3Q,khai-sinh,2026-11-21,09:20")
    before = picture(bench.hub.hall)
    bench.restart()
    assert picture(bench.hub.hall) == before, "the list is no part of the state; what became of it is"
    refusal = bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q")).refusal
    assert (refusal.reason, refusal.about) == ("appointment-used", "A001")
    assert bench.ask("kiosk-1", c.CheckIn(code="HEN7K3Q")).ticket is not None, "the copy outlives the hub"


def test_the_same_check_in_again_gets_the_same_answer(bench: Bench) -> None:
    drop(bench, "HEN7K2Q,khai-sinh,2026-11-21,09:10")
    id = bench.new_id()
    first = bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q"), id=id)
    assert bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q"), id=id) == first


def test_a_bad_row_is_reported_with_line_and_reason_and_left_out(bench: Bench) -> None:
    good = [f"HEN{n},khai-sinh,2026-11-21,09:10" for n in range(1000, 1030)]
    drop(bench, *good, "HEN2000,khai-sin,2026-11-21,09:10", "HEN1000,khai-sinh,2026-11-21,10:00")
    report = (bench.feeds / "appointments.report.txt").read_text("utf-8").splitlines()
    assert report == [
        "appointments.csv is used: 30 of 32 rows",
        'appointments.csv: line 32: no service is called "khai-sin"; did you mean "khai-sinh"?',
        "appointments.csv: line 33: HEN1000 stands in line 2 already",
    ]
    assert bench.problems() == []


def test_a_file_with_too_many_bad_rows_is_refused_aloud_and_the_last_good_copy_stays(bench: Bench) -> None:
    drop(bench, "HEN7K2Q,khai-sinh,2026-11-21,09:10")
    drop(bench, *(f"HEN{n},khai-sinh,2026-11-21,25:00" for n in range(1000, 1010)))
    words = "appointments.csv is not used: 10 of 10 rows are bad, more than one in ten"
    assert bench.problems() == [("catalogue-refused", words)]
    assert bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q")).ticket is not None
    drop(bench, "HEN7K3Q,khai-sinh,2026-11-21,09:10")
    assert bench.problems() == []


def test_a_file_without_its_columns_is_refused(bench: Bench) -> None:
    (bench.feeds / "appointments.csv").write_text("code,service,date\nHEN7K2Q,khai-sinh,2026-11-21\n")
    taken(bench)
    [(problem, words)] = bench.problems()
    assert problem == "catalogue-refused"
    assert "time" in words


def test_taking_the_bad_file_away_solves_the_problem(bench: Bench) -> None:
    file: Path = bench.feeds / "appointments.csv"
    file.write_bytes(b"\xff\xfe\x00")
    taken(bench)
    assert len(bench.problems()) == 1
    file.unlink()
    taken(bench)
    assert bench.problems() == []


def test_an_appointment_before_all_clocks_is_a_bad_row(bench: Bench) -> None:
    good = (f"HEN8{n:03d},khai-sinh,2026-11-21,09:10" for n in range(20))
    drop(bench, "HEN7K2Q,khai-sinh,0001-01-01,09:10", *good)
    assert bench.ask("kiosk-1", c.CheckIn(code="HEN7K2Q")).refusal.reason == "appointment-unknown"
    assert bench.ask("kiosk-1", c.CheckIn(code="HEN8000")).ticket is not None
