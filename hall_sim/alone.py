"""The rules alone, at full speed: decide, evolve, and the boxes' part of the protocol in a few lines.

What a power cut takes is taken here too: while the hub is off nothing is answered, what was just under way is decided
and never answered, and afterwards the state is folded anew from the ledger's own bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import msgspec
from msgspec import Struct, field

from hall_core.contract.limits import STALE_AFTER
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.appointment import Appointment
from hall_core.domain.decide import SHOWN_WITHIN, decide, decide_fact, decide_tick
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.names import AppointmentCode, Day, Millis, Slug, Uid
from hall_core.domain.plan import Service
from hall_core.domain.refusal import Refusal
from hall_core.domain.speaking import speaking_boards
from hall_hub.touched import Touched
from hall_hub.views import Views
from hall_sim.agenda import SECOND, Agenda, Chances
from hall_sim.bands import Bands
from hall_sim.boards import calls_boards
from hall_sim.face import GIVES_UP, Answered, Ears
from hall_sim.happened import Happened, moment

DYING = 400
"""Milliseconds in which a line or a hub that fails still takes what it is told, and does not answer any more."""
BACK_WITHIN = 2 * SECOND
"""Until a box has a new connection and tells what waits in its outbox."""
EPOCH = 1


class _Box(Struct):
    """A device, as far as the protocol goes."""

    lost: Millis | None = None
    """Since when it is cut off."""
    outbox: deque[tuple[Millis, f.Fact]] = field(default_factory=deque)


class Alone:
    """``hall`` goes on from day to day; its events are kept in ``happened``."""

    def __init__(
        self, hall: Hall, agenda: Agenda, chances: Chances, appointments: dict[AppointmentCode, Appointment]
    ) -> None:
        self.hall = hall
        self.happened: list[Happened] = []
        self.broken: list[str] = []
        """A hub that started anew and stood elsewhere than the one before it."""
        self._agenda, self._appointments = agenda, appointments
        self._offers = chances.ids("offers")
        self._boxes = {id: _Box() for id in hall.devices}
        self._bands = Bands()
        self._boards = calls_boards(hall.plan)
        self._speakers = {zone.id: speaking_boards(hall.plan, zone.id) for zone in hall.plan.zones}
        self._lost: Millis | None = None
        self._ears: Ears | None = None
        self._bytes: list[tuple[bytes, Millis]] = []
        self._touched = Touched()

    # --- What people do ----------------------------------------------------------------------------------------

    def listen(self, ears: Ears) -> None:
        self._ears = ears

    def wish(self, device: Slug, command: c.Command, id: Uid, then: Answered, patience: Millis = GIVES_UP) -> None:
        box, now = self._boxes[device], self._agenda.now
        reply = None
        if self._reaches(box):
            offer = self._offers() if isinstance(command, c.AtCounter) else None
            appointment = self._appointments.get(command.code) if isinstance(command, c.CheckIn) else None
            decision = decide(self.hall, command, c.Asked(id, device, now, offer=offer, appointment=appointment))
            refusal = decision if isinstance(decision, Refusal) else None
            events = [] if isinstance(decision, Refusal) else decision
            self._record(events)
            reply = self._views().reply(id, command, events, refusal)
            self._tell(events)
        if self._hears(box):
            then(reply)
        else:
            self._agenda.after(patience, lambda: then(None))

    def fact(self, device: Slug, fact: f.Fact) -> None:
        box = self._boxes[device]
        if self._reaches(box) and not box.outbox:
            self._fact(device, fact, self._agenda.now)
        else:
            box.outbox.append((self._agenda.now, fact))

    def reserve(self, kiosk: Slug, service: Service, made: Callable[[int, Day], f.IssuedHere]) -> f.IssuedHere | None:
        value = self._bands.take(kiosk, service, self.hall.day)
        if value is None:
            return None
        fact = made(value, self.hall.day)
        self.fact(kiosk, fact)
        return fact

    def away(self, device: Slug) -> bool:
        lost = [at for at in (self._boxes[device].lost, self._lost) if at is not None]
        return any(self._agenda.now - at >= STALE_AFTER * SECOND for at in lost)

    # --- What breaks -------------------------------------------------------------------------------------------

    def link(self, device: Slug, *, up: bool) -> None:
        box = self._boxes[device]
        box.lost = None if up else self._agenda.now
        if up:
            self._agenda.after(BACK_WITHIN, lambda: self._empty(device))

    def power(self, *, on: bool) -> None:
        self._lost = None if on else self._agenda.now
        if on:
            self._fold_anew()
            self.tick()
            for device in self._boxes:
                self._agenda.after(BACK_WITHIN, lambda device=device: self._empty(device))

    # --- What time brings --------------------------------------------------------------------------------------

    def due(self) -> Millis | None:
        """When time brings something next. A hub that is off looks at no clock."""
        if self._lost is not None:
            return None
        hall = self.hall
        dues = [at + SHOWN_WITHIN for at in (next(iter(hall.unpainted.values()), None),) if at is not None]
        dues += [at for at, _ in hall.agenda[:1]]
        return min(dues, default=None)

    def tick(self) -> None:
        events = decide_tick(self.hall, self._agenda.now, trusted=True)
        self._record(events)
        self._tell(events)

    # --- The hub -----------------------------------------------------------------------------------------------

    def _reaches(self, box: _Box) -> bool:
        now = self._agenda.now
        return all(at is None or now - at <= DYING for at in (box.lost, self._lost))

    def _hears(self, box: _Box) -> bool:
        return box.lost is None and self._lost is None

    def _views(self) -> Views:
        return Views(self.hall, EPOCH, len(self.happened), self._agenda.now, clock_trusted=True)

    def _fact(self, device: Slug, fact: f.Fact, true_at: Millis) -> None:
        events = decide_fact(self.hall, fact, f.Reported(device, true_at))
        self._record(events)
        self._tell(events)

    def _empty(self, device: Slug) -> None:
        """Tells what waits in the outbox, in order."""
        box = self._boxes[device]
        while box.outbox and self._reaches(box):
            true_at, fact = box.outbox.popleft()
            self._fact(device, fact, true_at)

    def _record(self, events: list[e.Event]) -> None:
        now = self._agenda.now
        for event in events:
            self.happened.append((event, now))
            self._bytes.append((_encode(event), now))
            self._touched.before(event, self.hall)
            evolve(self.hall, event, now)
            self._touched.by(event, self.hall)

    def _tell(self, events: list[e.Event]) -> None:
        """Calls and lines, to whoever is there to hear."""
        touched, self._touched = self._touched.services, Touched()
        if self._ears is None or self._lost is not None:
            return
        for event in events:
            if isinstance(event, e.TicketCalled):
                linked = [board for board in self._boards[event.zone] if self._boxes[board].lost is None]
                speaker = next((board for board in self._speakers[event.zone] if board in linked), None)
                call = self._views().call(self.hall.calls[event.call], speaker)
                for board in linked:
                    self._ears.called(board, call)
        for service in touched:
            self._ears.waiting(service, sum(map(len, self.hall.waiting_for(service))))

    def _fold_anew(self) -> None:
        before, today = picture(self.hall), 0
        again = Hall(self.hall.plan)
        ledger = [(_decode(body), at) for body, at in self._bytes]
        for place, (event, _) in enumerate(ledger):
            today = place if isinstance(event, e.DayBegan) else today
        for event, at in ledger[today:]:
            evolve(again, event, at)
        after = picture(again)
        if after != before:
            different = ", ".join(part for part in after if after[part] != before[part])
            self.broken.append(f"{moment(self._agenda.now)}: a hub that started anew differs in {different}")
        self.hall = again


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(e.Event).decode
