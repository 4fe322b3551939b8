"""How a box is, told now and then: by devices, and by the programs of the hub's box."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hall_core.contract import limits
from hall_core.contract.messages import Health


class Vitals:
    """``look``: how the box itself is; None: it does not say. ``say`` sends it."""

    def __init__(self, look: Callable[[], Health] | None, say: Callable[[Health], None]) -> None:
        self._look, self._say = look, say
        self._due = 0.0

    def tend(self, now: float, **more: Any) -> None:
        """``now``: seconds of a clock that only goes on; ``more``: what the line knows besides."""
        if self._look is not None and now >= self._due:
            self._due = now + limits.HEALTH_EVERY
            self._say(replace(self._look(), **more))
