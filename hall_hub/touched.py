"""Which published state an event changes: so that only that is sent again."""

from __future__ import annotations

from hall_core.domain import events as e
from hall_core.domain.hall import Hall


class Touched:
    """Ids of what has to be published. Emptied by :meth:`clear`."""

    def __init__(self) -> None:
        self.hall = False
        self.presence = False
        """What the hub says of its own box."""
        self.catalogues = False
        self.services: dict[str, None] = {}
        self.counters: dict[str, None] = {}
        self.zones: dict[str, None] = {}

    def __bool__(self) -> bool:
        said_once = self.hall or self.presence or self.catalogues
        return bool(said_once or self.services or self.counters or self.zones)

    def clear(self) -> None:
        self.__init__()

    def everything(self, hall: Hall) -> None:
        self.hall = True
        self.services = dict.fromkeys(hall.services)
        self.counters = dict.fromkeys(hall.counters)
        self.zones = dict.fromkeys(hall.zones)

    def by(self, event: e.Event, hall: Hall) -> None:
        """``hall`` is the state after the event."""
        match event:
            case e.DayBegan() | e.DayDated():
                self.everything(hall)
            case e.TicketIssued():
                self.services[event.service] = None
            case e.TicketPrinted() | e.TicketPrintFailed() | e.TicketReprinted():
                pass  # Shown nowhere but in the ledger.
            case e.TicketReported() | e.PaperReported() | e.IntentVoided() | e.VoteRefused():
                pass
            case e.VoteRecorded():
                if event.counter in hall.counters:
                    self.counters[event.counter] = None
            case e.TicketCalled():
                self.services[hall.tickets[event.ticket].service] = None
                self.counters[event.counter] = None
                self.zones[event.zone] = None
            case e.TicketEvent():
                ticket = hall.tickets[event.ticket]
                self.services[ticket.service] = None
                if ticket.counter is not None:
                    self.counters[ticket.counter] = None
            case e.CallShown() | e.CallUnseen():
                call = hall.calls[event.call]
                self.counters[call.counter] = None
                if isinstance(event, e.CallShown) and event.how != "painted":
                    self.zones[call.zone] = None
            case e.CounterEvent():
                self.counters[event.counter] = None
                # A counter more or less changes what people may expect to wait.
                self.services.update(dict.fromkeys(hall.counter_plans[event.counter].serves))
