"""What the hub has done by a process of its own, and what that says back: JSON, through files that have no name.

So the hall's secret, which one order holds, stands on no command line, in no environment and on no disk.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from hall_core.domain.names import Day, Slug
from hall_core.domain.plan import Policy


class TakeAppointments(Struct, frozen=True, tag="take-appointments"):
    """Read and judge the file ``path``, and if it is accepted, put it in the place of the copy before, in the hall's
    copies, which are the file ``copies``."""

    path: str
    copies: str
    services: list[Slug]


class TakeDossiers(Struct, frozen=True, tag="take-dossiers"):
    """As with appointments. ``key`` is the hall's secret; None: no looking up by card here."""

    path: str
    copies: str
    key: bytes | None

    def __repr__(self) -> str:
        return f"TakeDossiers({self.path})"  # without the secret, wherever it may come to be shown


class MakeBoard(Struct, frozen=True, tag="make-board"):
    """Make the edition of the dossier board from the copy, on the business day ``today`` (None: nobody knows which)
    of a hall whose days turn at local time ``turn``."""

    copies: str
    today: Day | None
    turn: str
    policy: Policy


Take = TakeAppointments | TakeDossiers
Order = Take | MakeBoard


class Taken(Struct, frozen=True, tag="taken"):
    """The file was judged. ``words`` is the sentence about it; see :mod:`hall_hub.feeds.verdict`."""

    accepted: bool
    words: str


class Made(Struct, frozen=True, tag="made"):
    """``edition`` is None while the hall has no copy at all."""

    edition: bytes | None
    words: str = ""


class Failed(Struct, frozen=True, tag="failed"):
    """It could not be done; nothing has changed. ``words`` repeat nothing that may be personal."""

    words: str


class Stopped(Struct, frozen=True, tag="stopped"):
    """The hub ends, and what was under way with it."""

    words: ClassVar[str] = "the hub ends"


Answer = Taken | Made | Failed | Stopped
