"""Links that lead nowhere, counted for each address that asks. Pure: the time comes in.

All phones of a hall may stand behind one address. So who asks for a ticket that exists is always answered, whatever
others at the same address do; and of the links that are none, an address is told so much a minute and no more.
Nobody needs the limit for secrecy: a link has 74 bits of chance.
"""

from __future__ import annotations

from hall_core.domain.names import Millis

MOST = 60
"""In a minute from one address: a bus full of people with tickets of yesterday."""
MINUTE = 60_000
ADDRESSES_MOST = 5_000
"""Remembered at once; with more, all are forgotten and counted anew."""


class Misses:
    def __init__(self) -> None:
        self._counts: dict[str, tuple[Millis, int]] = {}
        """Address to when its minute began, and how many since."""

    def one_more(self, address: str, at: Millis) -> int:
        """How many of this minute that is."""
        began, count = self._counts.get(address, (at, 0))
        if not 0 <= at - began < MINUTE:  # also when the clock was set back
            began, count = at, 0
        if address not in self._counts and len(self._counts) >= ADDRESSES_MOST:
            self._counts.clear()
        self._counts[address] = began, count + 1
        return count + 1
