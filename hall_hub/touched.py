"""Which published state an event may have changed: only that is looked at again."""

from __future__ import annotations

from hall_core.domain import events as e
from hall_core.domain.hall import Hall

UNSEEN = e.TicketPrinted, e.TicketPrintFailed, e.TicketReprinted
"""Shown nowhere but in the ledger."""


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

    def before(self, event: e.Event, hall: Hall) -> None:
        """``hall`` is the state before the event: a ticket that goes elsewhere is missed where it was."""
        if isinstance(event, e.TicketEvent):
            self._ticket(event, hall)

    def by(self, event: e.Event, hall: Hall) -> None:
        """``hall`` is the state after the event."""
        match event:
            case e.DayBegan() | e.DayDated() | e.HubRestored() | e.HubRecovered():
                self.everything(hall)
            case e.TicketIssued():
                self.services[event.service] = None
            case e.TicketEvent():
                self._ticket(event, hall)
            case e.CallShown() | e.CallUnseen():
                call = hall.calls[event.call]
                self.counters[call.counter] = None
                if isinstance(event, e.CallShown) and event.how != "painted":
                    self.zones[call.zone] = None
            case e.CounterEvent():
                self.counters[event.counter] = None
                # A counter more or less changes what people may expect to wait.
                self.services.update(dict.fromkeys(hall.counter_plans[event.counter].serves))
            case e.ServiceEvent():
                self.services[event.service] = None
            case e.MessagePosted() | e.MessageTakenDown():
                self.zones.update(dict.fromkeys(hall.zones))
            case e.VoteRecorded():
                if event.counter in hall.counters:
                    self.counters[event.counter] = None
            case (
                e.NumbersPassed()
                | e.TicketReported()
                | e.PaperReported()
                | e.IntentVoided()
                | e.VoteRefused()
                | e.ApologiesShown()
            ):
                pass  # In the ledger alone.
            case e.RollEntered() | e.RollVoided() | e.DeviceTold() | e.DeviceSkipped() | e.AnswerUnfit():
                pass  # In the ledger alone.

    def _ticket(self, event: e.TicketEvent, hall: Hall) -> None:
        if isinstance(event, UNSEEN):
            return
        ticket = hall.tickets[event.ticket]
        self.services[ticket.service] = None
        if ticket.counter is not None:
            self.counters[ticket.counter] = None
        if isinstance(event, e.TicketCalled):
            self.zones[event.zone] = None
