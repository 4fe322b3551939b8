"""Where a service is served, and what a ticket says, in the words of one language. Pure."""

from __future__ import annotations

from hall_core.contract.messages import TicketReceipt
from hall_core.domain.business_day import local
from hall_core.domain.codes import ticket_text
from hall_core.domain.names import Language, Millis, Slug
from hall_core.domain.plan import Counter, Plan
from hall_core.domain.runs import runs
from hall_core.domain.ticket_link import link_of
from hall_core.ui.translate import Say
from kiosk_app.devices.ticket import TicketFace


def serving(plan: Plan, service: Slug) -> list[Counter]:
    """The counters that serve it, by their numbers."""
    return sorted((c for c in plan.counters if service in c.serves), key=lambda counter: counter.number)


def counters_text(plan: Plan, service: Slug, say: Say) -> str:
    """Such as ``Quầy 3`` or ``Quầy 1–4, 7``."""
    numbers = [counter.number for counter in serving(plan, service)]
    return say.many("Quầy {numbers}", len(numbers), numbers=runs(numbers)) if numbers else ""


def zones_text(plan: Plan, service: Slug, language: Language) -> str:
    """The parts of the hall where one waits for it."""
    zones = dict.fromkeys(counter.zone for counter in serving(plan, service))
    return ", ".join(zone.name.into(language) for zone in plan.zones if zone.id in zones)


def clock_text(at: Millis) -> str:
    return f"{local(at):%H:%M}"


def day_text(at: Millis) -> str:
    return f"{local(at):%d/%m/%Y}"


def qr_text(plan: Plan, ticket: TicketReceipt) -> str:
    """What the code on paper and screen holds: the link to its page for phones where there is one, or else hall, day,
    number and id; nothing about a person. The hall's own scanners read both."""
    if plan.hall.phone_pages:
        return link_of(plan.hall.phone_pages, ticket.id)
    return ticket_text(plan.hall.id, f"{local(ticket.issued_at):%Y-%m-%d}", ticket.number, ticket.id)


def face(plan: Plan, ticket: TicketReceipt, say: Say, *, timed: bool) -> TicketFace:
    """The ticket as it goes on paper; without its time when no clock is to be believed."""
    language = say.language
    service = plan.service(ticket.service)
    group = next((group for group in plan.priority_groups if group.id == ticket.priority), None)
    ahead = group.name.into(language) if group else ticket.priority
    if ticket.appointment is not None:
        ahead = say("Giờ hẹn: {time}").format(time=clock_text(ticket.appointment))
    return TicketFace(
        hall=plan.hall.name.into(language),
        address=plan.hall.address,
        hotline=plan.hall.hotline,
        number=ticket.number,
        service=service.name.into(language) if service else ticket.service,
        counters=counters_text(plan, ticket.service, say),
        zone=zones_text(plan, ticket.service, language),
        time=f"{clock_text(ticket.issued_at)}, {day_text(ticket.issued_at)}" if timed else "",
        ahead=ticket.ahead,
        estimate_minutes=ticket.estimate_minutes,
        priority=ahead,
        qr=qr_text(plan, ticket),
        followed=plan.hall.phone_pages != "",
        language=language,
    )
