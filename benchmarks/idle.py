"""What a kiosk takes of a processor while nobody stands before it, beside a bare Kivy window of the same size.

The kiosk has its hub, broker, ledger and a printer that is looked at every two seconds, as in a hall. Both are measured
in turn, over the same time; what is counted is the time of all threads that the kernel has on its books.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.process import processor_time
from benchmarks.report import Figure, Goal, middle
from benchmarks.start_memory import BARE_KIVY, SCREENLESS
from broker_config.run import start
from demo.hall_file import copy_of
from demo.paper import PaperPrinter
from demo.programs import ROOT, Program, start_hub
from hall_core.device.hall_file import load

SECONDS = 20.0
ROUNDS = 2
SETTLE = 8.0
"""Seconds after the first picture until a kiosk has loaded what it loads behind it."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = copy_of(ROOT / "halls" / "demo.toml", folder / "hall.toml")
        broker = start(load(hall), None, folder / "broker")
        hub = start_hub(hall, folder / "hub", broker.address)
        try:
            with PaperPrinter(folder / "paper") as printer:
                shares = [(_kiosk(folder, n, hall, broker.address, printer), _bare(folder)) for n in range(ROUNDS)]
        finally:
            hub.stop()
            broker.stop()
    ours, theirs = (middle([pair[n] for pair in shares]) for n in (0, 1))
    return [
        Figure(
            name="idle kiosk, of one core",
            value=ours,
            unit="%",
            beside=theirs,
            beside_name="bare Kivy window",
            goal=Goal(2, "%"),
        )
    ]


def _kiosk(folder: Path, n: int, hall: Path, broker: tuple[str, int], printer: PaperPrinter) -> float:
    data = folder / f"kiosk-{n}"
    data.mkdir()
    own = ["--hall", str(hall), "--broker", f"{broker[0]}:{broker[1]}", "--device", "kiosk-1", "--data", str(data)]
    extra = ["--offscreen", "--printer", printer.url]
    kiosk = Program("kiosk-1", "kiosk_app", [*own, *extra], data / "output.log", env=SCREENLESS)
    try:
        kiosk.wait_for("linked to the broker", 40)
        return _share(kiosk.process)
    finally:
        kiosk.stop()


def _bare(folder: Path) -> float:
    script = folder / "bare.py"
    script.write_text(BARE_KIVY.format(width=1280, height=800, samples=0), encoding="utf-8")
    env = {**os.environ, **SCREENLESS}
    bare = subprocess.Popen([sys.executable, str(script)], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert bare.stdout is not None
        bare.stdout.readline()
        return _share(bare)
    finally:
        bare.kill()
        bare.communicate()


def _share(process: subprocess.Popen[bytes]) -> float:
    """Per cent of one core, over ``SECONDS``."""
    time.sleep(SETTLE)
    before, begun = processor_time(process.pid), time.monotonic()
    time.sleep(SECONDS)
    return (processor_time(process.pid) - before) / (time.monotonic() - begun) * 100
