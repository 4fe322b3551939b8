"""The kiosk's shell: hands messages to the decider, carries its effects out, and shows the view."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Protocol

from kivy.clock import Clock as Frames
from kivy.core.window import Window
from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.domain.commands import Command
from hall_core.domain.facts import Fact
from hall_core.ui.translate import Words
from hall_core.ui.ui_thread import UiThread
from kiosk_app.devices.ticket import TicketFace
from kiosk_app.layout import Layout
from kiosk_app.messages import Ask, Effect, Message, Now, Paper, Print, Report, Sent, Tell, Woke
from kiosk_app.pages import Kiosk
from kiosk_app.stage import Stage
from kiosk_app.state import step, wake_at
from kiosk_app.view import view
from kiosk_app.where import face

log = logging.getLogger(__name__)


class Line(Protocol):
    """What the kiosk needs of a station."""

    def ask(self, command: Command, /) -> str: ...
    def tell(self, fact: Fact, /) -> None: ...
    def report(self, problem: Problem, present: bool, /) -> None: ...


class Printer(Protocol):
    """What the kiosk needs of a printer."""

    def submit(self, ticket: str, face: TicketFace, /) -> None: ...


class Devices(Struct, frozen=True):
    """What a kiosk is connected to; ``printer`` None when it has none that could be used."""

    line: Line
    printer: Printer | None
    stop_printer: Callable[[], None]
    stop_line: Callable[[], None]


class App:
    """``connect`` is called on a thread of its own once the first frame is on the glass, since what it imports takes
    longer than the frame: it is given where to post what is heard, and returns the devices, started.
    """

    def __init__(
        self,
        kiosk: Kiosk,
        layout: Layout,
        words: Words,
        clock: Callable[[], tuple[int, int, bool]],
        connect: Callable[[Callable[[Message], None]], Devices],
        ended: Callable[[], None],
    ) -> None:
        """``ended`` is called on Kivy's thread when ``connect`` failed: without a line there is nothing to do."""
        self.kiosk = kiosk
        self.failed = False
        self._words = words
        self._clock = clock
        self._connect = connect
        self._ended = ended
        self._devices: Devices | None = None
        self._early: list[Message] = []
        """Heard before the devices were all there."""
        self._ui: UiThread[Message | Devices | None] = UiThread(self._receive)
        self._wake = None
        self._facts: SimpleQueue[Fact | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._start_devices, name="connect", daemon=True),
            threading.Thread(target=self._tell_facts, name="facts", daemon=True),
        ]
        self.stage = Stage(layout, self._take)
        self._show()

    def start(self) -> Callable[[], None]:
        """Connects after the first frame. Returns what stops everything; call it when Kivy's loop is over."""
        Window.bind(on_flip=self._first_frame)
        return self._stop

    def _first_frame(self, *_: object) -> None:
        Window.unbind(on_flip=self._first_frame)
        for thread in self._threads:
            thread.start()

    def _start_devices(self) -> None:
        try:
            self._ui.post(self._connect(self._ui.post))
        except Exception:
            log.exception("the kiosk cannot be connected")
            self.failed = True
            self._ui.post(None)

    def _stop(self) -> None:
        Window.unbind(on_flip=self._first_frame)
        if self._threads[0].ident is None:
            return
        self._threads[0].join()
        self._ui.drain()
        if self._devices is not None:
            self._devices.stop_printer()
        # What the printer said last becomes a fact, and the facts go to the disk before the line is gone.
        self._ui.drain()
        self._facts.put(None)
        self._threads[1].join()
        if self._devices is not None:
            self._devices.stop_line()
        if self._wake is not None:
            self._wake.cancel()

    # --- the loop -----------------------------------------------------------------------------------------------

    def _now(self) -> Now:
        at, mono, trusted = self._clock()
        return Now(mono, at, trusted)

    def _receive(self, item: Message | Devices | None) -> None:
        """What came in from another thread: a message, the devices, or None when there will be none."""
        if item is None:
            self._ended()
        elif isinstance(item, Devices):
            self._devices = item
            for message in self._early:
                self._take(message)
            self._early.clear()
        elif self._devices is None:
            self._early.append(item)
        else:
            self._take(item)

    def _take(self, message: Message) -> None:
        self.kiosk, effects = step(self.kiosk, message, self._now())
        for effect in effects:
            self._do(effect)
        self._show()

    def _do(self, effect: Effect) -> None:
        devices = self._devices
        assert devices is not None, "nothing is asked before something was heard, and nothing heard before them"
        match effect:
            case Ask(command):
                sent = Sent(devices.line.ask(command))
                self.kiosk, _ = step(self.kiosk, sent, self._now())
            case Tell(fact):
                self._facts.put(fact)  # telling waits for the disk
            case Report(problem, present):
                devices.line.report(problem, present)
            case Print(ticket, language, timed):
                paper = face(self.kiosk.setup.plan, ticket, self._words.into(language), timed=timed)
                if devices.printer is None:
                    self._ui.post(Paper(ticket.id, "printer-missing"))
                else:
                    devices.printer.submit(ticket.id, paper)

    def _show(self) -> None:
        now = self._now()
        self.stage.show(view(self.kiosk, self._words.into(self.kiosk.language), now))
        if self._wake is not None:
            self._wake.cancel()
        seconds = max(0.0, (wake_at(self.kiosk, now) - now.mono) / 1000)
        self._wake = Frames.schedule_once(lambda _: self._take(Woke()), seconds)

    def _tell_facts(self) -> None:
        while (fact := self._facts.get()) is not None:
            assert self._devices is not None
            self._devices.line.tell(fact)
