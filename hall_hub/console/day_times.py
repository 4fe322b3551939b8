"""Times of day, as people write them, within the business day that runs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from hall_core.domain.business_day import business_day, minutes_of, moment_of
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis

_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:h.]([0-5]\d)(?::[0-5]\d)?|h)?", re.IGNORECASE)


def moment_today(hall: Hall, at: Millis, time: str) -> Millis | None:
    """``15:30``, ``15h30`` or ``15`` in the business day of ``at``, which goes on after midnight until it turns. None
    when it is no time of day."""
    found = _TIME.fullmatch(time)
    if found is None:
        return None
    minutes, turn = int(found[1]) * 60 + int(found[2] or 0), hall.plan.hall.day_turn
    midnight = datetime.fromisoformat(business_day(at, turn))
    return moment_of(midnight + timedelta(days=minutes < minutes_of(turn), minutes=minutes))
