"""Rating a service: four levels, reasons, and the offer that lets one citizen rate one finished transaction once.

The levels are the labels of the devices in use (Rất hài lòng, Hài lòng, Bình thường, Không hài lòng); the published
figure is the share of the first two.
"""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from hall_core.domain.names import Millis, Slug, TicketNumber, Uid

Level = Literal["very-satisfied", "satisfied", "neutral", "dissatisfied"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""From the best to the worst."""

Refused = Literal["unknown", "expired", "used"]
"""Why a vote does not count: no such offer (forged, or the service has not ended), too late, a second one."""

REASONS: dict[Level, tuple[Slug, ...]] = {
    "very-satisfied": ("kind", "clear", "quick", "place"),
    "satisfied": ("kind", "clear", "quick", "place"),
    "neutral": ("slow", "unclear", "repeated", "place"),
    "dissatisfied": ("rude", "slow", "unclear", "repeated", "extra-papers", "extra-money", "place"),
}
"""What may be ticked beside a level. Their words stand with the screens."""


class Offer(Struct, frozen=True, kw_only=True):
    """May rate one finished transaction, once, until ``until``. It names no person but the officer, and no screen
    shows that one."""

    id: Uid
    ticket: Uid
    number: TicketNumber
    service: Slug
    counter: Slug
    officer: Slug
    at: Millis
    until: Millis
    used: bool = False
