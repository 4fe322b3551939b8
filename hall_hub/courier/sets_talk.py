"""When the hall says that its copy of a set differs, and how the parts of what is sent because of it are gathered.
Pure; moments are seconds of a clock that only goes forward.

A difference costs the centre a part of the set or all of it. So whoever is merely behind waits for the changes that are
on their way; one whose digest is wrong says so at once; and neither says it again while something still comes.
"""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.centre.messages import Bucket, Position
from hall_core.domain.names import Millis

PATIENCE = 5.0
"""Seconds without anything of a set until what has not come is taken for lost."""
LONGEST = 60.0
"""Seconds at most between two times that the same is said: each time it was of no use they are doubled."""


class _Gathered(Struct):
    epoch: int
    seq: int
    parts: int
    packed: dict[int, str]


class Talk:
    """About one set. All of it may be forgotten: it is said anew then."""

    def __init__(self) -> None:
        self.target: Position | None = None
        """What the set is at the centre, as last heard, and when it was that."""
        self.target_at: Millis = 0
        self._say_at: float | None = None
        """None: nothing speaks against the hall's copy."""
        self._quiet_until = 0.0
        self._wait = PATIENCE
        self._gathered: dict[int, _Gathered] = {}
        self._newest: dict[int, int] = {}
        """Of which change each bucket is at least, of those that have changed."""

    def differs(self, now: float, *, proven: bool) -> None:
        """The hall's copy is not what the centre has. ``proven``: it cannot become so by changes alone."""
        moment = max(now if proven else now + PATIENCE, self._quiet_until)
        self._say_at = moment if self._say_at is None else min(self._say_at, moment)

    def agrees(self) -> None:
        self._say_at = None
        self._quiet_until = 0.0
        self._wait = PATIENCE
        self._gathered.clear()

    def comes(self, now: float) -> None:
        """Something came that brings the copy nearer."""
        self._quiet_until = max(self._quiet_until, now + PATIENCE)
        if self._say_at is not None:
            self._say_at = max(self._say_at, self._quiet_until)

    def says(self, now: float) -> bool:
        """Whether the difference is to be said now; who asks says it."""
        if self._say_at is None or now < self._say_at:
            return False
        self._say_at = self._quiet_until = now + self._wait
        self._wait = min(LONGEST, self._wait * 2)
        self._gathered.clear()
        return True

    @property
    def in_vain(self) -> bool:
        """It was said before, and what came because of it did not help."""
        return self._wait > 2 * PATIENCE

    def expects(self, epoch: int, held: int) -> bool:
        """Whether something of this epoch is of the set as it is now, when the hall holds one of the epoch ``held``."""
        return epoch == (held if self.target is None else self.target.epoch)

    def begun_anew(self) -> None:
        """The set has another epoch."""
        self._newest.clear()

    def changed(self, bucket: int, seq: int) -> None:
        self._newest[bucket] = max(seq, self._newest.get(bucket, 0))

    def gathered(self, message: Bucket) -> list[str] | None:
        """All parts of the bucket, once this was the last that was missing. None also when it is older than what the
        hall has of that bucket."""
        if message.seq < self._newest.get(message.bucket, 0) or message.part >= message.parts:
            return None
        run = message.epoch, message.seq, message.parts
        known = self._gathered.get(message.bucket)
        if known is None or (known.epoch, known.seq, known.parts) != run:
            if known is not None and known.epoch == message.epoch and known.seq > message.seq:
                return None
            known = self._gathered[message.bucket] = _Gathered(*run, {})
        known.packed[message.part] = message.packed
        if len(known.packed) < known.parts:
            return None
        del self._gathered[message.bucket]
        return [known.packed[part] for part in range(known.parts)]
