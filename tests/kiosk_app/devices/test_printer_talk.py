"""One talk with the printer, over a line whose every byte and fault is written down here."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from hall_core.domain.printer_url import FilePrinter
from kiosk_app.devices import printer_talk
from kiosk_app.devices.printer_talk import Put, Talk

HOT = b"\x52"  # to DLE EOT 3
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


def test_what_a_printer_knows_is_asked_once_while_it_is_idle(talk_over) -> None:
    line = WrittenLine({**WELL, b"\x10\x04\x03": b"\x12"})
    talk = talk_over(line)
    for _ in range(2):
        talk.look()
        talk.learn()
    asked = [b"\x10\x04\x01", b"\x10\x04\x04"]
    assert line.sent == [*asked, b"\x10\x04\x03", b"\x1dr\x01", *asked, b"\x10\x04\x03"]


def test_a_printer_that_is_not_ready_is_not_asked_what_it_knows(talk_over) -> None:
    line = WrittenLine({**WELL, b"\x10\x04\x04": b"\x7e"})
    talk = talk_over(line)
    talk.look()
    talk.learn()
    assert line.sent == [b"\x10\x04\x01", b"\x10\x04\x04"]


def test_a_knife_that_sticks_while_the_printer_says_it_is_well_is_told(talk_over) -> None:
    line = WrittenLine({**WELL, b"\x10\x04\x03": b"\x12"})
    talk = talk_over(line)
    talk.look()
    talk.learn()
    line.table[b"\x10\x04\x03"] = b"\x1a"
    talk.look()
    assert talk.problems == {"printer-cutter"}
    assert put(talk) == Put(None, begun=True)


def test_a_line_that_breaks_while_it_is_asked_what_it_knows_is_opened_anew(talk_over) -> None:
    first = WrittenLine({**WELL, b"\x10\x04\x03": ConnectionResetError("gone")})
    talk = talk_over(first, WrittenLine(WELL))
    talk.look()
    talk.learn()
    assert first.closed
    talk.look()
    assert talk.problems == frozenset()


def put(talk: Talk, ticket: bytes = b"ticket") -> Put:
    return talk.put(ticket, 800, lambda: None)


def test_a_ticket_goes_between_a_question_before_and_one_after(talk_over) -> None:
    line = WrittenLine(WELL)
    assert put(talk_over(line)) == Put(None, begun=True)
    asked = [b"\x10\x04\x01", b"\x10\x04\x04"]
    assert line.sent == [*asked, b"\x1dr\x01", b"ticket", b"\x1dr\x01", *asked]


def test_a_ticket_is_told_as_sent_when_its_last_byte_is(talk_over) -> None:
    line = WrittenLine(WELL)
    sent: list[bytes] = []
    talk_over(line).put(b"ticket", 800, lambda: sent.extend(line.sent))
    assert sent[-1] == b"ticket"


def in_the_middle(line: WrittenLine, change: dict[bytes, bytes | OSError]) -> None:
    """``change`` what the line answers from the moment that it has the ticket."""
    send = line.send

    def strikes(data: bytes) -> None:
        send(data)
        if data == b"ticket":
            line.table |= change

    line.send = strikes


def test_the_status_after_the_ticket_decides_even_when_the_printer_says_it_is_done(talk_over) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    in_the_middle(line, {b"\x10\x04\x04": b"\x7e"})
    assert put(talk) == Put("paper-out", begun=True)
    assert talk.problems == {"paper-out"}


def test_a_knife_that_sticks_behind_the_ticket_leaves_it_printed_and_is_told(talk_over) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    in_the_middle(
        line,
        {
            b"\x1dr\x01": b"",
            b"\x10\x04\x01": b"\x1a",
            b"\x10\x04\x02": b"\x52",
            b"\x10\x04\x03": b"\x1a",
        },
    )
    assert put(talk) == Put(None, begun=True)
    assert talk.problems == {"printer-cutter"}


def test_a_hot_head_is_waited_for(talk_over) -> None:
    line = WrittenLine(dict(WELL))
    talk = talk_over(line)
    in_the_middle(line, {b"\x1dr\x01": b"", b"\x10\x04\x01": b"\x1a", b"\x10\x04\x03": HOT})
    hear, heard = line.hear, []

    def cools(within: float) -> bytes:
        said = hear(within)
        heard.append(said)
        if heard.count(HOT) == 2:  # asked twice while it was hot, and no trouble made of it
            line.table = dict(WELL)
            line._coming.append(b"\x00")
        return said

    line.hear = cools
    assert put(talk) == Put(None, begun=True)
    assert heard.count(HOT) >= 2


def test_nothing_is_sent_to_a_printer_that_is_not_ready(talk_over) -> None:
    line = WrittenLine({**WELL, b"\x10\x04\x04": b"\x7e"})
    assert put(talk_over(line)) == Put("paper-out", begun=False)
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
    assert put(talk, b"broken") == Put("printer-offline", begun=True)
    assert first.closed
    assert put(talk) == Put(None, begun=True)
    assert second.sent.count(b"\x1dr\x01") == 2


def test_a_ticket_that_broke_off_is_explained_by_the_printer_if_it_can(talk_over) -> None:
    first = WrittenLine({**WELL, b"ticket": TimeoutError("stuck")})
    talk = talk_over(first, WrittenLine({**WELL, b"\x10\x04\x04": b"\x7e"}))
    assert put(talk) == Put("paper-out", begun=True)
