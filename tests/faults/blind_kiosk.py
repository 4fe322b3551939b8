"""A whole kiosk without glass: its own decider, its own hands, its own station, and a finger without a citizen.

What its screen would show and its printer put out is witnessed; what it keeps on its disk is what a kiosk keeps.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from hall_core.contract.access import listens
from hall_core.contract.ids import new_id
from hall_core.device.hall_file import digest
from hall_core.domain.plan_devices import Kiosk as Planned
from hall_core.ui.translate import Words
from kiosk_app import rules
from kiosk_app.box import Box, Hand
from kiosk_app.jobs.tickets import hands as tickets
from kiosk_app.jobs.tickets.pages import Asking, ChooseService, Issued, NoAnswer, Paper, Refused
from kiosk_app.kiosk import Home, Kiosk, Now, Setup
from kiosk_app.messages import Ask, Connected, Effect, GoHome, Message, Report, Tell, Woke
from kiosk_app.state import step, wake_at
from tests.faults.device import Device
from tests.faults.witness import Witness

rules.SETTLE = 0  # a citizen faster than any finger


class Printer:
    """Puts out whole papers, at once; what :class:`kiosk_app.devices.printer.PrintWorker` is to the hands."""

    def __init__(self, witness: Witness, post: Callable[[Message], None]) -> None:
        self._witness, self._post = witness, post
        self._jobs: queue.SimpleQueue[tuple[str, Any, threading.Event | None]] = queue.SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    def expect(self) -> None:
        """It is well."""

    def submit(self, id: str, slip: Any, *, after: threading.Event | None = None) -> None:
        self._jobs.put((id, slip, after))

    def wait_out(self, id: str, seconds: float) -> bool:
        return True

    def _run(self) -> None:
        while True:
            id, slip, after = self._jobs.get()
            if after is not None:
                after.wait()
            self._witness.saw("paper", id, number=slip.number, body=slip.copy or None)
            self._post(Paper(id, None, copy=slip.copy))


class BlindKiosk:
    """One thread decides, one waits for the disk, as in the kiosk's own shell."""

    def __init__(self, device: Device) -> None:
        planned = device.plan.device(device.id)
        assert isinstance(planned, Planned)
        self._device, self._witness = device, device.witness
        self._items: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._work: queue.SimpleQueue[tuple[Hand, Effect]] = queue.SimpleQueue()
        self._kiosk = Kiosk(
            setup=Setup(plan=device.plan, digest=digest(device.plan), tiles=6, printer=True, me=device.id)
        )
        self._shown: object = None
        self._tapped = 0.0
        self._people = 0
        self._began = self._home_since = time.monotonic()
        station = device.station(self._items.put, listens(planned))
        printer: Any = Printer(self._witness, self._items.put)
        stands: Any = station
        box = Box(
            plan=device.plan,
            kiosk=planned,
            data=device.data,
            station=stands,
            printer=printer,
            words=Words(),
            clock=device.clock,
            post=self._items.put,
        )
        hands = tickets.hands(box)
        self._slow = {**hands.slow, Tell: lambda effect: station.tell(effect.fact)}
        self._quick = {**hands.quick, Report: lambda effect: station.report(effect.problem, effect.present)}
        station.start()
        hands.start()
        threading.Thread(target=self._do_slow, daemon=True).start()
        self._items.put(Connected())

    def run(self) -> None:
        while True:
            wake = wake_at(self._kiosk, self._now()) - self._now().mono
            try:
                self._take(self._items.get(timeout=max(0.0, min(wake / 1000, self._device.given.pause))))
            except queue.Empty:
                if wake <= 0:
                    self._take(Woke())
            self._finger()

    def _finger(self) -> None:
        """Goes away from a page that is read, and comes for a number."""
        page = self._kiosk.page
        if (isinstance(page, Issued) and page.paper != "printing") or isinstance(page, (NoAnswer, Refused)):
            self._take(GoHome())
        if not isinstance(self._kiosk.page, Home) or self._done():
            return
        if not self._kiosk.online and time.monotonic() - self._began < self._device.given.wait:
            return
        if time.monotonic() - self._home_since >= self._device.given.pause * self._device.chance.uniform(0, 2):
            service = self._device.chance.choice(self._device.plan.services)
            self._tapped = time.monotonic()
            self._take(ChooseService(service.id))

    def _done(self) -> bool:
        most = self._device.given.most
        return most is not None and self._people >= most

    def _take(self, message: Message) -> None:
        before = self._kiosk.page
        self._kiosk, effects = step(self._kiosk, message, self._now())
        page = self._kiosk.page
        if isinstance(page, Asking) and not isinstance(before, Asking):
            self._people += 1
            self._witness.saw("tapped", page.intent)
        for effect in effects:
            self._do(effect)
        self._show()

    def _show(self) -> None:
        page = self._kiosk.page
        if type(page) is type(self._shown):
            return
        self._shown = page
        took = int((time.monotonic() - self._tapped) * 1000)
        match page:
            case Issued(ticket=ticket):
                self._witness.saw("seen", ticket.id, number=ticket.number, ms=took if self._tapped else 0)
            case NoAnswer() | Refused():
                why = page.why if isinstance(page, NoAnswer) else page.refusal.reason
                self._witness.saw("no-number", "", body=why, ms=took)
            case Home():
                self._home_since = time.monotonic()
                self._tapped = 0.0
            case _:
                pass

    def _do(self, effect: Effect) -> None:
        quick, slow = self._quick.get(type(effect)), self._slow.get(type(effect))
        if slow is not None:
            self._work.put((slow, effect))
        if quick is not None and not isinstance(effect, Ask):
            quick(effect)

    def _do_slow(self) -> None:
        while True:
            hand, effect = self._work.get()
            came = hand(effect)
            if came is not None:
                self._items.put(came)

    def _now(self) -> Now:
        at, mono, trusted = self._device.clock()
        return Now(mono, at, trusted, new_id())


if __name__ == "__main__":
    BlindKiosk(Device("kiosk")).run()
