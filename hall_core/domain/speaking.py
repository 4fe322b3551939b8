"""Which of a zone's boards speaks. Pure; the hub decides it, a board never guesses (docs/decisions/0006)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board

SPEECH_AT_MOST = 30_000
"""Milliseconds in which an announcement that has begun has ended: the longest one lasts 22 s."""
YOUNG = 30_000
"""Milliseconds after which a call that was not heard in time is only listed."""
SHORT_WITHIN = 60_000
"""Milliseconds beyond the site's longest delay in which a call is still announced, by chime and screen: twenty calls.
Where even more is called, what is older is only listed: whoever waits must not hear what was called long ago."""


class Naming(Struct, frozen=True):
    """The hub has named ``board`` at ``since`` (hub's clock). A board that has failed resigns this one naming, and
    speaks again only when it hears of another: so the hub knows of the failure by then."""

    board: Slug | None = None
    since: Millis = 0
    whole: bool = True
    """Whether it had all its words when last looked at."""


def speaking_boards(plan: Plan, zone: Slug) -> list[Slug]:
    """Who may be named, the preferred one first."""
    boards = (device for device in plan.devices if isinstance(device, Board))
    return [board.id for board in boards if board.zone == zone and board.speaks]


def elect(boards: Sequence[Slug], voices: Mapping[Slug, bool], present: Naming, at: Millis, *, awaited: bool) -> Naming:
    """Who speaks from now on.

    ``boards`` as of :func:`speaking_boards`; ``voices``: whether each that can be heard has all its words. The present
    one stays while it is as well as it was; when it is not, the best one takes over at once. A better one gets the
    voice from a well one only when nothing is ``awaited``: no call then is begun by one and taken up by the other.
    """
    heard = [board for board in boards if board in voices]
    best = next((board for board in heard if voices[board]), heard[0] if heard else None)
    anew = Naming(best, max(at, present.since + 1), best is None or voices[best])
    if present.board is None:
        return present if best is None else anew
    if present.board not in heard or (present.whole and not voices[present.board]):
        return anew
    if best != present.board and not awaited:
        return anew
    return replace(present, whole=voices[present.board])


def awaited(hall: Hall, zone: Slug, at: Millis) -> bool:
    """Whether some call of the zone may still be waiting for its turn to sound, or be in the midst of it. It was young
    when it began to wait."""
    within = YOUNG + hall.plan.voice.longest_delay_s * 1_000 + max(SPEECH_AT_MOST, SHORT_WITHIN)
    calls = (hall.calls[call] for call in hall.zones[zone].recent)
    return any(not call.spoken and at - call.at < within for call in calls)
