"""What the trust's own errors have in common; without ``cryptography``, which many who catch them never need."""

from __future__ import annotations

from hall_core.errors import MotcuaError


class TrustError(MotcuaError):
    """Something of the authority's cannot be done; the message says what to do."""

    key = "trust"
