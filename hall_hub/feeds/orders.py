"""What the hub has done by a process of its own, and what that says back: JSON, through files that have no name.

So the hall's secret, which one order holds, stands on no command line, in no environment and on no disk.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from hall_core.domain.names import Day, Slug
from hall_hub.store.board import Rules


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
    """Make the edition of the dossier board from the copy, on the business day ``today`` (None: nobody knows which),
    and keep it beside the copy."""

    copies: str
    today: Day | None
    rules: Rules


class MakeCatalogue(Struct, frozen=True, tag="make-catalogue"):
    """Make the edition of the catalogue of what has come over the line, put it into the file ``edition``, and say in
    the file ``report`` how that went. ``services`` are those of the hall."""

    copies: str
    edition: str
    report: str
    services: list[Slug]


class MakeCalendar(Struct, frozen=True, tag="make-calendar"):
    """Make the calendar of the years around ``today`` in the hub's folder ``data``, with the override that was signed
    by whom the certificate ``ca`` is of. ``copies``: the hall's copies when it comes over the line; None: it is a file
    in ``feeds``. Answered as a file is that was judged."""

    data: str
    today: Day
    ca: str
    copies: str | None


Take = TakeAppointments | TakeDossiers
Order = Take | MakeBoard | MakeCatalogue | MakeCalendar


class Taken(Struct, frozen=True, tag="taken"):
    """The file was judged. ``words`` is the sentence about it; see :mod:`hall_hub.feeds.verdict`."""

    accepted: bool
    words: str


class Made(Struct, frozen=True, tag="made"):
    """``words`` say what; "" while the hall has nothing that it could be made of."""

    words: str = ""


class Failed(Struct, frozen=True, tag="failed"):
    """It could not be done; nothing has changed. ``words`` repeat nothing that may be personal."""

    words: str


class Stopped(Struct, frozen=True, tag="stopped"):
    """The hub ends, and what was under way with it."""

    words: ClassVar[str] = "the hub ends"


Answer = Taken | Made | Failed | Stopped
