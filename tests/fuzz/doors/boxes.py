"""The boxes of a hall as they hear it: a real station without its network, the box' own decider behind it, and what it
then shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from counter_caller.desk import Desk
from counter_caller.messages import Pressed
from display_app.board import Board, Drawn
from display_app.led import letters
from display_app.led.draw import draw
from display_app.led.layout import place
from display_app.led.view import Cues, LedViews
from display_app.scene import Scene
from display_app.signs.view import view_of
from display_app.state import step as board_step
from display_app.state import wake_at
from hall_core.contract import examples
from hall_core.contract.access import listens
from hall_core.contract.codec import encode
from hall_core.contract.messages import DeviceState, HallState, Health
from hall_core.contract.topics import Kind
from hall_core.domain import commands as c
from hall_core.domain.button_box import Duty
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led, Panel, Sign
from hall_core.mqtt.caring import Ways
from hall_core.mqtt.heard import Heard, LinkUp, StateHeard
from hall_core.mqtt.link import Arrived, Publication
from hall_core.mqtt.station import Station
from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets import pages as tickets
from kiosk_app.kiosk import Kiosk, Now, Setup
from kiosk_app.messages import Ask, Connected, GoHome, Scanned, Woke, Wonder
from kiosk_app.rules import SETTLE
from kiosk_app.state import step as kiosk_step
from kiosk_app.view import view as kiosk_view
from tests.conftest import HandClock
from tests.display_app.conftest import about_of, scene_layout
from tests.fuzz.doors.halls import NAMES, WORDS, hall_of_everything
from tests.fuzz.messages import Messages

OWN: tuple[Kind, ...] = ("reply", "answer", "ack", "crt", "release", "look")
"""What every box hears beside what it listens to."""
ASKED = 10
"""Inputs between two questions of a box: an answer to nothing is heard by nobody."""


class Nowhere:
    """A link that takes everything and brings nothing."""

    def publish(self, publication: Publication) -> None:
        pass

    def wake(self) -> None:
        pass

    def close(self) -> None:
        pass


class Box:
    """``hear`` takes what the station hears; it raises what it cannot take, where a real box would log it."""

    grows = 2.0
    said: list[Any]
    """What was heard since it was looked at last."""

    def __init__(self, folder: Path, plan: Plan, device: str, hear: Callable[[Heard], None], clock: HandClock) -> None:
        meant = plan.device(device)
        assert meant is not None, device
        self.clock, self.plan = clock, plan
        heard = listens(meant)
        kinds = list(dict.fromkeys(kind for kind, *_ in heard))
        self.messages = Messages("thu", [*kinds, *kinds, *OWN], [device, *NAMES], WORDS)
        self.station = Station(
            hall=plan.hall.id,
            device=device,
            state=DeviceState(online=True, role="kiosk", version="0"),
            boot=1,
            clock=clock,
            outbox=folder / "outbox.sqlite",
            broker=("127.0.0.1", 1),
            listen=heard,
            hear=hear,
            health=lambda: Health(uptime_s=1),
            ways=Ways(folder=folder, report=folder / "report.json", lines=lambda: b"lines"),
        )
        self.station._link.close()
        self.station._link = Nowhere()  # type: ignore[assignment]
        self._count = 0
        hear(LinkUp())

    def make(self, rng: Random) -> Arrived:
        self.clock.wait(rng.choice((0, 1, 250, 4_000)))
        self.messages.at, self.messages.mono = self.clock.at, self.clock.since_start
        return self.messages.make(rng)

    def give(self, input: Arrived) -> None:
        self._count += 1
        if self._count % ASKED == 0:
            self.station.ask(c.CheckIn(code="HEN7K2Q", language="vi"), examples.ID)
            self.station._timers(time.monotonic())
        self.station._take_message(input)
        self.look()

    def look(self) -> None:
        """What it now shows can be shown."""

    def heartbeat(self) -> Arrived:
        """One that no epoch of what came before makes old."""
        state = HallState(epoch=2**53 - 1, version=2**53 - 1, day="2026-11-21", open=True, changes_at=None)
        return Arrived(self.messages.topics.to("hall"), encode(examples.envelope("hall", state)), False)

    def well(self) -> None:
        before = len(self.said)
        self.give(self.heartbeat())
        assert any(isinstance(each, StateHeard) for each in self.said[before:]), "a heartbeat is not heard any more"
        self.said.clear()

    def end(self) -> None:
        self.station.outbox.close()


class KioskDoor(Box):
    grows = 3.0

    def __init__(self, folder: Path) -> None:
        plan = hall_of_everything()
        self._say, self.said = Words().into("vi"), []
        self._kiosk = Kiosk(setup=Setup(plan=plan, digest="d1", tiles=8, printer=True, scanner=True))
        super().__init__(folder, plan, "kiosk-1", self._hear, HandClock())
        self._hear(Connected())
        self._steps = iter(())

    def _now(self) -> Now:
        return Now(self.clock.since_start, self.clock.at, True, examples.ID)

    def _hear(self, message: Any) -> None:
        self.said.append(message)
        self._kiosk, effects = kiosk_step(self._kiosk, message, self._now())
        for effect in effects:
            if isinstance(effect, Ask):
                self.station.ask(effect.command, effect.id)
            elif isinstance(effect, Wonder):
                self.station.wonder(effect.question, effect.id)

    def give(self, input: Arrived) -> None:
        """Somebody stands before it meanwhile, and goes on to the page that waits for an answer."""
        self._tap(next(self._steps, None))
        super().give(input)

    def _tap(self, message: Any) -> None:
        if message is None:
            self._steps = iter(self._visit())
            return
        self.clock.wait(SETTLE)
        self._hear(message)

    def _visit(self) -> Iterable[Any]:
        codes = ("H41.16-210612-0001", "001234567890", "MOTCUA:HEN7K2Q")
        yield from (GoHome(), tickets.Begin(), tickets.ChooseField("ho-tich"), tickets.ChooseService("sao-y"))
        yield from (Woke(), Woke(), GoHome(), *(Scanned(code) for code in codes), Woke(), Woke(), Woke())

    def look(self) -> None:
        kiosk_view(self._kiosk, self._say, self._now())


class _Behind(Box):
    """A board of whatever kind, from the decider on."""

    def __init__(self, folder: Path, device: str, plan: Plan) -> None:
        self.said = []
        self._board = Board(id=device, voice=device == "bang-1")
        self._ids = frozenset[str]()
        super().__init__(folder, plan, device, self._hear, HandClock())

    def _hear(self, message: Any) -> None:
        self.said.append(message)
        self._board, _ = board_step(self._board, message, self.clock.since_start)

    def look(self) -> None:
        now = self.clock.since_start
        wake = wake_at(self._board, now)
        assert wake is None or wake > now, "it would never rest"
        self.show(now)
        shown = frozenset(call.id for call in self._board.calls)
        self._hear(Drawn(shown))

    def show(self, now: int) -> None:
        raise NotImplementedError


class BoardDoor(_Behind):
    def __init__(self, folder: Path) -> None:
        plan = hall_of_everything()
        shows = ("calls", "waiting", "counter", "notices")
        panel = Panel(width_px=1920, height_px=1080, width_mm=1210.0)
        about = about_of(plan, panel, 6.0, lambda text, _: 0.6 * len(text), shows=shows, counter="quay-1")
        self._scene = Scene(about, scene_layout(about))
        self._cues = self._scene.cues(0)
        super().__init__(folder, "bang-1", plan)

    def show(self, now: int) -> None:
        self._cues, _ = self._scene(self._board, self._cues, now)


class LedDoor(_Behind):
    def __init__(self, folder: Path) -> None:
        plan = hall_of_everything()
        led = plan.device("led-1")
        assert isinstance(led, Led)
        layout = place(plan, led)
        self._layout = layout
        self._views = LedViews(
            plan, led, layout, Words(), lambda text: letters.width(text, layout.words) if text else 0
        )
        self._cues, self._drawn = Cues(), 0
        super().__init__(folder, "led-1", plan)

    def show(self, now: int) -> None:
        self._cues, view, _ = self._views(self._board, self._cues, now)
        self._drawn += 1
        if self._drawn % 20 == 0:
            draw(view, self._layout)


class SignDoor(_Behind):
    def __init__(self, folder: Path) -> None:
        plan = hall_of_everything()
        sign = plan.device("bien-1")
        assert isinstance(sign, Sign)
        self._sign = sign
        super().__init__(folder, "bien-1", plan)

    def show(self, now: int) -> None:
        view_of(self._board, self._sign, now)


class CallerDoor(Box):
    def __init__(self, folder: Path) -> None:
        plan = hall_of_everything()
        self.said = []
        counter = next(each for each in plan.counters if each.id == "quay-1")
        self._desk = Desk(counter, "can-bo-1", screens=[lambda view: None])
        super().__init__(folder, plan, "goi-1", self._hear, HandClock())

    def _hear(self, message: Any) -> None:
        self.said.append(message)
        self._desk.take(message, self)

    def ask(self, command: Any) -> str:
        return self.station.ask(command, examples.ID)

    def report(self, *words: Any) -> None:
        pass

    def look(self) -> None:
        now = self.clock.since_start
        self._desk.take(Pressed(Duty("next"), now, now), self)
        self._desk.take(Pressed(Duty("next"), now, now, 0), self)
