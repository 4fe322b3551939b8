"""What the call box shows: lights, two lines of 20 characters, one sentence. Pure."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from counter_caller.patterns import LAMPS, Lamp
from counter_caller.state import CallerState
from counter_caller.words import PHRASES, STANDINGS, WAITING, WISHES, Phrase
from hall_core.domain.names import Language

COLUMNS = 20
"""Of the line display: the common size of a pole or counter display, two lines of it."""


class View(Struct, frozen=True):
    kind: str
    lamp: Lamp
    line1: str
    line2: str
    sentence: str


def view(state: CallerState, language: Language = "vi") -> View:
    """Everything there is to see in ``state``."""
    standing = _standing(state)
    kind, phrase = _kind(state, standing)
    values = _values(state, language)
    sentence = phrase.sentence(language, **values)
    if state.unseen is not None and kind != "unseen" and state.reachable:
        sentence = f"{sentence} {PHRASES['unseen'].sentence(language, **values)}"
    return View(kind, LAMPS[kind], _line1(state, standing, language), phrase.short(language, **values), sentence)


def _kind(state: CallerState, standing: str) -> tuple[str, Phrase]:
    said = state.said
    if not state.reachable:
        kind = "not-sent" if said is not None and said.outcome == "no-link" else "quiet" if state.link else "no-link"
        return kind, PHRASES[kind]
    if said is None:
        kind = _resting(state, standing)
        return kind, PHRASES[kind]
    match said.outcome:
        case "done":
            named = f"done-{said.wish}"
            # Without a ticket in the answer there is no number to name.
            known = "{number}" not in PHRASES[named].vi or said.number
            return "done", PHRASES[named if known else "done"]
        case "refused" if said.refusal is not None:
            return "refused", PHRASES.get(f"refused-{said.refusal.reason}", PHRASES["refused"])
        case outcome:
            return outcome, PHRASES[outcome]


def _resting(state: CallerState, standing: str) -> str:
    if state.recovering:
        return "recovering"
    if state.unseen is not None:
        return "unseen"
    if "keypad-missing" in state.problems:
        return "keypad-missing"
    if state.stuck:
        return "key-stuck"
    if "line-display-missing" in state.problems:
        return "line-display-missing"
    if standing == "open":
        return "ready" if state.in_line else "empty"
    paused = state.heard is not None and state.heard.status == "paused"
    return "paused-serving" if paused and standing == "serving" else standing


def _standing(state: CallerState) -> str:
    """The key of the first line."""
    heard = state.heard
    if heard is None:
        return "unknown"
    if heard.ticket is not None:
        if heard.ticket.state == "called":
            return "called-again" if heard.ticket.calls > 1 else "called"
        return "serving"
    return heard.status


def _values(state: CallerState, language: Language) -> dict[str, Any]:
    said, heard = state.said, state.heard
    refusal = None if said is None else said.refusal
    return {
        "n": state.counter_number,
        "number": said.number if said is not None and said.number else state.number,
        "calls": heard.ticket.calls if heard is not None and heard.ticket is not None else 1,
        "waiting": state.in_line,
        "wish": WISHES[said.wish].into(language) if said is not None and said.wish is not None else "",
        "about": "" if refusal is None else refusal.about,
        "reason": "" if refusal is None else refusal.reason,
    }


def _line1(state: CallerState, standing: str, language: Language) -> str:
    """How the counter stands at the left, people waiting at the right where there is room."""
    ticket = None if state.heard is None else state.heard.ticket
    left = STANDINGS[standing].into(language)
    left = left.format(n=state.counter_number, number=state.number, calls=0 if ticket is None else ticket.calls)
    right = WAITING.into(language).format(waiting=state.in_line)
    room = COLUMNS - len(left) - len(right)
    shown = standing not in ("unknown", "closed") and room > 0
    return f"{left}{' ' * room}{right}" if shown else left
