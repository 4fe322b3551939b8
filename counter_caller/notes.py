"""The lines of the log: one for each press, each answer, each change of the counter. Pure."""

from __future__ import annotations

from hall_core.contract.messages import CounterState
from hall_core.domain.refusal import Refusal

_WHY = {
    "wait": "the press before is still unanswered",
    "late": "the press lay too long in the box",
    "no-link": "the hub cannot be reached",
}


def ask_note(action: str, wish: str, expects: int | None) -> str:
    """A press that became a command."""
    seen = "nothing heard of the counter yet" if expects is None else f"counter revision {expects}"
    return f"key {action}: asked the hub for {wish} ({seen})"


def press_note(action: str, outcome: str) -> str:
    """A press that became nothing."""
    return f"key {action}: not done, {_WHY[outcome]}"


def answer_note(action: str, refusal: Refusal | None, number: str) -> str:
    """What the hub said to it; ``number`` is the ticket it was about, or nothing."""
    if refusal is None:
        return f"key {action}: done{number and f', {number}'}"
    return f"key {action}: refused, {refusal.reason}{refusal.about and f' ({refusal.about})'}"


def silence_note(action: str) -> str:
    """The hub said nothing to it."""
    return f"key {action}: no answer, it may or may not have been done"


def stuck_note(key: str) -> str:
    """Something lies on it, or its contact is broken."""
    return f"key {key}: held down for too long, it counts as stuck until it is let go"


def standing(counter: CounterState) -> str:
    """``open, A012 called (2 times), seen``."""
    ticket = counter.ticket
    if ticket is None:
        return counter.status
    times = f" ({ticket.calls} times)" if ticket.calls > 1 else ""
    seen = {True: ", seen", False: ", NOT SEEN ON ANY BOARD", None: ""}[counter.seen]
    return f"{counter.status}, {ticket.number} {ticket.state}{times}{seen}"
