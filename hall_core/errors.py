"""The one root of all errors that the product raises on purpose."""

from __future__ import annotations


class MotcuaError(Exception):
    """``key`` names the kind of error for screens and counters; the message tells a person what to do."""

    key = "error"
