"""A centre that is played: it takes records as the gateway does, and can lose, forget and fall silent."""

from __future__ import annotations

from hall_core.contract.centre.messages import NOTHING, Mark, Recorded, Records
from hall_core.contract.centre.packing import records
from hall_core.contract.centre.records import Apology, DayClosed, Rating, Record, Stream, Transaction

Key = tuple[str, ...]


class PlayedCentre:
    """``rows`` is what its tables hold; ``came`` every record that was taken, in order."""

    def __init__(self) -> None:
        self.heard: dict[Stream, Mark] = {}
        self.rows: dict[Key, tuple[Mark, Record]] = {}
        self.came: list[tuple[Stream, Mark, Record]] = []
        self.batches = 0
        self.gaps = 0

    def take(self, batch: Records) -> Recorded:
        """As a whole or not at all, and only when it is exactly there."""
        self.batches += 1
        if self.heard.get(batch.stream, NOTHING) == batch.after:
            values = records.unpack(batch.packed)
            assert len(values) == batch.count
            last = batch.after
            for record in values:
                mark = Mark(batch.upto.epoch, record.seq, record.part)
                assert mark > last, "records come in order"
                last = mark
                self.came.append((batch.stream, mark, record))
                key = key_of(record)
                if key not in self.rows or self.rows[key][0] < mark:
                    self.rows[key] = mark, record
            assert last == batch.upto
            self.heard[batch.stream] = batch.upto
        else:
            self.gaps += 1
        return self.recorded(batch.stream)

    def recorded(self, stream: Stream) -> Recorded:
        return Recorded(stream=stream, upto=self.heard.get(stream, NOTHING))

    def forget(self, stream: Stream, share: float) -> None:
        """Its last copy is older: of that stream it has only so much, from the beginning."""
        places = [mark for of, mark, _ in self.came if of == stream]
        kept = places[: int(len(places) * share)]
        upto = kept[-1] if kept else NOTHING
        self.heard[stream] = upto
        gone = [(of, mark, record) for of, mark, record in self.came if of == stream and mark > upto]
        self.came = [x for x in self.came if x not in gone]
        self.rows = {}
        for _, mark, record in self.came:
            self.rows[key_of(record)] = mark, record

    def bodies(self) -> dict[Key, Record]:
        return {key: record for key, (_, record) in self.rows.items()}


def key_of(record: Record) -> Key:
    """What makes a row in the centre's table."""
    match record.body:
        case Transaction(ticket=ticket, step=step):
            return "transaction", record.day, ticket, str(step)
        case Rating(offer=offer):
            return "rating", record.day, offer
        case DayClosed():
            return "day", record.day
        case Apology(code=code):
            return "apology", record.day, code
