"""One talk with the printer: how it is, and a ticket put on paper with the truth about it. For one thread."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from hall_core.contract.messages import Problem
from kiosk_app.devices.printer_line import LINE_ERRORS, Line, PrinterMissingError, open_line
from kiosk_app.devices.printer_status import (
    ASK_ERROR,
    ASK_IN_ORDER,
    ASK_OFFLINE_CAUSE,
    ASK_PAPER,
    ASK_PRINTER,
    Reason,
    Status,
    in_order_byte,
    is_online,
    problems_of,
    problems_unasked,
    realtime_byte,
    reason_against,
    status_of,
)
from kiosk_app.devices.printer_url import PrinterSettings

log = logging.getLogger(__name__)

ANSWER_SECONDS = 1.0
"""A printer answers a status question in milliseconds, even while it prints."""
PAPER_SECONDS = 15.0
"""A ticket is on paper in one to three seconds; a printer that needs so long is stuck."""
STEP_SECONDS = 0.25
"""Between two questions while a ticket is being printed."""
ROWS_A_SECOND = 480
"""60 mm a second at 8 dots to the mm: the slowest printer we allow for when it cannot say that it is done."""
CHATTER = 16
"""Reads of left-over bytes before a question; a device that never stops talking is no printer."""


class Talk:
    def __init__(self, settings: PrinterSettings, data: Path) -> None:
        self._settings = settings
        self._data = data
        self._line: Line | None = None
        self._reports_in_order: bool | None = None
        """Whether this printer answers GS r; None until it was asked on this line."""
        self._realtime: int | None = None
        self._in_order = False
        self.problems: frozenset[Problem] = frozenset()
        """What was wrong when it was last asked."""

    def look(self) -> None:
        """Ask how the printer is; :attr:`problems` says it."""
        try:
            self._status()
        except PrinterMissingError as error:
            self._missing(error)

    def put(self, ticket: bytes, rows: int) -> Reason | None:
        """Print ``ticket`` (of ``rows`` rows of dots). None only when it is on paper; else why it is not.

        Nothing is sent to a printer that does not say it is ready. After a failure part of the ticket may still
        come out when the paper is put in: it is then one paper too many, never one too few.
        """
        try:
            status = self._status()
            if status is None:
                return "printer-offline"
            return reason_against(status) or self._sent(ticket, rows)
        except PrinterMissingError as error:
            self._missing(error)
            return "printer-missing"

    def close(self) -> None:
        line, self._line, self._reports_in_order = self._line, None, None
        if line is not None:
            try:
                line.close()
            except LINE_ERRORS as error:
                log.debug("the line to the printer was already gone: %s", error)

    def _missing(self, error: PrinterMissingError) -> None:
        if "printer-missing" not in self.problems:
            log.warning("no printer: %s", error)
        self.problems = problems_unasked(self.problems, "printer-missing")

    def _sent(self, ticket: bytes, rows: int) -> Reason | None:
        assert self._line is not None
        try:
            in_order = self._can_report_in_order(self._line)
            self._line.send(ticket)
            return self._watched(self._line, rows, in_order)
        except LINE_ERRORS as error:
            log.warning("the line to the printer broke during a ticket: %s", error)
            self.close()
        status = self._status()  # on a new line: perhaps the printer can say why
        return (reason_against(status) if status else None) or "printer-offline"

    def _watched(self, line: Line, rows: int, in_order: bool) -> Reason | None:
        """Follow the ticket onto the paper: the printer may have all bytes in its memory and still run out."""
        if not line.answers:
            return None
        limit = PAPER_SECONDS if in_order else rows / ROWS_A_SECOND
        until = time.monotonic() + limit
        if in_order:
            self._in_order = False
            line.send(ASK_IN_ORDER)
        while time.monotonic() < until and not self._in_order:
            if not self._listen(line, STEP_SECONDS) and (reason := self._reason_now(line)):
                return reason
        if in_order and not self._in_order:
            log.warning("the printer took the ticket and did not finish it in %.0f s", PAPER_SECONDS)
            return "printer-offline"
        return self._reason_now(line)

    def _reason_now(self, line: Line) -> Reason | None:
        status = self._noted(self._ask(line))
        return "printer-offline" if status is None else reason_against(status)

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
        known = self.problems
        self.problems = problems_of(status) if status else problems_unasked(known, "printer-offline")
        if status and status.fault and "printer-offline" not in known:
            log.warning("the printer stopped: %s", status.fault)
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
            return status_of(printer, paper)
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
