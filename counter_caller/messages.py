"""What comes to the decider of one counter's buttons, and what it wants done. Immutable."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.domain import commands as c
from hall_core.domain.button_box import Duty
from hall_core.domain.names import Uid
from hall_core.mqtt.heard import Heard

Wish = Literal[
    "next",
    "recall",
    "start",
    "complete",
    "no-show",
    "open",
    "pause",
    "resume",
    "close",
    "park",
    "transfer",
    "ask-help",
    "end-help",
]
"""What a press became: the tag of its command."""
Outcome = Literal["asked", "wait", "late", "no-link", "done", "nobody-waiting", "refused", "unanswered"]
"""What the officer is told about a press. ``wait``: one before is unanswered yet. ``late``: it lay too long."""
Signal = Literal[Outcome, "unseen"]
"""What is heard as a beep."""

Command = (
    c.CallNext
    | c.Recall
    | c.StartService
    | c.CompleteService
    | c.MarkNoShow
    | c.OpenCounter
    | c.PauseCounter
    | c.ResumeCounter
    | c.CloseCounter
    | c.Park
    | c.Transfer
    | c.AskHelp
    | c.EndHelp
)

DEBOUNCE = 150
"""Milliseconds in which the same key counts once. Contacts chatter for some 5-20 ms, when pressed and when let go,
and a hurried finger hits twice within 100; nobody means the same key twice that fast."""
PRESS_LASTS = 2_000
"""Milliseconds after which a press is void. It is that late only if the box stood still, and by then the officer
has looked up and seen something else."""
STUCK = 10_000
"""Milliseconds after which a key that is held counts as stuck: a finger is not that patient, a file lying on it is."""
KEY_DOWN, KEY_UP = 1, 0
"""The kernel's values for a press and for letting go; 2 is repeating while held."""


class Pressed(Struct, frozen=True):
    """A key moved at ``at``, looked at ``now`` (milliseconds since the box started)."""

    duty: Duty
    at: int
    now: int
    value: int = KEY_DOWN
    key: str = ""
    """Which one: two keys for the same thing do not stand in for one another's bounces."""


class Ticked(Struct, frozen=True):
    """It is ``now``, at which some key has been held long enough to be stuck (see ``CallerState.due``)."""

    now: int


class Sent(Struct, frozen=True):
    """The command asked for last went out under this id. Comes right after :class:`Ask`, before anything else."""

    id: Uid


class Trouble(Struct, frozen=True):
    """A part of the box is missing, or back. ``words`` say which."""

    problem: Problem
    present: bool
    words: str = ""


Message = Pressed | Ticked | Sent | Trouble | Heard


class Ask(Struct, frozen=True):
    """Send this command once; the next message is :class:`Sent`."""

    command: Command


class Beep(Struct, frozen=True):
    signal: Signal


class Report(Struct, frozen=True):
    """Put the problem on the device's state with these words, or take it off."""

    problem: Problem
    present: bool
    words: str = ""


class Note(Struct, frozen=True):
    """A line for the log."""

    words: str


Effect = Ask | Beep | Report | Note
