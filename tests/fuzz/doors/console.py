"""The console hears every box of the hall, and shows the head what they say."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

from hall_core.contract import examples
from hall_core.domain.names import Slug
from hall_core.mqtt.heard import Heard
from hall_core.mqtt.link import Arrived
from hall_core.ui.translate import Words
from hall_hub.console.accounts import Accounts
from hall_hub.console.console import Console
from hall_hub.console.devices.looks import _Open
from hall_hub.console.devices.routes import _page as device_page
from hall_hub.console.following import Follower
from hall_hub.console.live import Writing
from hall_hub.console.pages import HEAD, LISTS
from hall_hub.console.visitor import Visitor
from hall_hub.store.ledger import Ledger
from tests.conftest import HandClock
from tests.fuzz.doors.boxes import Box
from tests.fuzz.doors.halls import hall_of_everything

SHOWN_EVERY = 50


class ConsoleDoor(Box):
    grows = 4.0

    def __init__(self, folder: Path) -> None:
        self.said = []
        plan, self._clock = hall_of_everything(), HandClock()
        Ledger(folder / "ledger.sqlite").close()
        self._loop = asyncio.new_event_loop()
        self._console = self._loop.run_until_complete(self._opened(folder))
        self._console.follower.look()
        head = next(officer for officer in plan.officers if officer.role == "head")
        self._visitor = Visitor(Words().into("vi"), "token", head, "session")
        super().__init__(folder, plan, "dieu-hanh", self._hear, self._clock)

    async def _opened(self, folder: Path) -> Console:
        plan = hall_of_everything()
        ledger, accounts = Follower(plan, folder / "ledger.sqlite"), Accounts(folder / "accounts.sqlite")
        return Console(plan, "dieu-hanh", ledger, accounts, Words(), folder / "diary.sqlite", lambda: self._clock()[0])

    def _hear(self, heard: Heard) -> None:
        self.said.append(heard)
        self._loop.run_until_complete(self._taken(heard))

    async def _taken(self, heard: Heard) -> None:
        """A head waits for the screen or the log of a box all the time."""
        looks = self._console.desk.looks
        asked = looks._open.get(examples.ID)
        if asked is None or asked.answer.done():
            looks._open[examples.ID] = _Open("kiosk-1", self._loop.create_future(), {})
        self._console.desk._take(heard)

    def make(self, rng: Random) -> Arrived:
        if self._count % SHOWN_EVERY == 0:
            self._show("kiosk-1")
        return super().make(rng)

    def _show(self, device: Slug) -> None:
        for page in (HEAD, LISTS, device_page(self._console.plan, device)):
            parts = page.parts(self._console, self._visitor, {})
            assert Writing(self._console, page, {}).anew(self._visitor, parts), f"nothing is on {page.name}"

    def end(self) -> None:
        super().end()
        self._show("bang-1")
        self._console.diary.close()
        self._console.accounts.close()
        self._loop.close()
