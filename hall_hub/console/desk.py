"""The console as a device of the hall: it asks the hub in an officer's name, and hears how the devices are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.doctor import Look, Report
from hall_core.contract.ids import new_id
from hall_core.contract.messages import Alert, DeviceState, Health, Reply
from hall_core.contract.release import BoxStanding, ReleaseWish, RolloutState
from hall_core.contract.trust import Standing, TrustWish
from hall_core.domain.commands import Command
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.mqtt.heard import (
    AlertHeard,
    Answered,
    Heard,
    HubBack,
    HubQuiet,
    LinkDown,
    LinkUp,
    ShownHeard,
    StateHeard,
    Unanswered,
)
from hall_hub.console.devices.looks import Looks, Own

WISH_WITHIN = 5.0
"""Seconds that a page waits for the authority."""
WISH_AGAIN = 1.0
"""Seconds until a wish that has changed nothing is said again: a second time it does nothing."""
Line = Literal["unknown", "up", "no-link", "quiet"]


class Asker(Protocol):
    """Of a station, what is needed here."""

    def ask(self, command: Command, id: str | None = None) -> str: ...

    def wish(self, wish: TrustWish | ReleaseWish) -> None: ...

    def look(self, device: str, look: Look) -> str: ...


class Device(Struct, frozen=True, kw_only=True):
    """What a device has said of itself."""

    state: DeviceState | None = None
    clock_trusted: bool = True
    """Its own clock, when it last spoke."""
    health: Health | None = None
    health_at: Millis = 0
    """By our clock."""
    alerts: Mapping[str, Alert] = {}
    """By problem."""
    report: Report | None = None
    """Of its doctor."""


class Desk:
    """Belongs to the event loop; only :meth:`put` may be called from another thread."""

    def __init__(
        self,
        news: Callable[[bool], None],
        own: Slug,
        now: Callable[[], Millis],
        witness: Callable[[Heard, Millis], None],
        own_box: Own | None = None,
    ) -> None:
        """``news`` is told when something was heard, and whether pages show it as it was heard here. ``own`` is this
        device, which the broker does not repeat to itself. ``witness`` is told of all that was heard, and when."""
        self._news = news
        self._own = own
        self._now = now
        self._witness = witness
        self._loop = asyncio.get_running_loop()
        self._open: dict[Uid, asyncio.Future[Reply | None]] = {}
        self.asker: Asker | None = None
        self.line: Line = "unknown"
        self.devices: dict[Slug, Device] = {}
        """All but this one."""
        self.trust: dict[Slug, Standing] = {}
        """What the authority says of them, and of this one."""
        self._trusted = asyncio.Event()
        self.boxes: dict[Slug, BoxStanding] = {}
        """Which release each box runs."""
        self.rollout: RolloutState | None = None
        self._rolled = asyncio.Event()
        self.looks = Looks(now, own_box)
        """What a head asks of boxes beside that."""

    async def ask(self, command: Command) -> Reply | None:
        """The hub's reply; None when nobody answered in time."""
        if self.asker is None:
            return None
        id = new_id()
        answer: asyncio.Future[Reply | None] = self._loop.create_future()
        self._open[id] = answer
        try:
            self.asker.ask(command, id)
            return await answer
        finally:
            del self._open[id]

    async def wish(self, wish: TrustWish, settled: Callable[[Standing | None], bool]) -> bool:
        """Whether the device of the wish came to stand so, in time."""
        if self.asker is None:
            return False
        until = self._loop.time() + WISH_WITHIN
        while not settled(self.trust.get(wish.device)) and self._loop.time() < until:
            self.asker.wish(wish)
            again = min(until, self._loop.time() + WISH_AGAIN)
            while not settled(self.trust.get(wish.device)) and (left := again - self._loop.time()) > 0:
                self._trusted.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._trusted.wait(), left)
        return settled(self.trust.get(wish.device))

    async def order(self, wish: ReleaseWish, settled: Callable[[RolloutState | None], bool]) -> bool:
        """Whether the hub came to do that, in time. Said once: said twice it would be ordered anew."""
        if self.asker is None:
            return False
        self.asker.wish(wish)
        until = self._loop.time() + WISH_WITHIN
        while not settled(self.rollout) and (left := until - self._loop.time()) > 0:
            self._rolled.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rolled.wait(), left)
        return settled(self.rollout)

    def put(self, heard: Heard) -> None:
        """From the station's thread."""
        with suppress(RuntimeError):  # the loop has ended: nobody is there to hear it
            self._loop.call_soon_threadsafe(self._take, heard)

    def _take(self, heard: Heard) -> None:
        before, now = (self.line, self.devices, self.trust, self.boxes, self.rollout), self._now()
        self._witness(heard, now)
        match heard:
            case Answered(reply):
                self._answered(reply.to, reply)
            case Unanswered(command):
                self._answered(command, None)
            case LinkUp() | HubBack():
                self.line = "up"
            case LinkDown():
                self.line = "no-link"
            case HubQuiet():
                self.line = "quiet"
            case StateHeard(state=Standing() as standing):
                self.trust = {**self.trust, standing.device: standing}
                self._trusted.set()
            case StateHeard(state=BoxStanding() as box, name=name):
                self.boxes = {**self.boxes, name: box}
            case StateHeard(state=RolloutState() as rollout):
                self.rollout = rollout
                self._rolled.set()
            case ShownHeard(device, answer):
                self.looks.hear(device, answer)
            case StateHeard(name=name) | AlertHeard(device=name) if name != self._own:
                known = self.devices.get(name, Device())
                if (told := taken(known, heard, now)) != known:
                    self.devices = {**self.devices, name: told}
            case _:
                pass
        self._news((self.line, self.devices, self.trust, self.boxes, self.rollout) != before)

    def _answered(self, id: Uid, reply: Reply | None) -> None:
        answer = self._open.get(id)
        if answer is not None and not answer.done():
            answer.set_result(reply)


def taken(known: Device, heard: StateHeard | AlertHeard, now: Millis) -> Device:
    """What is known of a device after it has said this."""
    match heard:
        case StateHeard(state=DeviceState() as state):
            return replace(known, state=state, clock_trusted=heard.clock_trusted)
        case StateHeard(state=Report() as report):
            return replace(known, report=report)
        case StateHeard(state=Health() as health):
            return replace(known, health=health, health_at=now, clock_trusted=heard.clock_trusted)
        case AlertHeard(problem=problem, alert=alert):
            alerts = {key: other for key, other in known.alerts.items() if key != problem}
            return replace(known, alerts=alerts if alert is None else {**alerts, problem: alert})
        case _:
            return known
