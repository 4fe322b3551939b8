"""What people in a hall are likely to ask for: any wish there is, mostly where it makes sense, sometimes where not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import get_args

from hall_core.domain import commands as c
from hall_core.domain.hall import Hall
from hall_core.domain.ticket import State
from tests.domain.a_day import CONSOLE, HEAD, uid

SERVICES = ("khai-sinh", "sao-y", "thu-phi", "tra-tan-nha", "da-bo")
"""The last but one is done at no counter; the last is not there at all."""
OFFICERS = ("can-bo-1", "can-bo-2", "can-bo-3", HEAD)
WORDS = ("", "", "con nhỏ", "bổ sung giấy tờ")
KINDS: tuple[type[c.Wish], ...] = get_args(c.Act)
OFTEN: tuple[type[c.Wish], ...] = (c.Reinstate, c.Reinstate, c.CancelTicket, c.ResumeService, c.ResumeService)
"""Of those that come at any time."""
LIKELY: dict[str, dict[type[c.Wish], int]] = {
    "closed": {c.OpenCounter: 1},
    "paused": {c.ResumeCounter: 3, c.CompleteService: 1, c.CloseCounter: 1},
    "free": {c.CallNext: 12, c.CallThis: 3, c.TakeUp: 4, c.TakeOver: 2, c.PauseCounter: 1, c.CloseCounter: 1},
    "called": {
        c.StartService: 16,
        c.MarkNoShow: 4,
        c.Recall: 4,
        c.Requeue: 6,
        c.Defer: 2,
        c.Transfer: 2,
        c.Decline: 1,
        c.ReturnToSender: 3,
        c.CloseCounter: 1,
    },
    "serving": {
        c.CallNext: 6,
        c.CallThis: 1,
        c.CompleteService: 4,
        c.Park: 4,
        c.Transfer: 6,
        c.Requeue: 2,
        c.Defer: 3,
        c.Decline: 2,
        c.ReturnToSender: 3,
        c.CloseCounter: 1,
    },
}
"""What an officer may do, by how the counter stands."""


def wish(hall: Hall, at: int, random: Random, kind: type[c.Wish] | None = None) -> tuple[c.Command, str]:
    """A wish, and the device from which it comes: mostly the counter's own caller, or the console for whoever sits
    there; sometimes somebody who may not."""
    counter = hall.counters[f"quay-{random.randint(1, 3)}"]
    in_hand = None if counter.ticket is None else hall.tickets[counter.ticket].state
    if kind is None and random.random() < 0.75:
        likely = LIKELY[counter.status if counter.status != "open" else in_hand or "free"]
        kind = random.choices(list(likely), list(likely.values()))[0]
    kind = kind or random.choice(KINDS + OFTEN)
    sits = counter.session.officer if counter.session is not None else random.choice(OFFICERS)
    anybody = random.choice(OFFICERS)
    by, device = random.choices(
        [(None, f"goi-{counter.id[-1]}"), (sits, CONSOLE), (HEAD, CONSOLE), (anybody, CONSOLE), (None, "kiosk-1")],
        [10, 8, 3, 1, 1],
    )[0]
    if by is None and device != "kiosk-1" and kind in (c.CallThis, c.TakeOver):
        by, device = sits, CONSOLE  # keys cannot ask for it
    return _MADE[kind](Chance(hall, at, random, by, counter.id)), device


class Chance:
    """What the parts of a wish are drawn from."""

    def __init__(self, hall: Hall, at: int, random: Random, by: str | None, counter: str) -> None:
        self.hall, self.at, self.random, self.by, self.counter = hall, at, random, by, counter

    def ticket(self, *states: State) -> str:
        """Mostly one in such a state."""
        tickets = self.hall.tickets.values()
        likely = [t.id for t in tickets if t.state in states] if self.random.random() < 0.9 else list(self.hall.tickets)
        return self.random.choice(likely or [uid(0)])

    def service(self) -> str:
        return self.random.choices(SERVICES, [8, 8, 6, 1, 1])[0]

    def words(self) -> str:
        return self.random.choice(WORDS)

    def one_of(self, *things: str | None) -> str | None:
        return self.random.choice(things)


def _transfer(x: Chance) -> c.Command:
    service, to_counter, to_officer = x.random.choice(
        [
            (x.service(), None, None),
            (None, f"quay-{x.random.randint(1, 4)}", None),
            (None, None, x.one_of(*OFFICERS)),
            (x.service(), x.one_of(None, "quay-2"), x.one_of(None, "can-bo-1", "ai-do")),
            (None, None, None),
        ]
    )
    return c.Transfer(
        counter=x.counter, by=x.by, service=service, to_counter=to_counter, to_officer=to_officer, note=x.words()
    )


def _roll(x: Chance) -> c.Command:
    first, until = x.random.randint(1, 50), x.at - x.random.randint(-1, 5) * 60_000
    return c.EnterRoll(
        counter=x.counter,
        by=x.by,
        service=x.service(),
        first=first,
        last=first + x.random.randint(-1, 20),
        missed=x.random.randint(0, 3),
        officer=x.random.choice(OFFICERS),
        from_at=until - 3_600_000,
        until=until,
    )


def _no_roll(x: Chance) -> c.Command:
    blocks = [(block.service, block.first, block.last) for entered in x.hall.rolls.values() for block in entered]
    service, first, last = x.random.choice([*blocks, *blocks, (x.service(), 1, 2)])
    return c.VoidRoll(by=x.by, service=service, first=first, last=last, reason="nhầm")


def _open(x: Chance) -> c.Command:
    officer = x.by if x.by is not None and x.random.random() < 0.8 else x.random.choice(OFFICERS)
    return c.OpenCounter(counter=x.counter, by=x.by, officer=officer)


_MADE: dict[type[c.Wish], Callable[[Chance], c.Command]] = {
    c.CallNext: lambda x: c.CallNext(
        counter=x.counter,
        by=x.by,
        exclude=[x.ticket("waiting") for _ in range(x.random.choice([0, 0, 0, 0, 1, 3]))],
    ),
    c.CallThis: lambda x: c.CallThis(
        counter=x.counter, by=x.by, ticket=x.ticket("waiting", "deferred"), reason=x.words()
    ),
    c.Recall: lambda x: c.Recall(counter=x.counter, by=x.by),
    c.StartService: lambda x: c.StartService(counter=x.counter, by=x.by),
    c.CompleteService: lambda x: c.CompleteService(
        counter=x.counter, by=x.by, then=[x.service() for _ in range(x.random.choice([0, 0, 1, 2]))]
    ),
    c.MarkNoShow: lambda x: c.MarkNoShow(counter=x.counter, by=x.by),
    c.Requeue: lambda x: c.Requeue(
        counter=x.counter,
        by=x.by,
        where=x.random.choice(["own-place", "here", "behind", "behind", "end"]),
        people=x.random.randint(1, 5),
        reason=x.words(),
    ),
    c.Decline: lambda x: c.Decline(counter=x.counter, by=x.by, reason=x.words()),
    c.Park: lambda x: c.Park(counter=x.counter, by=x.by, note=x.words()),
    c.TakeUp: lambda x: c.TakeUp(counter=x.counter, by=x.by, ticket=x.ticket("parked")),
    c.TakeOver: lambda x: c.TakeOver(
        counter=x.counter, by=x.by, ticket=x.ticket("called", "serving", "parked"), reason=x.words()
    ),
    c.Defer: lambda x: c.Defer(counter=x.counter, by=x.by, minutes=x.random.choice([1, 2, 5, 10, 300]), note=x.words()),
    c.Transfer: _transfer,
    c.ReturnToSender: lambda x: c.ReturnToSender(counter=x.counter, by=x.by, note=x.words()),
    c.Reinstate: lambda x: c.Reinstate(
        by=x.by,
        ticket=x.ticket("no_show", "cancelled"),
        where=x.random.choice(["own-place", "end"]),
        reason=x.words(),
    ),
    c.CancelTicket: lambda x: c.CancelTicket(
        by=x.by, ticket=x.ticket("waiting", "called", "serving", "parked", "deferred"), reason=x.words()
    ),
    c.SetPriority: lambda x: c.SetPriority(
        by=x.by, ticket=x.ticket("waiting", "called", "deferred"), priority=x.one_of(None, "cao-tuoi", "vip")
    ),
    c.OpenCounter: _open,
    c.ResumeCounter: lambda x: c.ResumeCounter(counter=x.counter, by=x.by),
    c.PauseCounter: lambda x: c.PauseCounter(counter=x.counter, by=x.by, reason=x.words()),
    c.CloseCounter: lambda x: c.CloseCounter(counter=x.counter, by=x.by, leave=x.random.random() < 0.7),
    c.AskHelp: lambda x: c.AskHelp(counter=x.counter, by=x.by, note=x.words()),
    c.EndHelp: lambda x: c.EndHelp(counter=x.counter, by=x.by),
    c.IssueTicket: lambda x: c.IssueTicket(by=x.by, service=x.service(), priority=x.one_of(None, "cao-tuoi")),
    c.CheckIn: lambda x: c.CheckIn(by=x.by, code="HEN9"),
    c.StopService: lambda x: c.StopService(by=x.by, service=x.service(), reason=x.words()),
    c.ResumeService: lambda x: c.ResumeService(by=x.by, service=x.service()),
    c.SetCap: lambda x: c.SetCap(by=x.by, service=x.service(), cap=x.random.choice([None, 0, 30])),
    c.PostMessage: lambda x: c.PostMessage(
        by=x.by,
        vi="Tạm nghỉ",
        zones=x.random.choice([[], ["sanh"], ["khong-co"]]),
        until=x.random.choice([None, x.at - 1, x.at + 120_000]),
    ),
    c.TakeDownMessage: lambda x: c.TakeDownMessage(
        by=x.by, message=x.random.choice([*x.hall.messages, *x.hall.messages, uid(0)])
    ),
    c.EnterRoll: _roll,
    c.VoidRoll: _no_roll,
}
assert set(_MADE) == set(KINDS), "every wish that there is"
