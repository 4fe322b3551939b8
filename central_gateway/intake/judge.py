"""Which of a stream's batches count now, whatever way they came: doubled, out of order, with gaps. Pure.

Only what follows exactly upon what is recorded is taken. All else is answered with where the stream is, and the hall
goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import STREAM_OF, Record, Stream
from hall_core.domain.names import Slug
from hall_core.errors import MotcuaError


class BatchError(MotcuaError):
    """A batch that contradicts itself: nothing of it can be taken."""

    key = "malformed"


class Batch(Struct, frozen=True, kw_only=True):
    hall: Slug
    stream: Stream
    after: Mark
    upto: Mark
    records: list[Record]
    came_as: Any = None
    """What it arrived in."""


class Verdict(Struct, frozen=True):
    upto: Mark
    """Where the stream is once ``taken`` is recorded."""
    taken: list[Batch]
    """In order, each following upon the one before."""
    early: list[Batch]
    """What comes before them is not here; it may still come."""


def judge(at: Mark, batches: Iterable[Batch]) -> Verdict:
    """``at``: where the stream is. What is in neither list is recorded already, or of a ledger that is no more."""
    taken: list[Batch] = []
    early: list[Batch] = []
    for batch in sorted(batches, key=lambda batch: (batch.after, batch.upto)):
        if batch.after == at < batch.upto:
            taken.append(batch)
            at = batch.upto
        elif batch.after > at:
            early.append(batch)
    return Verdict(at, taken, early)


def examine(batch: Batch) -> None:
    """BatchError unless its records are of its stream, in order, and end where it says. They are of one ledger; what
    they follow upon may be of an earlier one, which was begun anew or restored."""
    epoch = batch.upto.epoch
    last = batch.after if batch.after.epoch == epoch else Mark(epoch, 0, -1)
    if batch.after.epoch > epoch:
        raise BatchError("it follows upon a ledger that came after its own")
    for record in batch.records:
        here = Mark(epoch, record.seq, record.part)
        if here <= last:
            raise BatchError(f"place {record.seq}.{record.part} is out of order")
        if STREAM_OF[type(record.body)] != batch.stream:
            raise BatchError(f"{type(record.body).__name__} is not of stream {batch.stream}")
        last = here
    if last != batch.upto:
        raise BatchError(f"its last record is at {last.seq}.{last.part}, not at {batch.upto.seq}.{batch.upto.part}")
