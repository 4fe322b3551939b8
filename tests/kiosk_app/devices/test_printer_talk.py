"""One talk with the printer, over a line whose every byte and fault is written down here."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from kiosk_app.devices import printer_talk
from kiosk_app.devices.printer_talk import Talk
from kiosk_app.devices.printer_url import FilePrinter

WELL = {b"\x10\x04\x01": b"\x12", b"\x10\x04\x04": b"\x12", b"\x1dr\x01": b"\x00"}


class WrittenLine:
    """Answers each thing sent from a table; a listed error is raised instead, nothing listed is silence."""

    answers = True

    def __init__(self, table: dict[bytes, bytes | OSError], left_over: bytes = b"") -> None:
        self.table = table
        self.sent: list[bytes] = []
        self.closed = False
        self._coming = deque([left_over] if left_over else [])

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        answer = self.table.get(data, b"")
        if isinstance(answer, OSError):
            raise answer
        if answer:
            self._coming.append(answer)

    def hear(self, within: float) -> bytes:
        return self._coming.popleft() if self._coming else b""

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def talk_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A talk that is given these lines, one after the other, when it opens one."""
    monkeypatch.setattr(printer_talk, "ANSWER_SECONDS", 0.05)

    def make(*lines: WrittenLine) -> Talk:
        given = iter(lines)
        monkeypatch.setattr(printer_talk, "open_line", lambda settings, data: next(given))
        return Talk(FilePrinter("unused"), tmp_path)

    return make


def test_what_was_left_on_the_line_is_no_answer(talk_over) -> None:
    talk = talk_over(WrittenLine(WELL, left_over=b"\x1a"))
    talk.look()
    assert talk.problems == frozenset()


def test_a_well_printer_is_asked_two_questions_and_an_offline_one_for_the_cause(talk_over) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    talk.look()
    assert line.sent == [b"\x10\x04\x01", b"\x10\x04\x04"]
    line.table |= {b"\x10\x04\x01": b"\x1a", b"\x10\x04\x02": b"\x16", b"\x10\x04\x03": b"\x12"}
    talk.look()
    assert line.sent[2:] == [b"\x10\x04\x01", b"\x10\x04\x04", b"\x10\x04\x02", b"\x10\x04\x03"]
    assert talk.problems == {"printer-cover"}


def test_a_ticket_goes_between_a_question_before_and_one_after(talk_over) -> None:
    line = WrittenLine(WELL)
    assert talk_over(line).put(b"ticket", 800) is None
    asked = [b"\x10\x04\x01", b"\x10\x04\x04"]
    assert line.sent == [*asked, b"\x1dr\x01", b"ticket", b"\x1dr\x01", *asked]


def test_the_status_after_the_ticket_decides_even_when_the_printer_says_it_is_done(talk_over) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    send = line.send

    def runs_out(data: bytes) -> None:
        send(data)
        if data == b"ticket":
            line.table |= {b"\x10\x04\x04": b"\x7e"}

    line.send = runs_out
    assert talk.put(b"ticket", 800) == "paper-out"
    assert talk.problems == {"paper-out"}


def test_nothing_is_sent_to_a_printer_that_is_not_ready(talk_over) -> None:
    line = WrittenLine({**WELL, b"\x10\x04\x04": b"\x7e"})
    assert talk_over(line).put(b"ticket", 800) == "paper-out"
    assert b"ticket" not in line.sent


def test_a_printer_that_was_switched_off_and_on_is_no_problem(talk_over) -> None:
    first = WrittenLine({b"\x10\x04\x01": ConnectionResetError("gone")})
    talk = talk_over(first, WrittenLine(WELL))
    talk.look()
    assert first.closed
    assert talk.problems == frozenset()


def test_a_silent_printer_gets_a_new_line_at_the_next_look(talk_over) -> None:
    silent = WrittenLine({})
    talk = talk_over(silent, WrittenLine(WELL))
    talk.look()
    assert talk.problems == {"printer-offline"}
    assert silent.closed
    talk.look()
    assert talk.problems == frozenset()


def test_a_printer_that_says_nothing_of_its_paper_is_not_trusted(talk_over) -> None:
    talk = talk_over(WrittenLine({b"\x10\x04\x01": b"\x12"}))
    talk.look()
    assert talk.problems == {"printer-offline"}


def test_a_new_line_may_lead_to_another_printer_and_is_asked_anew(talk_over) -> None:
    first = WrittenLine({**WELL, b"broken": ConnectionResetError("gone")})
    second, third = WrittenLine(WELL), WrittenLine(WELL)
    talk = talk_over(first, second, third)
    assert talk.put(b"broken", 800) == "printer-offline"
    assert first.closed
    assert talk.put(b"ticket", 800) is None
    assert second.sent.count(b"\x1dr\x01") == 2


def test_a_ticket_that_broke_off_is_explained_by_the_printer_if_it_can(talk_over) -> None:
    first = WrittenLine({**WELL, b"ticket": TimeoutError("stuck")})
    talk = talk_over(first, WrittenLine({**WELL, b"\x10\x04\x04": b"\x7e"}))
    assert talk.put(b"ticket", 800) == "paper-out"
