"""Which records of one stream are under way to the centre, and when they go again. Pure; times are monotonic seconds.

The centre takes a batch as a whole, and only if it is exactly where the batch begins. It says how far it is, and that
alone counts: forward, and also backward, for it may have lost what it had. A bounded number of batches is under way,
so that neither a broker's queue nor this box fills up; what is read ahead of them is bounded too.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator
from itertools import islice, takewhile

from hall_core.contract.centre.messages import Mark, Records
from hall_core.contract.centre.packing import AT_ONCE, PackingError, records
from hall_core.contract.centre.records import Record, Stream

log = logging.getLogger(__name__)

UNDER_WAY = 20
"""Batches: some 1,600 records, which fill any line; and all four streams together are fewer than a broker queues."""
AHEAD = 4 * AT_ONCE
"""Records that are read and not under way yet, beside those of one portion: enough for the next turn of the loop."""
AGAIN_FIRST, AGAIN_MOST = 5.0, 60.0
"""Seconds until what was not acknowledged goes again; doubled each time."""
GAP_EVERY = 1.0
"""Seconds in which the centre may tell of one gap as often as batches came behind it."""


class Window:
    """Knows nothing until the centre has said how far it is: :meth:`recorded`."""

    def __init__(self, stream: Stream) -> None:
        self.stream: Stream = stream
        self.acked: Mark | None = None
        self._under_way: deque[Records] = deque()
        self._waiting: deque[tuple[Mark, Record]] = deque()
        self._skips = False
        self._skipped = 0
        self._waits_since: float | None = None
        self._again_at = 0.0
        self._again = AGAIN_FIRST
        self._gap_at = 0.0

    @property
    def has_room(self) -> bool:
        return len(self._waiting) < AHEAD

    @property
    def behind(self) -> int:
        """Records that are read and not acknowledged."""
        return sum(batch.count for batch in self._under_way) + len(self._waiting) + self._skipped

    def waits(self, now: float) -> float:
        """Seconds for which something is under way and the centre has not come further."""
        return 0.0 if self._waits_since is None else now - self._waits_since

    def put(self, mark: Mark, record: Record) -> None:
        """The next record of this stream. What the centre has, or what is here, is passed over."""
        if self.acked is None or mark <= self._last():
            return
        if self._skips:
            self._skipped += 1
        else:
            self._waiting.append((mark, record))

    def skip(self) -> None:
        """The others go on without this one: what comes from now on is only counted, and read once more when the centre
        has come further."""
        self._skips = True

    def recorded(self, upto: Mark, now: float) -> bool:
        """The centre is there. Whether records after it have to be read once more."""
        before, self.acked = self.acked, upto
        if before is None or upto < before:
            self.forget()
            return True
        if upto == before:
            if self._under_way and now >= self._gap_at:
                self._again_at, self._gap_at = now, now + GAP_EVERY
            return False
        self._again = AGAIN_FIRST
        self._again_at = now + self._again
        rest: list[tuple[Mark, Record]] = []
        while self._under_way and self._under_way[0].after < upto:
            rest = [x for x in _unpacked(self._under_way.popleft()) if x[0] > upto]
        if rest:
            # Part of a batch, as it was cut another time: all that follows is cut anew.
            self._cut()
            self._waiting.extendleft(reversed(rest))
        while self._waiting and self._waiting[0][0] <= upto:
            self._waiting.popleft()
        self._waits_since = now if self._under_way else None
        if self._skips:
            self.forget()
            return True
        return False

    def line_up(self, now: float) -> None:
        """What was under way may be lost."""
        self._again, self._again_at = AGAIN_FIRST, now
        self._waits_since = now if self._under_way else None

    def forget(self) -> None:
        """All that was read; it is read once more."""
        self._under_way.clear()
        self._waiting.clear()
        self._skips, self._skipped = False, 0
        self._waits_since = None

    def due(self, now: float, *, more: bool) -> list[Records]:
        """What is to be sent now, in order. ``more`` comes at once: then a batch waits until it is full."""
        out: list[Records] = []
        if self._under_way and now >= self._again_at:
            out += self._under_way
            self._again_at = now + self._again
            self._again = min(AGAIN_MOST, self._again * 2)
        while len(self._under_way) < UNDER_WAY and (batch := self._next(more=more)) is not None:
            if not self._under_way:
                self._waits_since, self._again, self._again_at = now, AGAIN_FIRST * 2, now + AGAIN_FIRST
            self._under_way.append(batch)
            out.append(batch)
        return out

    def _next(self, *, more: bool) -> Records | None:
        if self.acked is None or not self._waiting:
            return None
        # The centre reads the epoch of all of them in ``upto``.
        epoch = self._waiting[0][0].epoch
        first = list(islice(takewhile(lambda x: x[0].epoch == epoch, self._waiting), AT_ONCE))
        if more and len(first) == len(self._waiting) < AT_ONCE:
            return None
        try:
            taken, packed = next(records.packed([record for _, record in first]))
        except PackingError as error:
            # There should be none (:data:`hall_hub.courier.records.SERVICES_MOST`); it is not to keep all that follow.
            log.error("%s of %s is told to nobody: %s", self.stream, first[0][1].day, error)  # noqa: TRY400
            self._waiting.popleft()
            return self._next(more=more)
        after = self._under_way[-1].upto if self._under_way else self.acked
        for _ in taken:
            self._waiting.popleft()
        return Records(stream=self.stream, after=after, upto=first[len(taken) - 1][0], count=len(taken), packed=packed)

    def _last(self) -> Mark:
        assert self.acked is not None
        if self._waiting:
            return self._waiting[-1][0]
        return self._under_way[-1].upto if self._under_way else self.acked

    def _cut(self) -> None:
        """What is under way waits again."""
        for batch in reversed(self._under_way):
            self._waiting.extendleft(reversed(list(_unpacked(batch))))
        self._under_way.clear()


def _unpacked(batch: Records) -> Iterator[tuple[Mark, Record]]:
    for record in records.unpack(batch.packed):
        yield Mark(batch.upto.epoch, record.seq, record.part), record
