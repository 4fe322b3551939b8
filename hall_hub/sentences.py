"""Events as one readable line for the log.

What officers write by hand (notes, reasons) stands in the ledger alone: a log goes to technicians.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hall_core.domain import events as e
from hall_core.domain.hall import Hall

UNTOLD = e.CallShown, e.TicketPrinted, e.ApologiesShown
"""What comes all the time and tells a technician nothing."""


def told(events: Iterable[e.Event], hall: Hall) -> str:
    """``hall`` is the state after them."""
    return ", ".join(_sentence(event, hall) for event in events)


def tag(value: object) -> str:
    return str(value.__struct_config__.tag) if isinstance(value, msgspec.Struct) else type(value).__name__


def _sentence(event: e.Event, hall: Hall) -> str:
    match event:
        case e.TicketIssued(number=number, service=service, reserve=reserve, place=place):
            where = "" if place is None else _place(place, hall)
            return f"{number} issued for {service}{' by the kiosk itself' if reserve else ''}{where}"
        case e.TicketReported(number=number, day=day):
            return f"{number} of {day} reported late"
        case e.PaperReported(ticket=ticket, paper=paper, day=day):
            return f"{ticket} of {day} reported late as {paper}"
        case e.TicketEvent():
            return f"{hall.tickets[event.ticket].number} {_of_a_ticket(event, hall)}"
        case e.CounterEvent():
            return f"{event.counter} {_of_a_counter(event)}"
        case e.ServiceEvent():
            return f"{event.service} {_of_a_service(event)}"
        case e.RollEntered(service=service, counter=counter, first=first, last=last):
            return f"paper roll {first}-{last} entered for {service} at {counter}"
        case e.RollVoided(service=service, first=first, last=last):
            return f"paper roll {first}-{last} of {service} void"
        case e.DeviceTold(device=device, answers=answers):
            return f"{device} holds {answers} answers that the copy does not have"
        case e.DeviceSkipped(device=device):
            return f"{device} is not waited for any longer"
        case e.MessagePosted(zones=zones):
            return f"a message on the boards of {', '.join(zones)}"
        case _:
            return tag(event)


def _place(place: int, hall: Hall) -> str:
    """Among those who came today; places that somebody has left for another one are nobody's."""
    before = sum(ticket is not None for ticket in hall.by_arrival[:place])
    return f", in place {before} of {len(hall.tickets)}"


def _of_a_ticket(event: e.TicketEvent, hall: Hall) -> str:
    match event:
        case e.TicketRenumbered(void=void):
            return f"takes the place of {void}, which is void"
        case e.TicketCalled(counter=counter, again=again, out_of_order=out_of_order):
            return f"called {'again ' if again else ''}to {counter}{' out of order' if out_of_order else ''}"
        case e.TicketStepEnded(service=service):
            return f"done, goes on to {service}"
        case e.TicketTransferred(service=service, counter=counter, returned=returned):
            to = f"{event.to_counter or event.to_officer or 'any counter'} for {service}"
            return f"{'returned' if returned else 'transferred'} by {counter} to {to}"
        case e.TicketRequeued(where=where, declined_by=declined_by, left=left):
            why = f", declined by {declined_by}" if declined_by is not None else ", its officer left" if left else ""
            return f"waits again ({where}{'' if event.only_at is None else f' at {event.only_at}'}){why}"
        case e.TicketParked(left=left):
            return "parked, its officer left" if left else "parked"
        case e.TicketTakenUp(counter=counter, taken_from=taken_from):
            return f"taken up at {counter}" if taken_from is None else f"taken over from {taken_from} at {counter}"
        case e.TicketReinstated(place=place):
            return f"reinstated at {'its own place' if place is None else 'the end'}"
        case e.TicketPrioritised(priority=priority):
            return f"has priority {priority}" if priority is not None else "has no priority"
        case _:
            return hall.tickets[event.ticket].state


def _of_a_counter(event: e.CounterEvent) -> str:
    match event:
        case e.CounterOpened(officer=officer):
            return f"opened by {officer}"
        case e.HelpAsked():
            return "asks for help"
        case e.HelpEnded():
            return "needs no help any more"
        case _:
            return tag(event).removeprefix("counter-")


def _of_a_service(event: e.ServiceEvent) -> str:
    match event:
        case e.ServiceCapped(cap=None):
            return "has no cap today"
        case e.ServiceCapped(cap=cap):
            return f"is capped at {cap} today"
        case _:
            return tag(event).removeprefix("service-")
