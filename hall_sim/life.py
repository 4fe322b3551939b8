"""A day that is lived: everybody and everything of one hall, on one agenda."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import partial

from hall_core.contract.messages import CallMade
from hall_core.domain import commands as c
from hall_core.domain.appointment import Appointment
from hall_core.domain.business_day import local
from hall_core.domain.names import AppointmentCode, Slug, TicketNumber, Uid
from hall_sim.agenda import MINUTE, Agenda, Chances, times_a_day
from hall_sim.boards import Glass, calls_boards
from hall_sim.citizens import Citizen
from hall_sim.face import Face
from hall_sim.habits import Trouble
from hall_sim.kiosks import SLOT, Booth
from hall_sim.officers import Officer
from hall_sim.people import Person, between, code_of, person
from hall_sim.said import Done, Said
from hall_sim.setting import Setting


class Life:
    """Wired, and everything on the agenda that is known before the day begins."""

    def __init__(self, setting: Setting, agenda: Agenda, chances: Chances, people: list[Person], face: Face) -> None:
        self.setting, self.agenda, self.chances, self.face = setting, agenda, chances, face
        self.appointments = appointments_of(people)
        self.services = {service.id: service for service in setting.plan.services}
        self.said: list[Said] = []
        self.troubles: list[str] = []
        """What breaks today, in words."""
        self.turned_away: Counter[str] = Counter()
        """Why people went without a number."""
        self.by_ticket: dict[Uid, Citizen] = {}
        self.by_number: dict[TicketNumber, Citizen] = {}
        self._waiting: dict[Slug, int] = {}
        self.citizens = [Citizen(self, who) for who in people]
        self.kiosks = {kiosk.id: Booth(self, kiosk.id) for kiosk in setting.kiosks}
        self.officers = {desk.counter: Officer(self, desk) for desk in setting.desks}
        self.glasses = {
            board: Glass(self, board, self._read) for those in calls_boards(setting.plan).values() for board in those
        }
        for citizen in self.citizens:
            agenda.at(citizen.who.at, citizen.arrives)
        self._plan_troubles()
        face.listen(self)

    # --- What everybody hears ----------------------------------------------------------------------------------

    def waiting(self, service: Slug, people: int) -> None:
        self._waiting[service] = people
        for officer in self.officers.values():
            officer.waiting(service, people)

    def called(self, board: Slug, call: CallMade) -> None:
        self.glasses[board].called(call)

    def _read(self, call: CallMade) -> None:
        citizen = self.by_number.get(call.number)
        if citizen is not None:
            citizen.reads(call)

    def wait_for(self, services: Collection[Slug]) -> bool:
        return any(self._waiting.get(service) for service in services)

    def done(self, wish: str, ticket: Uid, device: Slug) -> None:
        self.said.append(Done(wish=wish, ticket=ticket, device=device, at=self.agenda.now))

    # --- What becomes of a visit -------------------------------------------------------------------------------

    def turn_of(self, citizen: Citizen, counter: Slug) -> c.Command | None:
        """What his matter brings beside its end; None: it just ends."""
        others = [service.id for service in self.setting.services if service.id != citizen.service]
        to = others[int(citizen.who.where * len(others))] if others else None
        match citizen.who.turn:
            case "park":
                return c.Park(counter=counter)
            case "requeue":
                return c.Requeue(counter=counter, where="behind", people=3)
            case "defer":
                return c.Defer(counter=counter, minutes=5 + int(citizen.who.where * 25))
            case "decline":
                alone = sum(citizen.service in officer.serves for officer in self.officers.values()) < 2
                return None if alone else c.Decline(counter=counter, reason="người nhà")
            case "transfer" if to is not None:
                return c.Transfer(counter=counter, service=to)
            case "more" if to is not None:
                return c.CompleteService(counter=counter, then=[to])
            case _:
                return None

    # --- What breaks -------------------------------------------------------------------------------------------

    def _plan_troubles(self) -> None:
        troubles = self.setting.habits.troubles
        for id, kiosk in self.kiosks.items():
            self._breaks(f"{id} without paper", troubles.paper_out, kiosk.is_out_of_paper, kiosk.gets_paper)
            self._cut(id, troubles.kiosk_cut_off)
        for box in dict.fromkeys(desk.device for desk in self.setting.desks):
            self._cut(box, troubles.caller_cut_off)
        for board in self.glasses:
            off = partial(self._dark, board, dark=True)
            self._breaks(f"{board} off", troubles.board_off, off, partial(self._dark, board, dark=False))
        power = self.face.power
        self._breaks("the hub without power", troubles.hub_off, partial(power, on=False), partial(power, on=True))
        self.troubles.sort()

    def _cut(self, device: Slug, trouble: Trouble) -> None:
        link = partial(self.face.link, device)
        self._breaks(f"{device} cut off", trouble, partial(link, up=False), partial(link, up=True))

    def _dark(self, board: Slug, *, dark: bool) -> None:
        self.glasses[board].on = not dark
        self.face.link(board, up=not dark)

    def _breaks(self, what: str, trouble: Trouble, breaks: Callable[[], None], mended: Callable[[], None]) -> None:
        """At any time of the open hall, one after the other, and mended before it closes for good."""
        random, setting, until = self.chances.of(f"trouble {what}"), self.setting, 0
        begins = sorted(random.uniform(setting.opens, setting.ends) for _ in range(times_a_day(random, trouble.a_day)))
        for begin in begins:
            at, lasts = max(int(begin), until), max(MINUTE // 6, between(random, trouble.minutes, MINUTE))
            if at + lasts >= setting.ends:
                break
            until = at + lasts + MINUTE
            self.troubles.append(f"{local(at):%H:%M} to {local(at + lasts):%H:%M}: {what}")
            self.agenda.at(at, breaks)
            self.agenda.at(at + lasts, mended)


def everybody(setting: Setting, chances: Chances) -> list[Person]:
    return [person(setting, chances, n) for n in range(1, setting.visitors + 1)]


def appointments_of(people: Iterable[Person]) -> dict[AppointmentCode, Appointment]:
    """Of those who have one, at whole five minutes, as a centre gives them."""
    booked = ((who, who.due_in) for who in people)
    return {
        code_of(who): Appointment(code=code_of(who), service=who.service, due=(who.at + due_in) // SLOT * SLOT)
        for who, due_in in booked
        if due_in is not None
    }
