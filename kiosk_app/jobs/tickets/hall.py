"""Whether a number can be had now, and where it comes from: known before anybody taps. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hall_core.domain.business_day import business_day, open_until, opens_next, too_late
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan, Service
from kiosk_app.kiosk import Kiosk, Now

if TYPE_CHECKING:
    from hall_core.domain.refusal import Issuing

Block = Literal["connecting", "no-link", "hub-quiet", "closed"]


def blocked(kiosk: Kiosk, now: Now) -> Block | None:
    """Why no number can be had now; None when one can."""
    if not kiosk.connected:
        return "connecting"
    if kiosk.online:
        return None if kiosk.hall is not None and kiosk.hall.open else "closed"
    if any(has_reserve(kiosk, service.id, now) for service in kiosk.setup.plan.services):
        # Without the hub the kiosk goes by its own clock; one that does not know the time turns nobody away.
        return "closed" if now.trusted and open_until(kiosk.setup.plan.hours, now.at) is None else None
    if kiosk.link is None or (kiosk.link and not kiosk.quiet):
        return "connecting"
    return "hub-quiet" if kiosk.link else "no-link"


def opens(kiosk: Kiosk, now: Now) -> Millis | None:
    """When the closed hall opens; None when nobody says."""
    if kiosk.online and kiosk.hall is not None:
        return kiosk.hall.changes_at
    return opens_next(kiosk.setup.plan.hours, now.at) if now.trusted else None


def issuing(kiosk: Kiosk, service: Slug, now: Now) -> Issuing | Literal["no-reserve"]:
    """Whether the service gives numbers now, or why not; one that nothing is known of yet may."""
    if not kiosk.online:
        if now.trusted and _too_late(kiosk.setup.plan, service, now.at):
            return "too-late"
        return "open" if has_reserve(kiosk, service, now) else "no-reserve"
    state = kiosk.services.get(service)
    return "open" if state is None else state.issuing


def _too_late(plan: Plan, id: Slug, at: Millis) -> bool:
    # Here, for the first frame does not need it.
    from hall_core.domain.issuing import last_ticket_minutes

    service = plan.service(id)
    return service is not None and too_late(plan.hours, at, last_ticket_minutes(plan, service))


def has_reserve(kiosk: Kiosk, service: Slug, now: Now) -> bool:
    """Whether this kiosk may give numbers of its own for the service."""
    plan = kiosk.setup.plan.service(service)
    return plan is not None and kiosk.setup.me in plan.reserve and kiosk.spent.get(service) != today(kiosk, now)


def today(kiosk: Kiosk, now: Now) -> str:
    """The business day; empty when this box does not know it. What the hub told last is no answer: that may have been
    the day before."""
    return business_day(now.at, kiosk.setup.plan.hall.day_turn) if now.trusted else ""


def services_of(plan: Plan, field: Slug) -> list[Service]:
    return [service for service in plan.services if service.field == field]


def fields_of(plan: Plan, agency: Slug | None) -> list[Slug]:
    """Fields that have a service: those of one agency stand together, in the order of the hall file."""
    return [
        field.id
        for owner in plan.agencies
        if agency is None or owner.id == agency
        for field in plan.fields
        if field.agency == owner.id and services_of(plan, field.id)
    ]


def agencies_of(plan: Plan) -> list[Slug]:
    return [agency.id for agency in plan.agencies if fields_of(plan, agency.id)]
