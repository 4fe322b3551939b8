"""Whatever the hub refuses a call box, the officer is told in words made for it."""

from __future__ import annotations

import random
from typing import Any

from counter_caller.words import PHRASES
from hall_core.domain import commands as c
from hall_core.domain.decide import decide, decide_tick
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.refusal import Refusal
from tests.conftest import NINE_IN_THE_MORNING, make_plan

WISHES: list[type[Any]] = [
    c.CallNext,
    c.CallNext,
    c.Recall,
    c.Recall,
    c.StartService,
    c.CompleteService,
    c.MarkNoShow,
    c.PauseCounter,
    c.ResumeCounter,
    c.CloseCounter,
    c.Park,
    c.AskHelp,
    c.EndHelp,
]
"""What its keys become, beside opening and sending on."""
MET = {
    *("counter-closed", "counter-open", "counter-paused", "counter-not-paused", "officer-elsewhere"),
    *("unanswered-call", "ticket-in-hand", "no-ticket", "not-called", "not-serving", "nobody-waiting", "stale"),
    *("recall-cap", "recall-too-soon", "help-asked", "help-not-asked", "not-sent-here", "not-yours"),
    *("unknown-officer", "unknown-counter", "unknown-service", "unknown-device"),
}
"""At the least; the officers of this day press everything at any time, on a box with another hall file too."""


def _wish(chance: random.Random, hall: Hall, counter: str) -> c.Command:
    match chance.randrange(8):
        case 0:
            officer = chance.choice([f"can-bo-{counter[-1]}", "can-bo-2", "ai-do"])
            return c.OpenCounter(counter=counter, officer=officer)
        case 1:
            service, to_counter = chance.choice([("khai-sinh", None), ("khac", None), (None, "quay-2"), (None, "x")])
            return c.Transfer(counter=counter, service=service, to_counter=to_counter)
        case _:
            now = hall.counters.get(counter)
            expects = chance.choice([None, None, 0 if now is None else now.version, 3])
            return chance.choice(WISHES)(counter=counter, expects=expects)


def test_on_a_day_of_wild_presses_no_refusal_is_without_words_of_its_own() -> None:
    chance, hall, at = random.Random(7), Hall(make_plan(2)), NINE_IN_THE_MORNING
    met = set[str]()

    def take(decision: Any) -> None:
        if isinstance(decision, Refusal):
            met.add(decision.reason)
            return
        for event in decision:
            evolve(hall, event, at)

    take(decide_tick(hall, at, trusted=True))
    for turn in range(3_000):
        at += chance.choice([500, 3_000, 9_000])
        asked = c.Asked(f"00000000-0000-7000-8000-{turn:012x}", "kiosk-1", at)
        if chance.random() < 0.01:
            take(decide(hall, c.IssueTicket(service="khai-sinh"), asked))
        n = chance.choice(["1", "1", "2"])
        device = chance.choice([f"goi-{n}"] * 9 + ["goi-9"])
        counter = chance.choice([f"quay-{n}"] * 9 + ["quay-1"])
        asked = c.Asked(f"00000000-0000-7000-8001-{turn:012x}", device, at)
        take(decide(hall, _wish(chance, hall, counter), asked))
    # For the last one an officer would have to be signed in at a console as well.
    assert met >= MET - {"unknown-counter", "officer-elsewhere"}, "the day was wild enough"
    assert {reason for reason in met | MET if f"refused-{reason}" not in PHRASES} == {"nobody-waiting"}
    assert "nobody-waiting" in PHRASES


def test_what_is_turned_away_before_it_is_decided_has_its_words_too() -> None:
    reasons = ("too-many", "too-old", "shut-out", "storage", "internal-error")
    assert [reason for reason in reasons if f"refused-{reason}" not in PHRASES] == []
