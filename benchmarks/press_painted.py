"""Press on the keypad → painted on the board, 1920 × 1080, through every real program.

The key goes through a fake kernel device into the call box; the moment of painting is what the board writes into
its fact, just after the frame was flipped (both read the machine's one monotonic clock, in milliseconds).
Beside it: a message through the same broker to a bare Kivy window of that size with one large label.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from evdev import ecodes

from benchmarks.report import Figure, percentile
from benchmarks.start_memory import SCREENLESS
from broker_config.run import start
from demo.hall_file import write_hall
from demo.hands import FakeInputs, Keypad
from demo.programs import ROOT, Program, start_hub
from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain.commands import IssueTicket
from hall_core.mqtt.link import Arrived, Link, Publication, Up

PRESSES = 100
BETWEEN = 0.35
"""Seconds between two calls: more than any of them takes, less than an officer ever would."""
TOPICS = Topics("thu")
BARE = """
import os, sys, time
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1", KIVY_WINDOW="sdl2",
                  KIVY_CLOCK="interrupt")
from kivy.config import Config
for key, value in (("width", "1920"), ("height", "1080"), ("maxfps", "10")):
    Config.set("graphics", key, value)
from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.label import Label
import paho.mqtt.client as paho
class Bare(App):
    def build(self):
        self.label, self.asked = Label(font_size=300), None
        Window.bind(on_flip=self.flipped)
        self.line = paho.Client(paho.CallbackAPIVersion.VERSION2, "bare", protocol=paho.MQTTv5)
        self.line.on_connect = lambda c, *_: c.subscribe("bare/show", 1)
        self.line.on_message = lambda c, _, m: Clock.schedule_once(lambda _: self.show(m.payload.decode()), -1)
        self.line.on_subscribe = lambda *_: print("ready", flush=True)
        self.line.connect("127.0.0.1", int(sys.argv[1]))
        self.line.loop_start()
        return self.label
    def show(self, text):
        self.label.text = self.asked = text
    def flipped(self, *_):
        # Kivy flips in a handler of this event that was bound before ours: here the frame is on the glass.
        if self.asked and self.label.texture_size[0]:
            painted = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
            self.line.publish("bare/painted", f"{self.asked} {painted}", 1)
            self.asked = None
Bare().run()
"""


def _now() -> float:
    """Milliseconds of the machine's monotonic clock."""
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) / 1e6


class Watcher:
    """Publishes and hears on its own link."""

    def __init__(self, broker: tuple[str, int], *topics: str) -> None:
        self._link = Link("watcher", broker, [(topic, 1) for topic in topics])
        while not any(isinstance(item, Up) for item in self._link.turn(0.1)):
            continue

    def say(self, topic: str, payload: bytes) -> None:
        self._link.send([Publication(topic, payload, qos=1)])

    def next(self, seconds: float = 10.0) -> Arrived:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for item in self._link.turn(0.1):
                if isinstance(item, Arrived):
                    return item
        raise TimeoutError("nothing was painted")

    def close(self) -> None:
        self._link.close()


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=1, counters=1, digits=5, voice=False)
        broker = start(load(hall), None, folder / "broker")
        try:
            bare = _bare(folder, broker.address)
            ours = _ours(folder, hall, broker.address)
        finally:
            broker.stop()
    p50, p99 = percentile(ours, 50), percentile(ours, 99)
    beside = "message → bare window"
    return [
        Figure(
            name="press → painted at 1080p, p50",
            value=p50,
            unit="ms",
            beside=percentile(bare, 50),
            beside_name=beside,
            goal="≤ 20 ms",
            met=p50 <= 20,
        ),
        Figure(
            name="press → painted at 1080p, p99",
            value=p99,
            unit="ms",
            beside=percentile(bare, 99),
            beside_name=beside,
            goal="≤ 50 ms",
            met=p99 <= 50,
        ),
    ]


def _ours(folder: Path, hall: Path, broker: tuple[str, int]) -> list[float]:
    common = ["--hall", str(hall), "--broker", f"{broker[0]}:{broker[1]}"]
    hub = start_hub(hall, folder / "hub", broker)
    board = _program("display_app", "bang-1", [*common, "--offscreen"], folder, env=SCREENLESS)
    board.wait_for("linked to the broker", 20)
    keypad = Keypad()
    inputs_folder = folder / "inputs"
    inputs_folder.mkdir()
    took: list[float] = []
    with FakeInputs(inputs_folder, keypad) as inputs:
        caller = _program("counter_caller", "goi-1", [*common, "--keypad", keypad.path], folder, wrap=inputs.command)
        caller.wait_for("linked to the broker", 20)
        watcher = Watcher(broker, TOPICS.to("fact", "bang-1"))
        _press(keypad, caller, ecodes.KEY_KP6, "done")
        for _ in range(PRESSES):
            command = encode(Sealer(1, Clock()).seal(IssueTicket(service="khai-sinh"), new_id()))
            watcher.say(TOPICS.to("command", "kiosk-1"), command)
            time.sleep(BETWEEN)
            begun = _now()
            keypad.press(ecodes.KEY_KP1)
            took.append(decode("fact", watcher.next().payload).mono + 0.5 - begun)
            caller.wait_for("key next: done", 5)
            _press(keypad, caller, ecodes.KEY_KP3, "done")
        watcher.close()
        caller.stop()
    board.stop()
    hub.stop()
    return took


def _press(keypad: Keypad, caller: Program, key: int, answer: str) -> None:
    time.sleep(0.2)  # the box takes a second movement within 150 ms for a bounce
    keypad.press(key)
    caller.wait_for(answer, 5)
    keypad.lit_leds()


def _program(module: str, device: str, options: list[str], folder: Path, **more: Any) -> Program:
    data = folder / device
    data.mkdir()
    return Program(device, module, [*options, "--device", device, "--data", str(data)], data / "output.log", **more)


def _bare(folder: Path, broker: tuple[str, int]) -> list[float]:
    script, log = folder / "bare.py", folder / "bare.log"
    script.write_text(BARE, encoding="utf-8")
    with log.open("wb") as out:
        argv = [sys.executable, str(script), str(broker[1])]
        window = subprocess.Popen(argv, cwd=ROOT, env={**os.environ, **SCREENLESS}, stdout=out, stderr=out)
    deadline = time.monotonic() + 20
    while b"ready" not in log.read_bytes():
        if window.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        time.sleep(0.02)
    watcher = Watcher(broker, "bare/painted")
    took: list[float] = []
    for n in range(PRESSES):
        time.sleep(BETWEEN)
        begun = _now()
        watcher.say("bare/show", f"A{n:03d}".encode())
        _, painted = watcher.next().payload.split()
        took.append(float(painted) + 0.5 - begun)
    watcher.close()
    window.kill()
    window.wait()
    return took
