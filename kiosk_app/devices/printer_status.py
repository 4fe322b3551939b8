"""What the printer says about itself: its bytes to values, and values to what is wrong. Pure.

Epson ESC/POS reference: ``DLE EOT n`` is answered at once, even while printing is stopped, with one byte
``0xx1xx10``; ``GS r 1`` is answered with one byte ``0xx0xxxx`` only when all that was sent before is on paper.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.contract.messages import Problem

ASK_PRINTER, ASK_OFFLINE_CAUSE, ASK_ERROR, ASK_PAPER = (b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4))
ASK_IN_ORDER = b"\x1dr\x01"

RECOVERABLE, CUTTER, UNRECOVERABLE, RECOVERS = 0x04, 0x08, 0x20, 0x40
FAULTS = {
    CUTTER: "cutter jammed",
    UNRECOVERABLE: "cannot recover, switch it off and on",
    RECOVERS: "too hot, recovers by itself",
    RECOVERABLE: "recoverable",
}
"""Bits of the answer to DLE EOT 3."""

Paper = Literal["there", "low", "out"]
Reason = Literal[
    "printer-missing",
    "paper-out",
    "printer-cover",
    "printer-cutter",
    "printer-offline",
    "ticket-not-drawn",
    "stopped",
]
"""Why a slip is not on paper; all but the last two are also problems of the device."""
Course = Literal["well", "uncut", "waiting"] | Reason
"""How a slip under way is doing: on its way; whole on paper, with only the knife stuck; held up by something that
the printer mends by itself; or broken off."""


class Status(Struct, frozen=True, kw_only=True):
    """One whole answer of the printer."""

    online: bool
    paper: Paper
    cover_open: bool = False
    cutter: bool = False
    """The knife is stuck: somebody has to open the printer, or the paper jams at the next cut."""
    recovers: bool = False
    """It stopped and goes on by itself: the head is too hot, or the voltage too high."""
    fault: str = ""
    """For the log: all errors in words; empty for none."""


def realtime_byte(heard: bytes) -> int | None:
    """The last answer to DLE EOT in ``heard``, or None.

    Everything else is passed over: flow control, status that the printer sends by itself (its bytes have bit 1
    clear), noise. The last, because an older one may be left from raster data that happened to hold a DLE EOT.
    """
    return next((byte for byte in reversed(heard) if byte & 0b1001_0011 == 0b0001_0010), None)


def in_order_byte(heard: bytes) -> int | None:
    """The first answer to GS r in ``heard``, or None. What a printer sends by itself is passed over: four bytes, of
    which the last three look like this answer."""
    passed = 0
    for byte in heard:
        if passed:
            passed -= 1
        elif byte & 0b1001_0011 == 0b0001_0000:
            passed = 3
        elif byte & 0b1001_0000 == 0:
            return byte
    return None


def is_online(printer: int) -> bool:
    """``printer``: the answer to DLE EOT 1."""
    return not printer & 0x08


def status_of(printer: int, paper: int, cause: int | None = None, error: int | None = None) -> Status:
    """The answers to DLE EOT 1 and 4, and to 2 (asked of an offline printer) and 3, where it gave them."""
    error = error or 0
    return Status(
        online=is_online(printer),
        paper=_paper(paper),
        cover_open=cause is not None and bool(cause & 0x04),
        cutter=bool(error & CUTTER),
        recovers=bool(error & RECOVERS) and not error & UNRECOVERABLE,
        fault=", ".join(words for bit, words in FAULTS.items() if error & bit),
    )


def _paper(byte: int) -> Paper:
    if byte & 0x60:
        return "out"
    return "low" if byte & 0x0C else "there"


def problems_of(status: Status) -> frozenset[Problem]:
    """What a technician must know. Offline is said only when nothing else explains it."""
    found: set[Problem] = set()
    if status.paper != "there":
        found.add("paper-out" if status.paper == "out" else "paper-low")
    if status.cover_open:
        found.add("printer-cover")
    if status.cutter:
        found.add("printer-cutter")
    if not status.online and not found & {"paper-out", "printer-cover", "printer-cutter"}:
        found.add("printer-offline")
    return frozenset(found)


def problems_unasked(known: frozenset[Problem], why: Problem) -> frozenset[Problem]:
    """The printer cannot be asked: what was last known of its paper and cover is not said to be solved."""
    lasting: frozenset[Problem] = frozenset({"paper-out", "paper-low", "printer-cover", "printer-cutter"})
    return (known & lasting) | frozenset[Problem]({why})


def reason_against(status: Status) -> Reason | None:
    """Why nothing can be printed now, or None. The cover first: an open one makes the paper sensor lie."""
    if status.cover_open:
        return "printer-cover"
    if status.paper == "out":
        return "paper-out"
    if status.online:
        return None
    return "printer-cutter" if status.cutter else "printer-offline"


def course_of(status: Status) -> Course:
    """The same question of a slip whose bytes the printer has. The cut is the last of them, so a knife that sticks
    now, and did not stop the printer before, has the whole slip above it."""
    match reason_against(status):
        case None:
            return "well"
        case "printer-cutter":
            return "uncut"
        case "printer-offline" if status.recovers:
            return "waiting"
        case reason:
            return reason
