"""A code to be scanned or typed: what the pages of several jobs have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from kiosk_app.kiosk import PERSONAL, SECOND, Millis, Page
from kiosk_app.messages import Tap

if TYPE_CHECKING:
    from hall_core.domain.typing import Typed

LONGEST = 40
"""Characters of the longest code there is, that of a dossier."""


class Entry(Page, frozen=True, kw_only=True):
    """A job makes its own page from it, and says what :class:`Enter` does there."""

    stays: ClassVar[Millis | None] = PERSONAL
    personal: ClassVar[bool] = True
    scans: ClassVar[bool] = True

    typed: Typed | None = None
    """None until a key is pressed."""
    wrong: Literal["", "empty", "typed", "scanned"] = ""
    """Why what was entered leads nowhere."""

    @property
    def text(self) -> str:
        return "" if self.typed is None else self.typed.text


class Unread(Page, frozen=True):
    """Something was held to the scanner that it could not read."""

    stays: ClassVar[Millis | None] = 15 * SECOND
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False
    scans: ClassVar[bool] = True


class Enter(Tap, frozen=True):
    """What stands in the field is all."""
