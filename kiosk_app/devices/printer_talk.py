"""One talk with the printer: how it is, and a slip put on paper with the truth about it. For one thread at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.domain.printer_url import PrinterSettings
from kiosk_app.devices.printer_line import LINE_ERRORS, ROWS_A_SECOND, Line, PrinterMissingError, open_line
from kiosk_app.devices.printer_status import (
    ASK_ERROR,
    ASK_IN_ORDER,
    ASK_OFFLINE_CAUSE,
    ASK_PAPER,
    ASK_PRINTER,
    Course,
    Reason,
    Status,
    course_of,
    in_order_byte,
    is_online,
    problems_of,
    problems_unasked,
    realtime_byte,
    reason_against,
    status_of,
)

log = logging.getLogger(__name__)

ANSWER_SECONDS = 1.0
"""A printer answers a status question in milliseconds, even while it prints."""
PAPER_SECONDS = 12.0
"""What a printer may need beyond the time of its paper (a ticket's is two to three seconds) before it is stuck:
a hot head rests for some seconds."""
STEP_SECONDS = 0.25
"""Between two questions while a slip is being printed."""
EXPECTED_SECONDS = 0.25
"""For so long after :meth:`Talk.expect` its answer counts: far longer than a hub needs to give a number, and less than
a hand needs to open a cover. What happens in between comes out while it prints."""
CHATTER = 16
"""Reads of left-over bytes before a question; a device that never stops talking is no printer."""


class Put(Struct, frozen=True):
    """How putting a slip on paper went."""

    reason: Reason | None
    """None only when it is on paper; else why it is not."""
    begun: bool
    """Some of it was sent: a piece may be on paper, or may still come out when the paper is put in."""


class Talk:
    def __init__(self, settings: PrinterSettings, data: Path) -> None:
        self._settings = settings
        self._data = data
        self._line: Line | None = None
        self._reports_in_order: bool | None = None
        """Whether this printer answers GS r; None until it was asked on this line."""
        self._tells_errors: bool | None = None
        """Whether it answers DLE EOT 3; as above."""
        self._realtime: int | None = None
        self._in_order = False
        self._fault = ""
        self._ready = False
        self._expected_until = 0.0
        self.problems: frozenset[Problem] = frozenset()
        """What was wrong when it was last asked."""

    def look(self) -> None:
        """Ask how the printer is; :attr:`problems` says it."""
        try:
            self._status()
        except PrinterMissingError as error:
            self._missing(error)

    def expect(self) -> None:
        """As :meth:`look`, because a slip may come at once: it need not wait for these questions then."""
        self.look()
        self._expected_until = time.monotonic() + EXPECTED_SECONDS

    def learn(self) -> None:
        """Find out once which questions the printer knows, while nobody waits: one that it does not know costs a
        second. Call it after a look."""
        if (line := self._line) is None or not self._ready:
            return
        try:
            if self._tells_errors is None:
                self._tells_errors = line.answers and self._asked(line, ASK_ERROR) is not None
            self._can_report_in_order(line)
        except LINE_ERRORS as error:
            log.debug("the line to the printer broke while it was asked what it knows: %s", error)
            self.close()

    def put(self, slip: bytes, rows: int, sent: Callable[[], None]) -> Put:
        """Print ``slip`` (of ``rows`` rows of dots); ``sent`` is called when the last byte is out of our hands.

        Nothing is sent to a printer that does not say it is ready. After a failure the rest of the slip may still
        come out when the paper is put in: it is then one paper too many, never one too few.
        """
        begun = False
        try:
            if not self._is_expected():
                status = self._status()
                if status is None:
                    return Put("printer-offline", begun)
                if against := reason_against(status):
                    return Put(against, begun)
            begun = True
            return Put(self._sent(slip, rows, sent), begun)
        except PrinterMissingError as error:
            self._missing(error)
            return Put("printer-missing", begun)

    def _is_expected(self) -> bool:
        """Whether the printer said just now that it is ready; that counts for one slip."""
        until, self._expected_until = self._expected_until, 0.0
        return self._line is not None and self._ready and time.monotonic() < until

    def close(self) -> None:
        line, self._line = self._line, None
        self._reports_in_order = self._tells_errors = None
        if line is not None:
            try:
                line.close()
            except LINE_ERRORS as error:
                log.debug("the line to the printer was already gone: %s", error)

    def _missing(self, error: PrinterMissingError) -> None:
        if "printer-missing" not in self.problems:
            log.warning("no printer: %s", error)
        self.problems = problems_unasked(self.problems, "printer-missing")
        self._ready = False

    def _sent(self, slip: bytes, rows: int, sent: Callable[[], None]) -> Reason | None:
        assert self._line is not None
        try:
            in_order = self._can_report_in_order(self._line)
            self._line.send(slip)
            sent()
            return self._watched(self._line, rows, in_order)
        except LINE_ERRORS as error:
            log.warning("the line to the printer broke during a slip: %s", error)
            self.close()
        status = self._status()  # on a new line: perhaps the printer can say why
        return (reason_against(status) if status else None) or "printer-offline"

    def _watched(self, line: Line, rows: int, in_order: bool) -> Reason | None:
        """Follow the slip onto the paper: the printer may have all bytes in its memory and still run out."""
        if not line.answers:
            return None
        limit = rows / ROWS_A_SECOND + (PAPER_SECONDS if in_order else 0)
        until = time.monotonic() + limit
        self._in_order = False
        if in_order:
            line.send(ASK_IN_ORDER)
        while time.monotonic() < until and not (in_order and self._in_order):
            if not self._listen(line, STEP_SECONDS) and (course := self._course(line)) not in ("well", "waiting"):
                return _reason_of(course)
        if in_order and not self._in_order:
            log.warning("the printer took the slip and did not finish it in %.0f s", limit)
            return "printer-offline"
        return _reason_of(self._course(line))

    def _course(self, line: Line) -> Course:
        status = self._noted(self._ask(line))
        return "printer-offline" if status is None else course_of(status)

    def _status(self) -> Status | None:
        """How the printer is; None when it says nothing that can be understood. Opens the line if need be."""
        for _ in range(2):  # a printer that was switched off and on has closed the line: try a new one at once
            line = self._line = self._line or open_line(self._settings, self._data)
            try:
                status = self._ask(line)
            except LINE_ERRORS as error:
                log.debug("the line to the printer broke: %s", error)
                self.close()
                continue
            if status is None:
                self.close()
            return self._noted(status)
        return self._noted(None)

    def _noted(self, status: Status | None) -> Status | None:
        self.problems = problems_of(status) if status else problems_unasked(self.problems, "printer-offline")
        self._ready = status is not None and reason_against(status) is None
        if status and status.fault != self._fault:
            self._fault = status.fault
            log.warning("the printer reports: %s", status.fault or "its errors are over")
        return status

    def _ask(self, line: Line) -> Status | None:
        if not line.answers:
            return Status(online=True, paper="there")
        for _ in range(CHATTER):  # what is left over from before is no answer
            if not self._listen(line, 0):
                break
        printer = self._asked(line, ASK_PRINTER)
        paper = None if printer is None else self._asked(line, ASK_PAPER)
        if printer is None or paper is None:
            return None
        if is_online(printer):
            error = self._asked(line, ASK_ERROR) if self._tells_errors else None
            return status_of(printer, paper, error=error)
        return status_of(printer, paper, self._asked(line, ASK_OFFLINE_CAUSE), self._asked(line, ASK_ERROR))

    def _asked(self, line: Line, question: bytes) -> int | None:
        """The answer to a DLE EOT; None after a second without one."""
        self._realtime = None
        line.send(question)
        until = time.monotonic() + ANSWER_SECONDS
        while self._realtime is None and (left := until - time.monotonic()) > 0:
            self._listen(line, left)
        return self._realtime

    def _can_report_in_order(self, line: Line) -> bool:
        """Whether the printer answers GS r, asked once while it is idle and ready. Plain printers do not."""
        if self._reports_in_order is None:
            self._in_order = False
            if line.answers:
                line.send(ASK_IN_ORDER)
                until = time.monotonic() + ANSWER_SECONDS
                while not self._in_order and (left := until - time.monotonic()) > 0:
                    self._listen(line, left)
            self._reports_in_order = self._in_order
        return self._reports_in_order

    def _listen(self, line: Line, within: float) -> bool:
        """Hear what comes and keep the two kinds of answer apart; False when nothing came."""
        heard = line.hear(within)
        byte = realtime_byte(heard)
        self._realtime = byte if byte is not None else self._realtime
        self._in_order = self._in_order or in_order_byte(heard) is not None
        return bool(heard)


def _reason_of(course: Course) -> Reason | None:
    """What is told when the slip is in this course and watched no longer."""
    match course:
        case "well" | "uncut":
            return None
        case "waiting":
            return "printer-offline"
        case reason:
            return reason
