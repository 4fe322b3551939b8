"""The printer's status bytes: whole, garbled and missing."""

from __future__ import annotations

import pytest

from hall_core.contract.messages import Problem
from kiosk_app.devices.printer_status import (
    Course,
    Reason,
    Status,
    course_of,
    in_order_byte,
    problems_of,
    problems_unasked,
    realtime_byte,
    reason_against,
    status_of,
)

WELL = 0x12


@pytest.mark.parametrize(
    ("heard", "byte"),
    [
        (b"", None),
        (b"\x12", 0x12),
        (b"\x1a", 0x1A),
        (b"\x7e", 0x7E),
        (b"\x00", None),  # an answer to GS r
        (b"\x11", None),  # flow control
        (b"\x13", None),
        (b"\x92", None),  # bit 7 set: no printer sends that
        (b"\xff\xff\xff\xff", None),  # a line at the wrong speed
        (b"\x10\x00\x0f\x00", None),  # the four bytes that a printer sends by itself
        (b"\x10\x00\x00\x00\x1a", 0x1A),
        (b"\x13\x11\x12", 0x12),
        (b"\x1a\x12", 0x12),  # the first was left from before
    ],
)
def test_only_a_realtime_answer_is_taken_for_one(heard: bytes, byte: int | None) -> None:
    assert realtime_byte(heard) == byte


@pytest.mark.parametrize(
    ("heard", "byte"),
    [
        (b"", None),
        (b"\x00", 0),
        (b"\x03", 3),
        (b"\x0c", 0x0C),
        (b"\x12\x16", None),
        (b"\x12\x03", 3),
        (b"\xff", None),
        (b"\x10\x00\x0f\x00", None),  # the four bytes that a printer sends by itself
        (b"\x10\x00\x0f\x00\x03", 3),
    ],
)
def test_an_answer_in_order_is_told_from_a_realtime_one(heard: bytes, byte: int | None) -> None:
    assert in_order_byte(heard) == byte


@pytest.mark.parametrize(
    ("printer", "paper", "cause", "error", "status"),
    [
        (WELL, WELL, None, None, Status(online=True, paper="there")),
        (WELL | 0x04, WELL, None, None, Status(online=True, paper="there")),  # only the cash drawer's pin
        (WELL, WELL | 0x0C, None, None, Status(online=True, paper="low")),
        (WELL, WELL | 0x04, None, None, Status(online=True, paper="low")),
        (WELL | 0x08, WELL | 0x6C, WELL | 0x20, WELL, Status(online=False, paper="out")),
        (WELL | 0x08, WELL | 0x60, None, None, Status(online=False, paper="out")),
        (WELL | 0x08, WELL, WELL | 0x04, WELL, Status(online=False, paper="there", cover_open=True)),
        (WELL | 0x08, WELL, WELL, WELL, Status(online=False, paper="there")),
        (WELL | 0x08, WELL, None, None, Status(online=False, paper="there")),
        (
            WELL | 0x08,
            WELL,
            WELL | 0x40,
            WELL | 0x08,
            Status(online=False, paper="there", cutter=True, fault="cutter jammed"),
        ),
        (WELL, WELL, None, WELL | 0x08, Status(online=True, paper="there", cutter=True, fault="cutter jammed")),
        (
            WELL | 0x08,
            WELL,
            WELL | 0x40,
            WELL | 0x40,
            Status(online=False, paper="there", recovers=True, fault="too hot, recovers by itself"),
        ),
        (
            WELL | 0x08,
            WELL,
            WELL | 0x40,
            WELL | 0x60,
            Status(
                online=False,
                paper="there",
                fault="cannot recover, switch it off and on, too hot, recovers by itself",
            ),
        ),
    ],
)
def test_the_bits_mean_what_the_makers_reference_says(
    printer: int, paper: int, cause: int | None, error: int | None, status: Status
) -> None:
    assert status_of(printer, paper, cause, error) == status


@pytest.mark.parametrize(
    ("status", "problems", "reason"),
    [
        (Status(online=True, paper="there"), set(), None),
        (Status(online=True, paper="low"), {"paper-low"}, None),
        (Status(online=False, paper="out"), {"paper-out"}, "paper-out"),
        (Status(online=True, paper="out"), {"paper-out"}, "paper-out"),
        (Status(online=False, paper="there", cover_open=True), {"printer-cover"}, "printer-cover"),
        (Status(online=False, paper="out", cover_open=True), {"printer-cover", "paper-out"}, "printer-cover"),
        (Status(online=False, paper="there"), {"printer-offline"}, "printer-offline"),
        (Status(online=False, paper="low"), {"printer-offline", "paper-low"}, "printer-offline"),
        (Status(online=False, paper="there", cutter=True), {"printer-cutter"}, "printer-cutter"),
        (Status(online=True, paper="there", cutter=True), {"printer-cutter"}, None),
        (Status(online=False, paper="out", cutter=True), {"printer-cutter", "paper-out"}, "paper-out"),
        (Status(online=False, paper="there", recovers=True), {"printer-offline"}, "printer-offline"),
    ],
)
def test_each_state_has_its_problems_and_its_reason_against_printing(
    status: Status, problems: set[Problem], reason: Reason | None
) -> None:
    assert problems_of(status) == problems
    assert reason_against(status) == reason


@pytest.mark.parametrize(
    ("status", "course"),
    [
        (Status(online=True, paper="low"), "well"),
        (Status(online=False, paper="there", cutter=True), "uncut"),
        (Status(online=False, paper="out", cutter=True), "paper-out"),
        (Status(online=False, paper="there", recovers=True), "waiting"),
        (Status(online=False, paper="out", recovers=True), "paper-out"),
        (Status(online=False, paper="there"), "printer-offline"),
        (Status(online=True, paper="there", cover_open=True), "printer-cover"),
    ],
)
def test_a_slip_under_way_is_lost_only_to_what_does_not_mend_itself_and_not_to_the_knife(
    status: Status, course: Course
) -> None:
    assert course_of(status) == course


def test_a_printer_that_cannot_be_asked_has_not_been_given_paper() -> None:
    assert problems_unasked(frozenset({"paper-low", "printer-cutter", "printer-offline"}), "printer-missing") == {
        "paper-low",
        "printer-cutter",
        "printer-missing",
    }
