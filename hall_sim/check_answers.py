"""Whether the ledger, folded anew, stands as its hub has said at the time: held against the answers it keeps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hall_core.contract.messages import Reply
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Plan
from hall_hub.views import Views
from hall_hub.wordless import wordless
from hall_sim.happened import Happened, Kept, moment

ELSEWHERE = frozenset({"epoch", "version", "offer", "estimate_minutes", "recorded"})
"""What does not follow from the day's events alone, or is an estimate."""
PARTS = ("ticket", "counter", "concerned")


def answers_hold(plan: Plan, happened: list[Happened], answers: Iterable[Kept]) -> Iterator[str]:
    """One sentence on the first answer of which a part is otherwise, with how many there are. ``happened``: from the
    beginning of the day on, in which nothing is impossible; answers after its end are left out."""
    hall, place = Hall(plan), 0
    first, others = "", 0
    for answer in answers:
        if answer.after > len(happened):
            break
        for event, at in happened[place : answer.after]:
            evolve(hall, event, at)
        place = answer.after
        at = happened[place - 1][1]
        told = msgspec.json.decode(answer.reply, type=Reply)
        different = _different(told, _again(hall, told, at))
        if different and not first:
            words = f"the hub's answer to the command {answer.command} differs from the replay in {different}"
            first = f"{moment(at)}: {words}"
        elif different:
            others += 1
    if first:
        yield first + (f"; so do {others} later ones" if others else "")


def _again(hall: Hall, told: Reply, at: int) -> Reply:
    """The same answer, as this hall would give it."""
    views = Views(hall, 0, 0, at, clock_trusted=True)
    ticket = None if told.ticket is None else hall.tickets.get(told.ticket.id)
    concerned = None if told.concerned is None else hall.tickets.get(told.concerned.id)
    counter = None if told.counter is None else told.counter.counter
    return Reply(
        to=told.to,
        ticket=None if ticket is None else views.receipt(ticket),
        counter=views.counter(counter) if counter in hall.counters else None,
        concerned=None if concerned is None else views.concerned(concerned),
    )


def _different(told: Reply, again: Reply) -> str:
    """What is not the same, such as ``ticket.ahead``."""
    found: list[str] = []
    for part in PARTS:
        said, now = _bare(getattr(told, part)), _bare(getattr(again, part))
        if said is not None and now is None:
            found.append(part)
        elif said is not None and now is not None:
            found += [f"{part}.{name}" for name in said if name not in ELSEWHERE and said[name] != now.get(name)]
    return ", ".join(found)


def _bare(part: msgspec.Struct | None) -> dict[str, Any] | None:
    """Without the words that the hub deletes in time: from its answers and its events, but not at one moment."""
    return msgspec.json.decode(wordless(msgspec.json.encode(part).decode()))
