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

Paper = Literal["there", "low", "out"]
Reason = Literal["printer-missing", "paper-out", "printer-cover", "printer-offline", "ticket-not-drawn", "stopped"]
"""Why a ticket is not on paper; the first four are also problems of the device."""


class Status(Struct, frozen=True, kw_only=True):
    """One whole answer of the printer."""

    online: bool
    paper: Paper
    cover_open: bool = False
    fault: str = ""
    """For the log: cutter, head too hot and so on; empty for none."""


def realtime_byte(heard: bytes) -> int | None:
    """The last answer to DLE EOT in ``heard``, or None.

    Everything else is passed over: flow control, status that the printer sends by itself (its bytes have bit 1
    clear), noise. The last, because an older one may be left from raster data that happened to hold a DLE EOT.
    """
    return next((byte for byte in reversed(heard) if byte & 0b1001_0011 == 0b0001_0010), None)


def in_order_byte(heard: bytes) -> int | None:
    """The first answer to GS r in ``heard``, or None."""
    return next((byte for byte in heard if byte & 0b1001_0000 == 0), None)


def is_online(printer: int) -> bool:
    """``printer``: the answer to DLE EOT 1."""
    return not printer & 0x08


def status_of(printer: int, paper: int, cause: int | None = None, error: int | None = None) -> Status:
    """The answers to DLE EOT 1 and 4, and of an offline printer to 2 and 3, where it gave them."""
    return Status(
        online=is_online(printer),
        paper=_paper(paper),
        cover_open=cause is not None and bool(cause & 0x04),
        fault=_fault(error) if error is not None else "",
    )


def _paper(byte: int) -> Paper:
    if byte & 0x60:
        return "out"
    return "low" if byte & 0x0C else "there"


def _fault(byte: int) -> str:
    faults = {0x08: "cutter jammed", 0x20: "cannot recover by itself", 0x40: "head too hot", 0x04: "recoverable"}
    return ", ".join(words for bit, words in faults.items() if byte & bit)


def problems_of(status: Status) -> frozenset[Problem]:
    """What a technician must know. Offline is said only when nothing else explains it."""
    found: set[Problem] = set()
    if status.paper != "there":
        found.add("paper-out" if status.paper == "out" else "paper-low")
    if status.cover_open:
        found.add("printer-cover")
    if not status.online and not found & {"paper-out", "printer-cover"}:
        found.add("printer-offline")
    return frozenset(found)


def problems_unasked(known: frozenset[Problem], why: Problem) -> frozenset[Problem]:
    """The printer cannot be asked: what was last known of its paper and cover is not said to be solved."""
    lasting: frozenset[Problem] = frozenset({"paper-out", "paper-low", "printer-cover"})
    return (known & lasting) | frozenset[Problem]({why})


def reason_against(status: Status) -> Reason | None:
    """Why nothing can be printed now, or None. The cover first: an open one makes the paper sensor lie."""
    if status.cover_open:
        return "printer-cover"
    if status.paper == "out":
        return "paper-out"
    return None if status.online else "printer-offline"
