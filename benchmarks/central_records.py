"""Records as a hall's courier tells them: of tickets that nobody ever had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import Mark, Records
from hall_core.contract.centre.records import Record, Transaction
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id

DAY = date(2026, 11, 20)


def record(hall: int, n: int) -> Record:
    """The hall's ``n``-th, from 1."""
    return Record(n, 0, f"{DAY}", _transaction(hall, n))


def told(made: Sequence[Record], after: Mark, sealer: Sealer) -> tuple[bytes, int]:
    """The next message, and how many had room in it."""
    taken, packed = next(packing.records.packed(made))
    body = Records(stream="transactions", after=after, upto=Mark(1, taken[-1].seq), count=len(taken), packed=packed)
    return encode(sealer.seal(body, new_id())), len(taken)


def _transaction(hall: int, n: int) -> Transaction:
    at = 1_795_226_400_000 + n * 61_007
    return Transaction(
        ticket=f"0193a000-{hall:04x}-7000-8000-{n * 2654435761 % 2**48:012x}",
        step=1,
        number=f"A{n % 1000:03}",
        service=("khai-sinh", "sao-y", "dat-dai", "ho-kinh-doanh")[n % 4],
        agency=("tu-phap", "tai-nguyen")[n % 2],
        channel="kiosk",
        outcome="completed" if n % 9 else "no_show",
        came=at,
        ended=at + 600_000 + n % 977,
        counter=f"quay-{n % 12 + 1}",
        first_call=at + n * 7919 % 900_000,
        last_call=at + n * 7919 % 900_000,
        started=at + n * 7919 % 900_000 + 21_000,
        wait_first=n * 7919 % 900_000 // 1000,
        wait_last=n * 7919 % 900_000 // 1000,
        walking=21,
        service_time=n % 977,
        sojourn=n % 977 + 900,
    )
