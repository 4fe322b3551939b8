"""Cold start and memory of each program, beside the bare thing it is made of, in turn, on the same machine."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.catalogue_of import keep_catalogue
from benchmarks.process import memory_mb
from benchmarks.report import Figure, Goal, middle
from broker_config.run import start
from demo.hall_file import write_hall
from demo.programs import ROOT, Program
from hall_core.contract.ids import new_id
from hall_core.device.hall_file import load
from hall_core.domain import commands as c
from hall_core.domain.decide import decide, decide_tick
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.refusal import Refusal
from hall_hub.store.ledger import Ledger

ROUNDS = 5
TICKETS = 10_000
PROCEDURES = 2_700
LINKED, PICTURE = "linked to the broker", "first picture"
HUB = (Goal(1, "s", "<"), Goal(60, "MB"))
RATIO = (Goal(1.3, "×"), Goal(1.3, "×"))
PYTHON = ("bare Python", "import sys; print('ready', flush=True); sys.stdin.read()")
BARE_KIVY = """
import os
os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1", KIVY_WINDOW="sdl2")
from kivy.config import Config
for key, value in (("width", {width}), ("height", {height}), ("multisamples", {samples})):
    Config.set("graphics", key, value)
from kivy.app import App
from kivy.uix.label import Label
from kivy.core.window import Window
class Bare(App):
    def build(self):
        Window.bind(on_flip=self.flipped)
        return Label(text="Xin chào")
    def flipped(self, *_):
        Window.unbind(on_flip=self.flipped)
        print("ready", flush=True)
Bare().run()
"""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=1, counters=16, digits=5)
        plan = load(hall)
        broker = start(plan, None, folder / "broker")
        address = f"{broker.host}:{broker.port}"
        try:
            _fill(folder / "hub", hall)
            keep_catalogue(folder / "kiosk", PROCEDURES)
            common = ["--hall", str(hall), "--broker", address]
            hub = ["hall_hub", *common, "--data", str(folder / "hub")]
            kiosk = ["kiosk_app", *common, "--data", str(folder / "kiosk"), "--device", "kiosk-1"]
            board = ["display_app", *common, "--data", str(folder / "board"), "--device", "bang-1"]
            caller = ["counter_caller", *common, "--data", str(folder / "caller"), "--device", "goi-1", "--terminal"]
            return [
                *_beside("hub on a day of 10,000 tickets", hub, LINKED, [PYTHON], folder, HUB),
                *_beside("caller", caller, LINKED, [PYTHON], folder),
                *_beside(f"kiosk with {PROCEDURES:,} procedures", kiosk, PICTURE, _windows(1280, 800), folder, RATIO),
                *_beside("board", board, PICTURE, _windows(1920, 1080), folder, RATIO),
            ]
        finally:
            broker.stop()


def _windows(width: int, height: int) -> list[tuple[str, str]]:
    """Kivy's window as it comes, and one that draws each pixel once, as ours do."""
    kinds = (("bare Kivy window", 2), ("the same, one sample a pixel", 0))
    return [(name, BARE_KIVY.format(width=width, height=height, samples=samples)) for name, samples in kinds]


def _beside(
    name: str,
    program: Sequence[str],
    ready: str,
    bares: Sequence[tuple[str, str]],
    folder: Path,
    goals: tuple[Goal | None, Goal | None] = (None, None),
) -> list[Figure]:
    """Program and bare things started in turn; medians of start (seconds to ``ready``) and memory (MB). The goals
    are held against the first of the bare things."""
    ours: list[tuple[float, float]] = []
    theirs: dict[str, list[tuple[float, float]]] = {bare: [] for bare, _ in bares}
    for n in range(ROUNDS):
        ours.append(_start([*program], ready, folder / f"{program[0]}-{n}.log"))
        for bare, code in bares:
            theirs[bare].append(_start_bare(code, folder / f"bare-{program[0]}-{n}.log"))
    figures: list[Figure] = []
    for bare, _ in bares:
        for part, what, unit in ((0, "cold start", "s"), (1, "memory", "MB")):
            value, beside = (middle([run[part] for run in runs]) for runs in (ours, theirs[bare]))
            figures.append(
                Figure(
                    name=f"{name}: {what}",
                    value=value,
                    unit=unit,
                    beside=beside,
                    beside_name=bare,
                    goal=goals[part] if bare == bares[0][0] else None,
                )
            )
    return figures


SCREENLESS = {
    "SDL_VIDEODRIVER": "offscreen",
    "SDL_AUDIODRIVER": "dummy",
    "MOTCUA_OFFSCREEN": "1",
    # As on a box: what was compiled at the first start is kept for the next.
    "PYTHONDONTWRITEBYTECODE": "",
}
SETTLE = 2.0
"""Seconds after which memory is read: whatever a program still loads after its first picture is counted."""


def _start(program: list[str], ready: str, log: Path) -> tuple[float, float]:
    begun = time.monotonic()
    running = Program(program[0], program[0], program[1:], log, env=SCREENLESS, stdin=subprocess.PIPE)
    running.wait_for(ready, 20)
    took = time.monotonic() - begun
    time.sleep(SETTLE)
    memory = memory_mb(running.process.pid)
    running.stop()
    return took, memory


def _start_bare(code: str, log: Path) -> tuple[float, float]:
    """Through the same :class:`Program` would need a module; the clock and the log are read the same way."""
    script = log.with_suffix(".py")
    script.write_text(code, encoding="utf-8")
    begun = time.monotonic()
    with log.open("wb") as out:
        argv = [sys.executable, str(script)]
        env = {**os.environ, **SCREENLESS}
        process = subprocess.Popen(argv, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=out, stderr=out)
    while b"ready" not in log.read_bytes():
        if process.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8"))
        time.sleep(0.005)
    took = time.monotonic() - begun
    time.sleep(SETTLE)
    memory = memory_mb(process.pid)
    process.kill()
    process.wait()
    return took, memory


def _fill(folder: Path, hall_file: Path) -> None:
    """A ledger of a full day: 10,000 tickets issued, and all but the last 50 called, started and completed."""
    folder.mkdir(parents=True)
    hall = Hall(load(hall_file))
    ledger = Ledger(folder / "ledger.sqlite")
    at = time.time_ns() // 1_000_000

    def record(command: c.Command, device: str) -> None:
        asked = c.Asked(new_id(), device, at)
        decision = decide(hall, command, asked)
        if isinstance(decision, Refusal):
            raise RuntimeError(f"{command}: {decision}")
        for event in decision:
            ledger.append(event, at, asked.id)
            evolve(hall, event, at)

    with ledger.batch():
        for event in decide_tick(hall, at, trusted=True):
            ledger.append(event, at, None)
            evolve(hall, event, at)
        for n in range(1, 17):
            record(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}"), f"goi-{n}")
        for ticket in range(TICKETS):
            record(c.IssueTicket(service="khai-sinh"), "kiosk-1")
            if ticket >= 50:
                n = ticket % 16 + 1
                for command in (c.CallNext, c.StartService, c.CompleteService):
                    record(command(counter=f"quay-{n}"), f"goi-{n}")
    ledger.close()
