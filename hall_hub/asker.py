"""Who stands behind a command, for the ledger."""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain.hall import Hall
from hall_core.domain.names import Slug


def asker(hall: Hall, command: c.Command) -> Slug | None:
    """The officer who is signed in where it comes from; of a box that knows nobody, who sits at its counter or is to
    open it; None for a citizen. ``hall`` is the state before the command: one who closes a counter still sits there."""
    if command.by is not None or not isinstance(command, c.AtCounter):
        return command.by
    if isinstance(command, c.OpenCounter):
        return command.officer
    counter = hall.counters.get(command.counter)
    return None if counter is None or counter.session is None else counter.session.officer
