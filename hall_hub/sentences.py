"""Events as one readable line for the log."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from hall_core.domain import events as e
from hall_core.domain.hall import Hall


def told(events: Iterable[e.Event], hall: Hall) -> str:
    """``hall`` is the state after them."""
    return ", ".join(_sentence(event, hall) for event in events)


def tag(value: object) -> str:
    return str(value.__struct_config__.tag) if isinstance(value, msgspec.Struct) else type(value).__name__


def _sentence(event: e.Event, hall: Hall) -> str:
    match event:
        case e.TicketIssued(number=number, service=service, reserve=reserve, place=place):
            where = "" if place is None else f", in place {place} of {hall.arrivals}"
            return f"{number} issued for {service}{' by the kiosk itself' if reserve else ''}{where}"
        case e.TicketReported(number=number, day=day):
            return f"{number} of {day} reported late"
        case e.PaperReported(ticket=ticket, paper=paper, day=day):
            return f"{ticket} of {day} reported late as {paper}"
        case e.TicketRenumbered(number=number, void=void):
            return f"{void} is void, it is {number}"
        case e.TicketCalled(ticket=ticket, counter=counter, again=again):
            return f"{hall.tickets[ticket].number} called {'again ' if again else ''}to {counter}"
        case e.TicketEvent(ticket=ticket):
            return f"{hall.tickets[ticket].number} {hall.tickets[ticket].state}"
        case _:
            return tag(event)
