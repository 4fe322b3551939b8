"""Why a card was not flashed."""

from __future__ import annotations

from hall_core.errors import MotcuaError


class FlashError(MotcuaError):
    """What, where, and what to do."""

    key = "flash"


class RefusedError(FlashError):
    """Nothing was written."""

    key = "flash-refused"


class BadCardError(FlashError):
    """The card did not take or keep what was written; it does not start."""

    key = "flash-bad-card"
