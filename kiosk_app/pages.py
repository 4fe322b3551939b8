"""The pages a citizen can be on, and all that a kiosk knows. Frozen values; ``state.step`` makes new ones."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.contract.messages import HallState, Problem, ServiceState, TicketReceipt
from hall_core.domain.names import Language, Millis, Slug, Uid
from hall_core.domain.plan import Plan, Service
from hall_core.domain.refusal import Refusal


class Home(Struct, frozen=True):
    pass


class Fields(Struct, frozen=True):
    """Choose a field of work. ``page`` counts the pages of tiles from 0, as everywhere."""

    page: int = 0


class Services(Struct, frozen=True):
    field: Slug
    page: int = 0


class Priority(Struct, frozen=True):
    """Do you go ahead?"""

    service: Slug
    page: int = 0


class Asking(Struct, frozen=True):
    """The hub is asked for a number. ``command`` is None until it has gone out."""

    service: Slug
    command: Uid | None = None


class Issued(Struct, frozen=True):
    ticket: TicketReceipt
    paper: Literal["printing", "printed", "failed"]


class Refused(Struct, frozen=True):
    service: Slug
    refusal: Refusal


class NoAnswer(Struct, frozen=True):
    """Nobody said in time whether there is a number; whatever number there may be is given back."""


Page = Home | Fields | Services | Priority | Asking | Issued | Refused | NoAnswer


class Setup(Struct, frozen=True, kw_only=True):
    """What does not change while the program runs."""

    plan: Plan
    digest: str
    """Of the hall file."""
    tiles: int
    """Tiles on one page of this panel."""
    printer: bool
    """Whether the hall file names one."""


class Kiosk(Struct, frozen=True, kw_only=True):
    setup: Setup
    page: Page = Home()
    since: Millis = 0
    """When the page came up, by the box's monotonic clock."""
    deadline: Millis | None = None
    """When the page ends by itself, or asks whether somebody is there; the same clock."""
    there: bool = True
    """False while the screen asks whether somebody is still there."""
    language: Language = "vi"
    link: Literal["connecting", "up", "down"] = "connecting"
    quiet: bool = False
    """Nothing is heard of the hub, though the broker is there."""
    hall: HallState | None = None
    hub_clock: bool = False
    """Whether the hub trusts its clock, and so the time of a ticket may be told."""
    services: dict[Slug, ServiceState] = {}
    problems: frozenset[Problem] = frozenset()
    """Of the printer."""
    to_cancel: tuple[Uid, ...] = ()
    """Tickets that may exist though nobody holds their number; oldest first, cancelled until the hub answers."""
    cancelling: Uid | None = None
    """The command that cancels the first of them."""


Block = Literal["connecting", "no-link", "hub-quiet", "closed"]


def blocked(kiosk: Kiosk) -> Block | None:
    """Why no number can be had now, known before anybody taps; None when one can."""
    if kiosk.link == "down":
        return "no-link"
    if kiosk.quiet:
        return "hub-quiet"
    if kiosk.hall is None:
        return "connecting"
    return None if kiosk.hall.open else "closed"


def issues(kiosk: Kiosk, service: Slug) -> bool:
    """Whether the service gives numbers now; one that nothing is known of yet may."""
    state = kiosk.services.get(service)
    return state is None or state.issuing == "open"


def services_of(plan: Plan, field: Slug) -> list[Service]:
    return [service for service in plan.services if service.field == field]
