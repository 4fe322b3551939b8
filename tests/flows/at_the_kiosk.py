"""A hall with the real kiosk program, worked by a finger on its glass, and a printer whose paper can be looked at."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker_config.run import start
from demo.glass import Glass
from demo.hall_file import write_hall
from demo.hands import FakeInputs, Touchscreen
from demo.paper import PaperPrinter
from demo.programs import Program
from hall_core.contract.ids import new_id
from hall_core.device.hall_file import load
from tests.flows.conftest import RunningHall

HOME = "Chạm vào đây để bắt đầu"
UP = 40.0
"""Seconds for the kiosk on a busy machine."""


class KioskHall(RunningHall):
    """The hall of the other flows, in which kiosk-1 has a printer and, if ``reserve``, the numbers A900 to A949, and if
    ``spare`` one more printer at the guidance desk."""

    def __init__(self, folder: Path, undo: ExitStack, *, spare: bool = False, reserve: bool = True) -> None:
        if shutil.which("umockdev-run") is None:
            pytest.skip("no umockdev-run: sudo apt install umockdev")
        self.folder = folder
        self._undo = undo
        self._devices = []
        self.printer = undo.enter_context(PaperPrinter(folder / "paper"))
        self.spare = undo.enter_context(PaperPrinter(folder / "spare-paper")) if spare else None
        self.file = write_hall(folder / "hall.toml", counters=1)
        if reserve:
            self._reserve()
        self._printers()
        self.broker = start(load(self.file), None, folder / "broker")
        self.hub = self.start_hub()
        undo.callback(self.close)
        self.data = folder / "kiosk"
        self.data.mkdir()

    def _reserve(self) -> None:
        text = self.file.read_text(encoding="utf-8")
        text = text.replace("last = 999 }", "last = 899 }\nreserve.kiosk-1 = [900, 949]")
        self.file.write_text(text, encoding="utf-8")

    def _printers(self) -> None:
        text = self.file.read_text(encoding="utf-8")
        own = f'printer = "{self.printer.url}"'
        if self.spare is not None:
            own += f'\nspare = {{ printer = "{self.spare.url}", at = {{ vi = "bàn hướng dẫn", en = "the desk" }} }}'
        text = text.replace('id = "kiosk-1"\n', f'id = "kiosk-1"\n{own}\n')
        self.file.write_text(text, encoding="utf-8")

    def start_kiosk(self, *, linked: bool = True) -> Kiosk:
        return Kiosk(self, self._undo, linked=linked)


class Kiosk:
    """``glass`` is what a citizen sees and touches. A second one on the same hall finds the disk of the first."""

    def __init__(self, hall: KioskHall, undo: ExitStack, *, linked: bool) -> None:
        touch, inputs = Touchscreen(), hall.folder / f"inputs-{new_id()}"
        inputs.mkdir()
        fake = undo.enter_context(FakeInputs(inputs, touch))
        host, port = hall.broker.address
        given = ["--hall", str(hall.file), "--device", "kiosk-1", "--data", str(hall.data)]
        own = ["--broker", f"{host}:{port}", "--offscreen", "--touch", touch.path]
        log = inputs / "output.log"
        self.program = Program("kiosk-1", "kiosk_app", [*given, *own], log, wrap=fake.command)
        undo.callback(self.program.stop)
        self.glass = Glass(self.program, hall.data, touch)
        self.program.wait_for("linked to the broker" if linked else "kiosk-1: ready", UP)

    def take(self) -> None:
        """From home through the one field to the one service."""
        self.glass.tap(HOME)
        self.glass.tap("Hộ tịch")
        self.glass.tap("Khai sinh")

    def done(self) -> None:
        self.glass.tap("Xong")
        self.glass.wait_for(HOME)
