"""What the hub tells the process that rolls up."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.figures.roster import Roster
from hall_core.domain.names import Day
from hall_core.domain.plan_keep import Keep


class Orders(Struct):
    roster: Roster
    keep: Keep
    today: Day | None = None
    """The running business day; None while nobody can trust it: then nothing is deleted."""
