"""What must be true of any day of any hall, whatever broke on it: each invariant a small function.

``faults(plan, happened, said)`` gives one sentence for each thing that is not so, naming what and when. ``happened`` is
what the ledger says, from the beginning of a business day on and in its order; ``said`` what people were told and saw.

Numbers, the ways of tickets, calls and votes are judged by rules that are written down here once more, apart from those
by which the hub decides and folds: a mistake there does not hide itself here. Only overtaking (:mod:`hall_sim.turns`)
and the replay lean on the hub's own fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import msgspec

from hall_core.domain import events as e
from hall_core.domain.business_day import ends_at
from hall_core.domain.decide import decide_tick
from hall_core.domain.hall import Hall, evolve, picture
from hall_core.domain.names import Slug, Uid
from hall_core.domain.plan import Plan
from hall_sim.check_numbers import numbers_in_order, numbers_once
from hall_sim.check_said import said_is_kept
from hall_sim.check_ways import ways_of_tickets
from hall_sim.happened import Happened, OneDay, days_of, moment
from hall_sim.said import Said
from hall_sim.turns import Turns


def faults(
    plan: Plan,
    happened: Iterable[Happened],
    said: Iterable[Said] = (),
    live: dict[str, Any] | None = None,
    *,
    over: bool = False,
) -> list[str]:
    """None is what everybody hopes for. ``live``: the picture of the hall that was evolved while it happened;
    ``over``: another day began after the last of these."""
    ledger = list(happened)
    found = list(days_go_on(ledger))
    for day in days_of(ledger, over=over):
        for check in OF_A_DAY:
            found += check(plan, day)
    for check in OF_ALL:
        found += check(plan, ledger)
    found += said_is_kept(ledger, said)
    if not found or live is not None:
        # What has an impossible step in it cannot be folded, and needs no second sentence.
        found += replay_is_the_state(plan, ledger, live)
    return found


def forgotten_by_the_night(plan: Plan, happened: list[Happened]) -> Iterator[str]:
    """What :func:`ways_of_tickets` says of the day once it is over, by what the hub decides at its end. ``happened``
    has nothing impossible in it."""
    hall = _folded(plan, happened)
    if hall.day:
        ends = ends_at(hall.day, plan.hall.day_turn)
        night = [(event, ends) for event in decide_tick(hall, ends, trusted=True)]
        for day in days_of([*happened, *night]):
            yield from ways_of_tickets(plan, day)


def days_go_on(ledger: list[Happened]) -> Iterator[str]:
    """The ledger begins with a day, and none comes twice or after a later one."""
    if ledger and not isinstance(ledger[0][0], e.DayBegan):
        yield f"{moment(ledger[0][1])}: the ledger begins in the middle of a day"
    dated = [(event.day, at) for event, at in ledger if isinstance(event, e.DayBegan) and not event.provisional]
    for (before, _), (day, at) in pairwise(dated):
        if day <= before:
            yield f"{moment(at)}: the day {day} began after {before}"


def calls_in_order(plan: Plan, day: OneDay) -> Iterator[str]:
    """A call has an id of its own, its counter's zone, and the next number of that zone; what is shown was called, each
    way once, and nobody says that it was not seen once it was."""
    zones = {counter.id: counter.zone for counter in plan.counters}
    sequence: dict[Slug, int] = {}
    shown: dict[Uid, set[str]] = {}
    for event, at in day.happened:
        match event:
            case e.TicketCalled():
                if event.call in shown:
                    yield f"{moment(at)}: the call {event.call} was made twice, now to {event.counter}"
                expected = sequence.get(event.zone, 0) + 1
                if event.sequence != expected:
                    yield f"{moment(at)}: a call of {event.zone} is number {event.sequence}, where {expected} was next"
                if zones.get(event.counter) != event.zone:
                    yield f"{moment(at)}: a call to {event.counter} was made in {event.zone}, which is not its zone"
                sequence[event.zone], shown[event.call] = event.sequence, set()
            case e.CallShown() | e.CallUnseen():
                how = event.how if isinstance(event, e.CallShown) else "unseen"
                known = shown.get(event.call)
                if known is None:
                    yield f"{moment(at)}: {event.call} was {how}, a call that was never made"
                elif how in known or (how == "unseen" and "painted" in known):
                    yield f"{moment(at)}: the call {event.call} was {how}, and had been {', '.join(sorted(known))}"
                else:
                    known.add(how)
            case _:
                pass


def votes_once(plan: Plan, ledger: list[Happened]) -> Iterator[str]:
    """One service, one vote, about who served it. Offers of days before the ledger's first are not known here."""
    del plan
    offers: dict[Uid, Uid] = {}
    voted: set[Uid] = set()
    for event, at in ledger:
        match event:
            case e.TicketCompleted() | e.TicketStepEnded() | e.TicketTransferred() if event.offer is not None:
                if event.offer in offers:
                    yield f"{moment(at)}: the offer {event.offer} was made twice"
                offers[event.offer] = event.ticket
            case e.VoteRecorded():
                if event.offer in voted:
                    yield f"{moment(at)}: a second vote for the offer {event.offer} was counted, from {event.device}"
                if offers.get(event.offer, event.ticket) != event.ticket:
                    yield f"{moment(at)}: a vote for the offer {event.offer} counts for another ticket, {event.ticket}"
                voted.add(event.offer)
            case _:
                pass


def nobody_overtaken_beyond_the_bound(plan: Plan, day: OneDay) -> Iterator[str]:
    """See :mod:`hall_sim.turns`. Folds as far as it can be folded."""
    turns = Turns(Hall(plan))
    for event, at in day.happened:
        try:
            turns.before(event, at)
            evolve(turns.hall, event, at)
            turns.after(event)
        except (KeyError, ValueError, AssertionError) as error:
            yield f"{moment(at)}: {type(event).__name__} cannot have happened ({type(error).__name__}: {error})"
            break
    yield from turns.faults


def replay_is_the_state(plan: Plan, ledger: list[Happened], live: dict[str, Any] | None) -> Iterator[str]:
    """The ledger's words, read back and folded, give the state that the hall was in while they were written; and
    folded from the last day on, as a hub does that starts, the same."""
    if not ledger:
        return
    again = [(_decode(_encode(event)), at) for event, at in ledger]
    whole = picture(_folded(plan, again))
    today = max((place for place, (event, _) in enumerate(again) if isinstance(event, e.DayBegan)), default=0)
    for name, other in (("live", live), ("a hub that starts", picture(_folded(plan, again[today:])))):
        different = [part for part, value in whole.items() if other is not None and other[part] != value]
        if different:
            yield f"{moment(ledger[-1][1])}: the replay differs from the state of {name} in {', '.join(different)}"


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(e.Event).decode


def _folded(plan: Plan, ledger: list[Happened]) -> Hall:
    hall = Hall(plan)
    for event, at in ledger:
        evolve(hall, event, at)
    return hall


OF_A_DAY: tuple[Callable[[Plan, OneDay], Iterator[str]], ...] = (
    numbers_in_order,
    ways_of_tickets,
    calls_in_order,
    nobody_overtaken_beyond_the_bound,
)
OF_ALL: tuple[Callable[[Plan, list[Happened]], Iterator[str]], ...] = (numbers_once, votes_once)
