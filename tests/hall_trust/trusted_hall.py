"""A hall whose broker asks for certificates: its authority, real Mosquitto, and boxes that join, as real programs."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from broker_config.guard import Guard
from broker_config.run import HOST, PID_FILE, Broker, hold_port, start
from demo.hall_file import device, write_hall
from demo.programs import Program
from hall_core.contract.access import listens
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import DeviceState, HallState, Health
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.keys import Keys
from hall_core.mqtt.heard import Heard
from hall_core.mqtt.link import Link, Publication, Up
from hall_core.mqtt.station import Station
from hall_trust.commands import device as device_command
from hall_trust.commands import hall as hall_command
from hall_trust.folder import TrustFolder
from hall_trust.own_box import CONSOLE
from hall_trust.register import Register

T = TypeVar("T")

HEAD = """
[[officers]]
id = "truong-tt"
name = "Lãnh đạo"
role = "head"
[[devices]]
role = "console"
id = "ban-1"
"""
LONG = 25.0
"""Seconds for a real program to do something on a busy machine."""


class TrustedHall:
    """Hall ``thu`` in ``folder``: nothing runs yet but the broker."""

    def __init__(self, folder: Path, name: str = "thu") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.file = write_hall(folder / "hall.toml", counters=1)
        text = self.file.read_text(encoding="utf-8").replace('id = "thu"', f'id = "{name}"')
        self.file.write_text(text + HEAD + device("board", "bang-2"), encoding="utf-8")
        self.plan = load(self.file)
        self.trust = TrustFolder(folder / "trust")
        self.keys = folder / "keys"
        self._programs: list[Program] = []
        self._ticks = 0
        self._stops: list[Callable[[], None]] = []
        self._held = hold_port()
        self.port = self._held.getsockname()[1]
        init = ["init", "--hall", str(self.file), "--keys", str(self.keys), "--broker", self.address]
        assert hall_command.main([*init, "--trust", str(self.trust.folder)]) == 0
        self.broker = self._broker()
        self.authority: Program | None = None

    def close(self) -> None:
        for stop in self._stops:
            stop()
        for program in self._programs:
            program.stop()
        self.broker.stop()
        self._held.close()

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"

    def register(self) -> Register:
        """For whoever closes it."""
        return Register(self.trust.register)

    # --------------------------------------------------------------------------------------------------- programs

    def start_authority(self, *, linked: bool = True) -> Program:
        arguments = ["--hall", str(self.file), "--data", str(self.folder / "authority"), "--broker", self.address]
        arguments += ["--trust", str(self.trust.folder), "--keys", str(self.keys / "authority")]
        arguments += ["--broker-pid", str(self.folder / "broker" / PID_FILE)]
        (self.folder / "authority").mkdir(exist_ok=True)
        self.authority = self._run("authority", "hall_trust.program", arguments)
        if linked:
            self.authority.wait_for("linked to the broker", LONG)
        return self.authority

    def restart_broker(self) -> None:
        """It dies as in a power cut, and is there again on the same port."""
        self.broker.kill()
        self.broker = self._broker()

    def join(self, box: str, card: Path, *more: str) -> Program:
        """A box of this name, on whose disk is what an earlier start of it has left."""
        arguments = ["join", "--bundle", str(card), "--keys", str(self.box(box).folder), *more]
        return self._run(box, "hall_trust.commands.device", arguments)

    def box(self, name: str) -> Keys:
        return Keys(self.folder / "boxes" / name)

    def station(
        self, device: str, keys: Keys, data: str = "", clock: Callable[[], tuple[int, int, bool]] | None = None
    ) -> Listening:
        """A device's program, with the keys of a box."""
        meant = self.plan.device(device)
        assert meant is not None
        folder = self.folder / "data" / (data or device)
        folder.mkdir(parents=True, exist_ok=True)
        listening = Listening(
            lambda hear: Station(
                hall=self.plan.hall.id,
                device=device,
                state=DeviceState(online=True, role="kiosk", version="0"),
                boot=1,
                clock=clock or Clock(),
                outbox=folder / "outbox.sqlite",
                broker=(HOST, self.port),
                listen=listens(meant),
                hear=hear,
                health=lambda: Health(uptime_s=1),
                keys=keys,
            )
        )
        self._stops.append(listening.stop)
        return listening

    def console(self) -> Listening:
        return self.station("ban-1", Keys(self.keys / CONSOLE))

    def hub(self) -> Callable[[int], None]:
        """Says, as the hub, that the hall is at a version."""
        topics, sealer = Topics(self.plan.hall.id), Sealer(1, Clock())
        link = Link("hub", (HOST, self.port), [(topics.to("command", "+"), 1)], Keys(self.keys / "hub"))
        self._stops.append(link.close)
        self.until(lambda: Up() in link.turn(0.1), "the hub is linked")

        def say(version: int) -> None:
            state = HallState(epoch=1, version=version, day="2026-11-22", open=True, changes_at=None)
            link.send([Publication(topics.to("hall"), encode(sealer.seal(state, new_id())), retain=True)])
            link.turn(0.0)

        return say

    # ----------------------------------------------------------------------------------------------- command line

    def command(self, *words: str) -> None:
        """``motcua device …`` in this process."""
        assert device_command.main([*words, "--trust", str(self.trust.folder)]) == 0, words

    def claim(self, device: str) -> Path:
        """A new claim, on a card."""
        card = self.folder / "cards" / f"{device}-{time.monotonic_ns()}"
        card.mkdir(parents=True)
        self.command("claim", device, "--out", str(card))
        return card

    def waiting(self, device: str) -> str:
        """The fingerprint of the box that waits to be the device, as the technician reads it."""
        found: list[str] = []

        def somebody() -> bool:
            register = self.register()
            found.extend(each.fingerprint for each in register.waiting() if each.device == device)
            register.close()
            return bool(found)

        self.until(somebody, f"somebody asks to be {device}")
        return found[0]

    def until(self, so: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + LONG
        while not so():
            assert time.monotonic() < deadline, f"it never came that {what}"
            threading.Event().wait(0.02)

    def tick(self) -> int:
        """A number that was not there before."""
        self._ticks += 1
        return self._ticks

    def enrolled(self, device: str, box: str = "") -> Keys:
        """A box that has joined, approved on the command line."""
        joining = self.join(box or device, self.claim(device))
        self.command("approve", device, self.waiting(device))
        assert joining.process.wait(LONG) == 0, joining.log.read_text("utf-8")
        return self.box(box or device)

    def _run(self, name: str, module: str, arguments: list[str]) -> Program:
        program = Program(name, module, arguments, self.folder / f"{name}.log")
        self._programs.append(program)
        return program

    def _broker(self) -> Broker:
        guard = Guard(Keys(self.keys / "broker"), self.trust.public)
        return start(self.plan, self.port, self.folder / "broker", guard)


class Listening:
    """A station that runs, and what it hears."""

    def __init__(self, make: Callable[[Callable[[Heard], None]], Station]) -> None:
        self._heard: queue.Queue[Heard] = queue.Queue()
        self.station = make(self._heard.put)
        self._stop = self.station.start()
        self._stopped = False

    def expect(self, kind: type[T], such_that: Callable[[T], bool] = lambda _: True, seconds: float = LONG) -> T:
        """The next thing heard of that kind for which ``such_that`` holds; what comes before is passed over."""
        deadline = time.monotonic() + seconds
        while True:
            heard = self._heard.get(timeout=max(0.001, deadline - time.monotonic()))
            if isinstance(heard, kind) and such_that(heard):
                return heard

    def heard_so_far(self, kind: type[T]) -> list[T]:
        """All of that kind, and no more of what was heard before."""
        found = list[T]()
        while not self._heard.empty():
            heard = self._heard.get()
            if isinstance(heard, kind):
                found.append(heard)
        return found

    def stop(self) -> None:
        if not self._stopped:
            self._stopped = True
            self._stop()
