"""What a kind of display must be able to say and hear: the seam between the line and its protocols."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from display_app.signs.view import Face
from hall_core.domain.plan_devices import SignDisplay


class Answer(Struct, frozen=True):
    """A display says of the frame with this number that it has taken it, or cannot."""

    address: int
    number: int
    taken: bool


class SignLanguage(Protocol):
    answers: bool
    """Whether displays say what they have taken. Where they do not, all is said twice."""
    pause: float
    """Seconds of rest behind each frame."""

    def show(self, display: SignDisplay, face: Face, before: Face | None, number: int) -> list[bytes]:
        """The frames that put ``face`` on a display which shows ``before`` (None: unknown). ``number``, 0 to 127, is
        that of the wish: the same each time it is repeated."""
        ...

    def dark(self) -> bytes:
        """Empties every display."""
        ...

    def hear(self, data: bytes) -> list[Answer]:
        """What came in; garbage is passed over."""
        ...
