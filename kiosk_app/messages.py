"""What a kiosk hears and what it does, as values. A job's own taps, news and effects stand with the job.

Times are milliseconds of the box's monotonic clock.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.contract.questions import Question
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from hall_core.domain.names import Language, Uid
from hall_core.mqtt.heard import Heard


class Tap(Struct, frozen=True):
    """What a finger (or the scanner in its place) can mean."""

    settles: ClassVar[bool] = True
    """Whether it is passed over while a new page settles; a key of the keyboard is not, for a page that stays."""


class TurnTo(Tap, frozen=True):
    """Another part of the page, from 0."""

    page: int


class GoBack(Tap, frozen=True):
    pass


class GoHome(Tap, frozen=True):
    pass


class StillHere(Tap, frozen=True):
    """More time, please."""


class Speak(Tap, frozen=True):
    """Another language, please."""

    language: Language


class OpenLanguages(Tap, frozen=True):
    """The languages to choose from, please; and back to this page."""


class OpenModes(Tap, frozen=True):
    """The ways to have the screen, please; and back to this page, with all that was typed."""


class Key(Tap, frozen=True):
    """A key of the keyboard on the screen, as :func:`hall_core.domain.typing.press` takes it."""

    settles: ClassVar[bool] = False
    key: str


class News(Struct, frozen=True):
    """What happens besides taps and what the station hears."""


class Connected(News, frozen=True):
    """The devices are all there."""


class Woke(News, frozen=True):
    """The time that ``wake_at`` named has come."""


class Scanned(News, frozen=True):
    """The scanner read this; nothing that holds it is ever logged."""

    text: str

    def __repr__(self) -> str:
        return "Scanned(…)"


class ProblemSeen(News, frozen=True):
    """Something of this box does not work, or works again."""

    problem: Problem
    present: bool


Message = Tap | News | Heard


class Effect(Struct, frozen=True):
    """What the kiosk does. The shell finds the hand for it by its type."""


class Ask(Effect, frozen=True):
    """Send the command under this id; Answered or Unanswered is to follow."""

    id: Uid
    command: Command


class Wonder(Effect, frozen=True):
    """Ask the hub something under this id; Told or Unanswered is to follow."""

    id: Uid
    question: Question


class Tell(Effect, frozen=True):
    fact: Fact


class Report(Effect, frozen=True):
    problem: Problem
    present: bool


class Restart(Effect, frozen=True):
    """End this program; who watches over it starts it again. The app itself is the hand for it."""
