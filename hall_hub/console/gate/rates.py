"""How much one address may ask for."""

from __future__ import annotations

from hall_core.domain.bucket import Rate

BURST = 2_000
"""Requests at once: the console was away, and behind one router forty officers and hundreds of phones come back, each
with a page and what it names."""
A_SECOND = 100.0
"""For good: as much as fifty officers ask for who press twice a second."""
OF_ONE_ADDRESS = Rate(A_SECOND, BURST)
