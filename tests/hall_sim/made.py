"""A small day in which everything goes as it should, to be spoilt in one place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.plan import Plan
from hall_sim.happened import Happened
from hall_sim.said import Done, Numbered, Papered, Said, Seen, Voted
from tests.conftest import make_plan
from tests.domain.a_day import Day, uid

DAY = "2026-11-21"
RESERVE = {"kiosk-1": (900, 949)}


def plan_with_reserve() -> Plan:
    births, *others = (plan := make_plan()).services
    return replace(plan, services=[replace(births, reserve=RESERVE), *others])


class RecordedDay(Day):
    """Keeps what happened, and what people were told."""

    def __init__(self) -> None:
        self.happened: list[Happened] = []
        self.said: list[Said] = []
        super().__init__(plan_with_reserve())

    def take(self, events: list[e.Event]) -> list[e.Event]:
        self.happened += [(event, self.at) for event in events]
        return super().take(events)


def a_good_day() -> RecordedDay:
    """Four come, one of them while the kiosk was cut off; one is called twice and missed, one is parked and taken up
    again, all the others are served; a paper fails, a call is shown, a vote is cast."""
    day = RecordedDay()
    day.open(1)
    day.open(2)
    numbered = [day.issue(), day.issue("cao-tuoi"), day.issue(service="sao-y")]
    alone = f.IssuedHere(ticket=uid(900), number="A900", value=900, service="khai-sinh", day=DAY)
    day.hear(alone, ago=500)
    for ticket in [*numbered, uid(900)]:
        day.said.append(Numbered(ticket=ticket, number=day.of(ticket).number, device="kiosk-1", day=DAY, at=day.at))
    for ticket in numbered[:2]:
        day.hear(f.PaperPrinted(ticket=ticket))
        day.said.append(Papered(ticket=ticket, paper="printed", device="kiosk-1", at=day.at))
    day.hear(f.PaperFailed(ticket=numbered[2], reason="paper-out"))
    day.said.append(Papered(ticket=numbered[2], paper="failed", device="kiosk-1", at=day.at))
    missed = day.call(1)
    call = day.hall.counters["quay-1"].call or ""
    day.hear(f.CallWasShown(call=call, how="painted"), "bang-1")
    day.said.append(Seen(call=call, number=day.of(missed).number, counter="quay-1", device="bang-1", at=day.at))
    day.tick(10_000)
    day.done(day.ask(c.Recall(counter="quay-1")))
    day.done(day.ask(c.MarkNoShow(counter="quay-1")))
    parked = day.start(2)
    day.done(day.ask(c.Park(counter="quay-2"), "goi-2"))
    day.serve(1)
    day.done(day.ask(c.TakeUp(counter="quay-2", ticket=parked), "goi-2"))
    day.done(day.ask(c.CompleteService(counter="quay-2"), "goi-2"))
    day.said.append(Done(wish="complete", ticket=parked, device="goi-2", at=day.at))
    offer = day.hall.offered[parked]
    day.hear(f.VoteCast(offer=offer, level="satisfied"))
    day.said.append(Voted(offer=offer, device="kiosk-1", at=day.at))
    day.call(1)
    return day


def first(happened: list[Happened], kind: type[Any], nth: int = 0) -> int:
    """The place of the n-th event of a kind."""
    return [place for place, (event, _) in enumerate(happened) if isinstance(event, kind)][nth]


def without(kind: type[Any], nth: int = 0) -> Callable[[list[Happened]], None]:
    def spoil(happened: list[Happened]) -> None:
        del happened[first(happened, kind, nth)]

    return spoil


def twice(kind: type[Any], nth: int = 0, **changes: Any) -> Callable[[list[Happened]], None]:
    """Once more at the same place, with ``changes``."""

    def spoil(happened: list[Happened]) -> None:
        place = first(happened, kind, nth)
        event, at = happened[place]
        happened.insert(place + 1, (replace(event, **changes), at))

    return spoil


def other(kind: type[Any], nth: int = 0, **changes: Any) -> Callable[[list[Happened]], None]:
    """With ``changes`` in place of what was so."""

    def spoil(happened: list[Happened]) -> None:
        place = first(happened, kind, nth)
        event, at = happened[place]
        happened[place] = replace(event, **changes), at

    return spoil
