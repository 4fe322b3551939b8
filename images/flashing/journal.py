"""What was done to which card, as a table (CSV) that a technician can open and that an interrupted run goes on from."""

from __future__ import annotations

import csv
import os
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from hall_core.domain.business_day import HANOI
from hall_core.domain.names import HUB
from images.flashing.trouble import RefusedError

BEGUN, DONE, FAILED = "begun", "done", "failed"


class Row(Struct, frozen=True, kw_only=True):
    """One line. All text: it is read by people."""

    time: str
    device: str
    role: str
    result: str
    """``begun``, ``done`` or ``failed``."""
    disk: str
    model: str
    serial: str
    """Of the reader, mostly."""
    cid: str
    """Of the card, where the reader passes it on."""
    bytes: str
    image: str
    sum: str
    """SHA-256 of the bytes on the card."""
    certificate: str
    """Its serial number; of a claim too."""
    seconds: str
    words: str


COLUMNS = Row.__struct_fields__


class Journal:
    """Each line is on the disk before the next card is asked for."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self.rows = _read(file)
        except (OSError, ValueError, csv.Error) as error:
            raise RefusedError(f"{file} cannot be read ({error}): put it aside, and every card is asked for") from error

    def add(self, row: Row) -> None:
        there = self.file.read_bytes() if self.file.exists() else b""
        with self.file.open("a", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            if there and not there.endswith(b"\n"):
                out.write("\r\n")  # a power cut has shortened the last line
            if not there:
                out.write("\ufeff")  # without it Excel takes Vietnamese for something else
                writer.writerow(COLUMNS)
            writer.writerow(asdict(row).values())
            out.flush()
            os.fsync(out.fileno())
        self.rows.append(row)

    def done(self, device: str) -> Row | None:
        """The line that says so. The hub's card is done only as long as no other was made after it: its register would
        not know that one."""
        last = next((row for row in reversed(self.rows) if row.device == device and row.result == DONE), None)
        if last is not None and device == HUB and any(row.result == DONE for row in self._after(last)):
            return None
        return last

    def begun(self, device: str) -> Row | None:
        """The last line, when it says that a card was begun and none that it came to an end."""
        own = [row for row in self.rows if row.device == device]
        return own[-1] if own and own[-1].result == BEGUN else None

    def card(self, cid: str) -> Row | None:
        """What was last done with this very card."""
        return next((row for row in reversed(self.rows) if cid and row.cid == cid and row.result == DONE), None)

    def _after(self, row: Row) -> list[Row]:
        place = max(i for i, each in enumerate(self.rows) if each is row)
        return self.rows[place + 1 :]


def now() -> str:
    return datetime.now(HANOI).isoformat(timespec="seconds")


def _read(file: Path) -> list[Row]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as text:
        lines = list(csv.reader(text))
    if not lines or tuple(lines[0]) != COLUMNS:
        raise ValueError("it is no list of cards")
    # A line that a power cut has shortened tells of nothing that came to an end.
    return [Row(**dict(zip(COLUMNS, line, strict=True))) for line in lines[1:] if len(line) == len(COLUMNS)]
