"""Ids of intents: UUID version 7 (RFC 9562), which sort by time and so keep the ledger's index compact."""

from __future__ import annotations

import secrets
import time

from hall_core.domain.names import Millis, Uid


def new_id() -> str:
    """A fresh UUIDv7 as text. The standard library has its own from Python 3.14 on."""
    value = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    text = f"{value:032x}"  # without uuid, whose import a screen would wait for
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def made_at(id: Uid) -> Millis:
    """When :func:`new_id` made it, by the clock of who did."""
    return int(id.replace("-", "")[:12], 16)
