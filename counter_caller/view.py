"""How the call box looks and sounds: lights, two lines of 20 characters, one sentence. Pure."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from counter_caller.state import CallerState, Signal
from counter_caller.words import PHRASES, STANDINGS, WAITING, WISHES, Phrase
from hall_core.domain.names import Language

COLUMNS = 20
"""Of the line display: the common size of a pole or counter display, two lines of it."""

Blink = tuple[int, ...]
"""Milliseconds on, off, on, off …, over and over; an even number of them. See ``OFF`` and ``ON`` for the two ends."""
OFF: Blink = ()
ON: Blink = (1_000, 0)
# An eye tells steady, slow (1 Hz), slower and fast (4 Hz) apart without counting.
SLOW: Blink = (500, 500)
FAST: Blink = (125, 125)
GLINT: Blink = (100, 1_900)
SLOWER: Blink = (1_000, 1_000)


class Lamp(Struct, frozen=True):
    """``ready``, ``busy``, ``fault`` are three lights (a keypad's Num, Caps, Scroll); ``lone`` says the same where
    there are fewer."""

    ready: Blink = OFF
    busy: Blink = OFF
    fault: Blink = OFF
    lone: Blink = OFF


class Tone(Struct, frozen=True):
    """Played once: milliseconds on, off, on … at ``hz``."""

    hz: int
    beat: Blink


class View(Struct, frozen=True):
    kind: str
    lamp: Lamp
    line1: str
    line2: str
    sentence: str


DARK = Lamp()
FINE = Lamp(ready=ON, lone=ON)
LAMPS: dict[str, Lamp] = {
    "closed": DARK,
    "unknown": DARK,
    "paused": Lamp(ready=GLINT, lone=GLINT),
    "paused-serving": Lamp(ready=GLINT, lone=GLINT),
    "ready": FINE,
    "empty": FINE,
    "called": FINE,
    "called-again": FINE,
    "serving": FINE,
    "unseen": Lamp(ready=ON, fault=SLOW, lone=(1_500, 100, 100, 100)),
    "keypad-missing": DARK,
    "line-display-missing": FINE,
    "asked": Lamp(busy=FAST, lone=FAST),
    "wait": Lamp(busy=FAST, lone=FAST),
    "done": FINE,
    "nobody-waiting": Lamp(ready=SLOW, lone=(200, 200, 200, 1_400)),
    "refused": Lamp(fault=ON, lone=SLOW),
    "late": Lamp(fault=ON, lone=SLOW),
    "unanswered": Lamp(busy=SLOW, fault=SLOW, lone=(800, 200)),
    "no-link": Lamp(busy=SLOW, lone=SLOWER),
    "quiet": Lamp(busy=SLOW, lone=SLOWER),
    "not-sent": Lamp(fault=FAST, lone=(100, 100, 100, 1_700)),
}

TICK = 30
"""Milliseconds of the click that only says "felt": too short for a bell, which stays silent."""
TONES: dict[Signal, Tone] = {
    "asked": Tone(1_000, (TICK,)),
    "wait": Tone(400, (TICK,)),
    "done": Tone(2_000, (120,)),
    "nobody-waiting": Tone(1_200, (120, 120, 120)),
    "refused": Tone(400, (150, 100, 150, 100, 150)),
    "late": Tone(400, (150, 100, 150, 100, 150)),
    "no-link": Tone(300, (80, 80, 80, 80, 80, 80, 80)),
    "unanswered": Tone(300, (500, 150, 500)),
    "unseen": Tone(800, (300, 150, 300, 150, 300)),
}


def lit(beat: Blink, elapsed: int, *, once: bool = False) -> tuple[bool, int | None]:
    """Whether it is on after ``elapsed`` milliseconds, and in how many it changes next (None: never)."""
    period = sum(beat)
    if not period or (once and elapsed >= period):
        return False, None
    if len(beat) == 2 and not beat[1] and not once:
        return True, None
    left = elapsed if once else elapsed % period
    for index, span in enumerate(beat):
        if left < span:
            return index % 2 == 0, span - left
        left -= span
    raise AssertionError("a beat is as long as its parts")


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
    if state.unseen is not None:
        return "unseen"
    for problem in ("keypad-missing", "line-display-missing"):
        if problem in state.problems:
            return problem
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
