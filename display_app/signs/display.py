"""A sign for the loop without Kivy: hands the line what the board knows, and says what of it is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from display_app.board import Board
from display_app.quiet import Shown
from display_app.signs.view import view_of
from hall_core.domain.names import Millis
from hall_core.domain.plan_devices import Sign

if TYPE_CHECKING:
    from display_app.devices.sign_line import Missing, SignLine


class SignDisplays:
    """A :class:`display_app.quiet.Display`. Shows no call in the sense of a board: whoever waits sits before the
    zone's boards, and the hub counts no sign as having been seen."""

    def __init__(self, sign: Sign, look: Callable[[], None]) -> None:
        """``look`` asks, from the line's thread, for :meth:`show`."""
        self._sign = sign
        self._look = look
        self._line: SignLine | None = None
        self._stop: Callable[[], None] = lambda: None
        self._missing = ""

    def open(self) -> None:
        from display_app.devices.sign_line import SignLine  # pyserial

        self._missing = ""
        self._line = SignLine(self._sign, missing=self._hear)
        self._stop = self._line.start()

    def show(self, board: Board, now: Millis) -> Shown:
        assert self._line is not None, "opened before"
        view = view_of(board, self._sign, now)
        self._line.show(view.faces)
        return Shown(frozenset(), view.until, self._missing)

    def close(self) -> None:
        stop, self._stop = self._stop, lambda: None
        stop()

    def _hear(self, missing: Missing) -> None:
        self._missing = words_for(missing, self._sign)
        self._look()


def words_for(missing: Missing, sign: Sign) -> str:
    """The line, or each counter with the address of its display: ``quay-3 #3, quay-4 #4``. Empty when all is well."""
    if missing.line:
        return sign.line
    return ", ".join(f"{x.counter} #{x.address}" for x in sign.displays if x.address in missing.displays)
