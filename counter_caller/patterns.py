"""How the call box looks and sounds: one table of lights and one of tones (docs/buttons.md shows both). Pure.

Who cannot tell the colours apart, or has one light alone, reads the rhythm; who does not look, hears it. All spans are
multiples of 20 ms, in which boxes on a line count.
"""

from __future__ import annotations

from msgspec import Struct

from counter_caller.messages import Signal

Blink = tuple[int, ...]
"""Milliseconds on, off, on, off …, over and over; an even number of them. See ``OFF`` and ``ON`` for the two ends."""
OFF: Blink = ()
ON: Blink = (1_000, 0)
# An eye tells steady, slow (1 Hz), slower and fast (4 Hz) apart without counting.
SLOW: Blink = (500, 500)
FAST: Blink = (120, 120)
GLINT: Blink = (100, 1_900)
SLOWER: Blink = (1_000, 1_000)
# Begins dark: the answer may be there before the eye has seen that it was asked.
WINK: Blink = (0, 120, 1_880, 0)


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
    "key-stuck": Lamp(fault=GLINT, lone=(100, 100, 100, 100, 100, 1_500)),
    "line-display-missing": FINE,
    "asked": Lamp(busy=FAST, lone=FAST),
    "wait": Lamp(busy=FAST, lone=FAST),
    "done": Lamp(ready=WINK, lone=WINK),
    "nobody-waiting": Lamp(ready=SLOW, lone=(200, 200, 200, 1_400)),
    "refused": Lamp(fault=ON, lone=SLOW),
    "late": Lamp(fault=ON, lone=SLOW),
    "unanswered": Lamp(busy=SLOW, fault=SLOW, lone=(800, 200)),
    "no-link": Lamp(busy=SLOW, lone=SLOWER),
    "quiet": Lamp(busy=SLOW, lone=SLOWER),
    "recovering": Lamp(busy=SLOW, lone=SLOWER),
    "not-sent": Lamp(fault=FAST, lone=(100, 100, 100, 1_700)),
}
"""By ``View.kind``."""

TICK = 40
"""Milliseconds of the click that only says "felt": too short for a bell, which stays silent."""
# Some beepers know one pitch alone: what differs in pitch differs in rhythm too.
TONES: dict[Signal, Tone] = {
    "asked": Tone(1_000, (TICK,)),
    "wait": Tone(400, (TICK, 60, TICK)),
    "done": Tone(2_000, (120,)),
    "nobody-waiting": Tone(1_200, (120, 120, 120)),
    "refused": Tone(400, (160, 100, 160, 100, 160)),
    "late": Tone(400, (160, 100, 160, 100, 160)),
    "no-link": Tone(300, (80, 80, 80, 80, 80, 80, 80)),
    "unanswered": Tone(300, (500, 160, 500)),
    "unseen": Tone(800, (300, 160, 300, 160, 300, 160, 300)),
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
