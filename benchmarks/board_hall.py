"""A hall with one real board on its glass, the line half of so many more, and a call box with its keypad."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import deque
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from evdev import ecodes

from benchmarks.now import now
from benchmarks.start_memory import SCREENLESS
from broker_config.run import start
from demo.hall_file import device, write_hall
from demo.hands import FakeInputs, Keypad
from demo.programs import ROOT, Program, start_hub
from hall_core.contract.codec import Envelope, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.limits import KEEPALIVE
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import CallWasShown
from hall_core.mqtt.link import Arrived, Link, Publication, Up

TOPICS = Topics("thu")
BOUNCE = 0.2
"""Seconds between two keys: the box takes a second movement within 150 ms for a bounce."""
LAMPS = 1.0
"""Seconds between two looks at them."""
A_PROCESS = 10
"""Stand-ins in one process."""


class Watcher:
    """Publishes and hears on its own link."""

    def __init__(self, broker: tuple[str, int], *topics: str) -> None:
        self._heard: deque[Arrived] = deque()
        self._broker, self._topics = broker, topics
        self._link = self._linked()

    def awake(self) -> None:
        """Linked anew, when nobody has turned it for so long that its broker gives it up: others were measured."""
        if time.monotonic() - self._turned > KEEPALIVE:
            self._link.close()
            self._link = self._linked()

    def say(self, topic: str, payload: bytes) -> None:
        self._link.send([Publication(topic, payload, qos=1)])

    def next(self, seconds: float = 10.0) -> Arrived:
        deadline = time.monotonic() + seconds
        while not self._heard:
            if time.monotonic() > deadline:
                raise TimeoutError("nothing was heard")
            self._heard += [item for item in self._link.turn(0.1) if isinstance(item, Arrived)]
        self._turned = time.monotonic()
        return self._heard.popleft()

    def _linked(self) -> Link:
        link = Link("watcher", self._broker, [(topic, 1) for topic in self._topics])
        while not any(isinstance(item, Up) for item in link.turn(0.1)):
            continue
        self._turned = time.monotonic()
        return link

    def close(self) -> None:
        self._link.close()


def stand_in(ids: list[str], common: list[str], folder: Path, undo: ExitStack) -> None:
    """The line half of these boards; ``common``: options of all programs of the hall."""
    for some in (ids[begin : begin + A_PROCESS] for begin in range(0, len(ids), A_PROCESS)):
        data = folder / f"stand-in-{some[0]}"
        data.mkdir()
        module = "benchmarks.stand_in_boards"
        boards = Program(
            module, module, [*common, "--data", str(data), *some], data / "output.log", stdin=subprocess.PIPE
        )
        undo.callback(boards.stop)
        boards.wait_for("linked to the broker", 20)


class LookedAt(Keypad):
    """Whose lamps two threads look at."""

    def __init__(self) -> None:
        super().__init__()
        self._looking = threading.Lock()

    def lit_leds(self) -> frozenset[int]:
        with self._looking:
            return super().lit_leds()


class BoardHall:
    """``boards`` stand in the zone. The real one is the last that comes, to whom the broker brings a call last."""

    def __init__(self, folder: Path, boards: int, *, voice: bool, environment: dict[str, str] | None = None) -> None:
        folder.mkdir()
        self._folder = folder
        self._left = threading.Event()
        with ExitStack() as undo:
            self._undo = undo
            self._start(boards, voice, environment or {})
            self._undo = undo.pop_all()  # what has come up stays, and goes when the hall is left

    def _start(self, boards: int, voice: bool, environment: dict[str, str]) -> None:
        folder = self._folder
        file = write_hall(folder / "hall.toml", kiosks=1, counters=1, digits=5, voice=voice)
        ids = [f"bang-{n}" for n in range(2, boards + 1)]
        more = "".join(device("board", id, voice=False) for id in ids)
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        broker = start(load(file), None, folder / "broker")
        self._undo.callback(broker.stop)
        self._common = ["--hall", str(file), "--broker", f"{broker.host}:{broker.port}"]
        hub = start_hub(file, folder / "hub", broker.address, unlimited=True)
        self._undo.callback(hub.stop)
        stand_in(ids, self._common, folder, self._undo)
        if voice:
            data = folder / "bang-1"
            command = [sys.executable, "-m", "display_app.voice.command", "--hall", str(file), "--data", str(data)]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        self.board = self._program("display_app", "bang-1", ["--offscreen"], env={**SCREENLESS, **environment})
        self.board.wait_for("linked to the broker", 20)
        self._keypad = LookedAt()
        inputs = folder / "inputs"
        inputs.mkdir()
        hands = self._undo.enter_context(FakeInputs(inputs, self._keypad))
        self._caller = self._program("counter_caller", "goi-1", ["--keypad", self._keypad.path], wrap=hands.command)
        self._caller.wait_for("linked to the broker", 20)
        looking = threading.Thread(target=self._look_at_lamps)
        looking.start()
        self._undo.callback(looking.join)
        self._undo.callback(self._left.set)
        self.watcher = Watcher(broker.address, TOPICS.to("fact", "bang-1"))
        self._undo.callback(self.watcher.close)
        self._press(ecodes.KEY_KP6)

    def call(self) -> float:
        """One more person comes and is called: when the key went down."""
        self.watcher.awake()
        command = encode(Sealer(1, Clock()).seal(IssueTicket(service="khai-sinh"), new_id()))
        self.watcher.say(TOPICS.to("command", "kiosk-1"), command)
        time.sleep(BOUNCE + 0.15)
        begun = now()
        self._keypad.press(ecodes.KEY_KP1)
        return begun

    def came(self) -> None:
        self._caller.wait_for("key next: done", 5)
        self._press(ecodes.KEY_KP3)

    def told(self, how: str, seconds: float = 10.0) -> Envelope[CallWasShown]:
        """The next time the real board tells that a call was ``painted`` or ``spoken``."""
        while True:
            fact = decode("fact", self.watcher.next(seconds).payload)
            if fact.body.how == how:
                return fact

    def _look_at_lamps(self) -> None:
        """Also while others are measured: lamps that nobody looks at fill the terminal that they are written to."""
        while not self._left.wait(LAMPS):
            self._keypad.lit_leds()

    def _press(self, key: int) -> None:
        time.sleep(BOUNCE)
        self._keypad.press(key)
        self._caller.wait_for("done", 5)
        self._keypad.lit_leds()

    def _program(self, module: str, device: str, options: list[str], **more: Any) -> Program:
        data = self._folder / device
        data.mkdir(exist_ok=True)
        arguments = [*self._common, *options, "--device", device, "--data", str(data)]
        program = Program(device, module, arguments, data / "output.log", **more)
        self._undo.callback(program.stop)
        return program

    def __enter__(self) -> BoardHall:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._undo.close()
