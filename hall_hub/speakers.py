"""What the hub hears of its boards' loudspeakers, and the board it has named in each zone."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from hall_core.contract.codec import Envelope
from hall_core.contract.messages import DeviceState
from hall_core.domain.hall import Hall
from hall_core.domain.names import Slug
from hall_core.domain.plan import Plan
from hall_core.domain.speaking import Naming, awaited, elect, speaking_boards
from hall_hub.touched import Touched
from hall_hub.when import Now

SETTLES = 20_000
"""Milliseconds after a link came up in which a named board counts as well though it was not heard yet: the broker
tells first of one board, then of the next, and a board that was cut off as well needs some seconds to come back."""


class _Heard(Struct, frozen=True):
    boot: int
    online: bool
    silent: bool
    whole: bool
    dark: bool


class Speakers:
    """``kept``: whom an earlier run had named. A hub that is just back must not name another one in mid-speech.
    ``shut_out``: whether a board has no voice any more, whatever it says."""

    def __init__(self, plan: Plan, kept: dict[Slug, Naming], now: Now, shut_out: Callable[[Slug], bool]) -> None:
        boards = {zone.id: speaking_boards(plan, zone.id) for zone in plan.zones}
        self._boards = {zone: ids for zone, ids in boards.items() if ids}
        self._named = {zone: kept.get(zone, Naming()) for zone in self._boards}
        self._shut_out = shut_out
        self._heard: dict[Slug, _Heard] = {}
        self._linked = now.mono
        self.unsaved: dict[Slug, Naming] = {}
        """To be kept with the next commit; the one who does so empties it."""

    def of(self, zone: Slug) -> Naming:
        return self._named.get(zone, Naming())

    def linked(self, now: Now) -> None:
        """The broker is there: what it has kept of the boards comes now."""
        self._linked = now.mono

    def hear(self, device: Slug, envelope: Envelope[DeviceState]) -> None:
        """Who a device says it is; the last will of an earlier start says nothing of this one."""
        known, state = self._heard.get(device), envelope.body
        if known is None or state.online or envelope.boot >= known.boot:
            silent, whole = "sound" in state.problems, "clips-missing" not in state.problems
            dark = "screen-missing" in state.problems
            self._heard[device] = _Heard(envelope.boot, state.online, silent, whole, dark)

    def look(self, hall: Hall, touched: Touched, now: Now) -> None:
        """Names who is to speak now, and touches the zones where that has changed."""
        for zone, boards in self._boards.items():
            before = self._named[zone]
            waiting = awaited(hall, zone, now.at)
            after = elect(self._lit_first(boards), self._voices(boards, before, now), before, now.at, awaited=waiting)
            if after != before:
                self._named[zone] = self.unsaved[zone] = after
            if (after.board, after.since) != (before.board, before.since):
                touched.zones[zone] = None

    def _lit_first(self, boards: list[Slug]) -> list[Slug]:
        """The loudspeaker of a board whose television is off may be the television's own."""
        return sorted(boards, key=lambda board: (heard := self._heard.get(board)) is not None and heard.dark)

    def _voices(self, boards: list[Slug], named: Naming, now: Now) -> dict[Slug, bool]:
        voices: dict[Slug, bool] = {}
        for board in boards:
            heard = self._heard.get(board)
            if self._shut_out(board):
                continue
            if heard is not None and heard.online and not heard.silent:
                voices[board] = heard.whole
            elif heard is None and board == named.board and now.mono - self._linked < SETTLES:
                voices[board] = named.whole
        return voices
