"""Touch → next page painted: the real kiosk on 1280 × 800, with a stand-in for the line to the hub, and one citizen
after the other who takes a number, reads about a procedure, asks after a dossier and wants larger text.

The work is the processor time of the screen's thread, from the moment the finger lifts until the frame with the next
page is drawn and flipped, as in benchmarks.key_painted. First visits are those of the first citizen after the kiosk has
stood idle for a while, and in larger text those after each change, which makes every page anew. Beside them: a bare
Kivy window of the same size that takes eight labels off and puts eight others in their place.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.catalogue_of import keep_catalogue
from benchmarks.key_painted import BARE_STROKES, COUNT, Strokes, Window, child, painted, resident
from benchmarks.process import memory_mb
from benchmarks.report import Figure
from demo.hall_file import write_hall

GOAL = 50.0
"""Milliseconds."""
ROUNDS = 12
"""Citizens."""
IDLE = 14.0
"""Seconds that nobody touches the glass before the first comes."""
PAUSE = 5.0
"""Seconds from one to the next."""
LABELS = 8
CODE = "1.001193"
"""The procedure that is read about."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=1, counters=1, digits=5, voice=False)
        keep_catalogue(folder / "data", COUNT)
        bare = child("page_painted", "bare", folder, hall)
        ours = child("page_painted", "ours", folder, hall)
    figures: list[Figure] = []
    for part, what in (("first", "first visit"), ("later", "later visits"), ("larger", "text made larger or normal")):
        name, beside = f"touch → next page painted, {what}", "eight labels for eight others in a bare window"
        figures += painted(name, ours[part], beside, bare["later"], GOAL)
    for part, what in (("memory", "its screens made"), ("changed", "after three changes of the text's size")):
        figures.append(resident(f"memory of the kiosk at rest, {what}", ours[part], bare))
    return figures


# --- In the child -----------------------------------------------------------------------------------------------


def _ours(folder: Path, hall: Path) -> dict[str, Any]:
    from hall_core.ui import window
    from kiosk_app.__main__ import main

    told: dict[str, Any] = {}
    # The whole program as it is, but for its endless loop and its line.
    window.run = lambda root, *_: told.update(_walked(root))
    main(["--hall", str(hall), "--device", "kiosk-1", "--data", str(folder / "data"), "--broker", "127.0.0.1:9"])
    return told


class Line:
    """In place of the station: says nothing by itself, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked = ""

    def ask(self, _command: object, id: str) -> None:
        self.asked = id

    wonder = ask

    def keep_until_told(self, _ticket: str, _what: bytes) -> None: ...

    def drop_kept(self, _ticket: str) -> None: ...

    def kept(self) -> list[object]:
        return []

    def tell(self, _fact: object) -> None: ...

    def report(self, _problem: object, _present: bool) -> None: ...

    def start(self) -> Callable[[], None]:
        return lambda: None


def _walked(stage: Any) -> dict[str, Any]:
    from kiosk_app import connect

    line = Line()
    connect._station = lambda *_: line
    citizen = Citizen(stage, line)
    # As the program's own loop does after its first picture.
    gc.freeze()
    gc.enable()
    citizen.wait(IDLE)
    memory = memory_mb()
    took: dict[str, list[float]] = {"first": [], "later": [], "larger": []}
    for n in range(ROUNDS):
        citizen.took = took["first" if n == 0 else "later"]
        citizen.take_a_number()
        citizen.read_about()
        citizen.ask_after()
        citizen.wait(PAUSE)
        if n % 4 == 3:
            citizen.took = took["larger"]
            citizen.want_larger()
            citizen.wait(IDLE)
    return {**took, "memory": memory, "changed": memory_mb()}


class Citizen:
    """Touches what means something, wherever it stands. The clock of the kiosk is put on, so that no page settles."""

    def __init__(self, stage: Any, line: Line) -> None:
        self._stage, self._line = stage, line
        self._window = Window(stage)
        self._strokes = Strokes()
        self.took: list[float] = []
        self._app = stage._tapped.__self__
        self._window.wait_for(lambda: self._app.kiosk.connected or None)
        clock, self._put_on = self._app._clock, 0

        def ahead() -> tuple[int, int, bool]:
            at, mono, _ = clock()
            return at + self._put_on, mono + self._put_on, True

        self._app._clock = ahead
        self._open()

    def _open(self) -> None:
        from hall_core.contract.messages import HallState, ServiceState
        from hall_core.mqtt.heard import LinkUp, StateHeard

        at, _, _ = self._app._clock()
        states: list[Any] = [HallState(epoch=1, version=1, day="2026-11-23", open=True, changes_at=None)]
        states += [
            ServiceState(
                epoch=1,
                version=1,
                service=service.id,
                waiting=40,
                oldest=None,
                estimate_minutes=90,
                issuing="open",
                staffed=1,
            )
            for service in self._app.kiosk.setup.plan.services
        ]
        self._hear(LinkUp(), *(StateHeard(state, at, True) for state in states))

    def _hear(self, *messages: Any) -> None:
        for message in messages:
            self._app._ui.post(message)
        self._window._frames(1)

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._window._frames(1)
            time.sleep(0.02)

    def touch(self, meaning: object, *, opens: bool = True) -> None:
        """``opens``: whether another page comes of it, or the same one anew, which is what is measured."""
        from kiosk_app.rules import SETTLE

        self._put_on += SETTLE
        self._window.down(self._window.wait_for(lambda: self._find(meaning)))
        before = self._stage.view
        self._measure(self._window.up) if opens else self._window.up()
        assert self._stage.view is not before, f"nothing comes of {meaning}"
        self._window._frames(4)

    def _measure(self, stroke: Callable[[], None]) -> None:
        self._strokes.measure(stroke)
        self.took.append(self._strokes.took["work"][-1])
        print(f"{self.took[-1]:6.1f} {type(self._stage.view).__name__}", file=sys.stderr)

    def _find(self, meaning: object) -> Any:
        from hall_core.ui.widgets.touchable import Touchable

        for widget in self._stage.walk():
            if isinstance(widget, Touchable) and not widget.disabled:
                is_it = isinstance(widget.meaning, meaning) if isinstance(meaning, type) else widget.meaning == meaning
                if is_it:
                    return widget
        return None

    def _answer(self, message: Any) -> None:
        """What the hub says, and the page that comes of it."""
        self._app._ui.post(message)
        self._measure(lambda: self._window._frames(1))
        self._window._frames(4)

    def take_a_number(self) -> None:
        from hall_core.contract.messages import Reply, TicketReceipt
        from hall_core.mqtt.heard import Answered
        from kiosk_app.jobs.tickets import pages as p
        from kiosk_app.messages import GoHome

        self._line.asked = ""
        self.touch(p.Begin())
        self.touch(p.ChooseField)
        self.touch(p.ChooseService)
        for maybe in (p.ChoosePriority, p.Wait):
            if self._find(maybe) is not None:
                self.touch(maybe)
        at, _, _ = self._app._clock()
        asked = self._window.wait_for(lambda: self._line.asked or None)
        ticket = TicketReceipt(
            id=asked,
            number="A0012",
            service="khai-sinh",
            priority=None,
            issued_at=at,
            ahead=7,
            estimate_minutes=25,
        )
        self._answer(Answered(Reply(to=asked, ticket=ticket)))
        self.touch(GoHome)

    def read_about(self) -> None:
        from hall_core.ui.widgets.keyboard.key import Key
        from kiosk_app.jobs.procedures import pages as p
        from kiosk_app.messages import GoBack, GoHome

        self.touch(p.LookUp())
        for letter in "khai":
            self._window.down(self._window.find(Key, letter))
            self._window.up()
        self._window._frames(4)
        self.touch(p.ChooseProcedure(CODE))
        for part in (*p.PARTS[1:], p.PARTS[0]):
            self.touch(p.ChoosePart(part))
        self.touch(p.TakePhone)
        self._home(GoHome, GoBack)

    def ask_after(self) -> None:
        from kiosk_app.jobs.dossiers.pages import BeginLookup
        from kiosk_app.messages import GoBack, GoHome

        self.touch(BeginLookup())
        self._home(GoHome, GoBack)

    def want_larger(self) -> None:
        """On the first page, then a look-up, and home."""
        from kiosk_app.jobs.home.pages import Toggle
        from kiosk_app.jobs.procedures.pages import LookUp
        from kiosk_app.messages import GoBack, GoHome
        from kiosk_app.rules import SETTLE

        self.touch(Toggle("larger"))
        self.wait(SETTLE / 1000)  # for real: until then no page takes a tap, and others are made meanwhile
        self.touch(LookUp())
        self._home(GoHome, GoBack)

    def _home(self, *ways: type[Any]) -> None:
        from kiosk_app.kiosk import Home

        while not isinstance(self._app.kiosk.page, Home):
            self.touch(next(way for way in ways if self._find(way) is not None))


def _bare() -> dict[str, Any]:
    from kivy.config import Config

    for option, value in (("width", "1280"), ("height", "800")):
        Config.set("graphics", option, value)
    from kivy.base import EventLoop, runTouchApp
    from kivy.clock import Clock
    from kivy.uix.boxlayout import BoxLayout
    from kivy.uix.floatlayout import FloatLayout
    from kivy.uix.label import Label

    Clock._max_fps = 0
    root, pages = FloatLayout(), [BoxLayout(orientation="vertical") for _ in range(2)]
    labels = [Label(font_size=24) for page in pages for _ in range(LABELS)]
    for place, label in enumerate(labels):
        pages[place // LABELS].add_widget(label)
    root.add_widget(pages[0])
    runTouchApp(root, embedded=True)
    strokes = Strokes()

    def swap() -> None:
        turn = len(strokes.took["work"])
        page = pages[(turn + 1) % 2]
        for row, label in enumerate(page.children):
            label.text = f"Đăng ký biến động đất đai, tài sản gắn liền với đất {turn} {row}"
        root.clear_widgets()
        root.add_widget(page)
        EventLoop.idle()

    for _ in range(BARE_STROKES):
        strokes.measure(swap)
    return {"later": strokes.took["work"], "memory": memory_mb()}


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        result = _ours(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1")
        result = _bare()
    print(json.dumps(result))
