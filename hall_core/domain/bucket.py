"""How much of something is let through: so much at once, and for good so much a second. Pure: the time comes in."""

from __future__ import annotations

from msgspec import Struct

TOKEN = 1_000
"""What one is counted as: a millisecond brings as many as the rate says a second, so that whole numbers stay whole."""
REMEMBERED = 5_000
"""Who has asked, at once: more than there are halls in the country. Who is as if never seen is forgotten first."""


class Rate(Struct, frozen=True):
    per_second: float
    at_once: int
    """After a quiet time."""


class Bucket:
    """Of tokens, full to begin with: each one let through takes one, time brings new ones. To ask in vain costs
    nothing, so whoever asks too much is still heard as often as the rate says. Times are milliseconds of a clock that
    nobody sets."""

    __slots__ = ("_at", "_left", "_rate")

    def __init__(self, rate: Rate, at: float) -> None:
        self._rate = rate
        self._left: float = rate.at_once * TOKEN
        self._at = at

    def take(self, at: float) -> bool:
        """Whether one more is let through."""
        self._left, self._at = self._filled(at), max(at, self._at)
        if self._left < TOKEN:
            return False
        self._left -= TOKEN
        return True

    def full(self, at: float) -> bool:
        """Whether it is as if nobody had ever taken anything."""
        return self._filled(at) >= self._rate.at_once * TOKEN

    def _filled(self, at: float) -> float:
        return min(self._rate.at_once * TOKEN, self._left + max(0, at - self._at) * self._rate.per_second)


class Rates:
    """A bucket for each who asks, told apart by a name or an address."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._buckets: dict[str, Bucket] = {}

    def one_more(self, who: str, at: float) -> bool:
        """Whether that is all right. ``at``: seconds of a clock that nobody sets."""
        at *= 1_000
        bucket = self._buckets.get(who)
        if bucket is None:
            if len(self._buckets) >= REMEMBERED:
                self._forget(at)
            bucket = self._buckets[who] = Bucket(self._rate, at)
        return bucket.take(at)

    def _forget(self, at: float) -> None:
        """Those who would have all left by now; everybody when that is nobody."""
        self._buckets = {who: bucket for who, bucket in self._buckets.items() if not bucket.full(at)}
        if len(self._buckets) >= REMEMBERED:
            self._buckets.clear()
