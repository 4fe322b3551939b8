"""What the head sees while the hub recovers: which boxes have not told yet what they hold. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Slug
from hall_core.ui.translate import Say
from hall_hub.console.devices.about import roles
from hall_hub.console.sentences import clock_and_day


class Waited(Struct, frozen=True):
    id: Slug
    role: str


class Recovering(Struct, frozen=True):
    as_of: str
    """Of when the copy is."""
    rows: tuple[Waited, ...]


def recovering(hall: Hall, say: Say) -> Recovering | None:
    """None: it does not."""
    if hall.restored is None or not hall.recovering:
        return None
    names = roles(hall.plan, say)
    rows = tuple(Waited(id, names.get(id, id)) for id in sorted(hall.restored.waits))
    return Recovering(clock_and_day(hall.restored.as_of), rows)
