"""The technicians' corner of the real program, reached by a finger on a faked touch panel."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.glass import Glass
from demo.hall_file import copy_of
from demo.hands import FakeInputs, Touchscreen, umockdev_available
from demo.programs import Program
from hall_core.device.pin import kept_of

pytestmark = [
    pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)"),
    pytest.mark.timeout(90),
]

HALLS = Path(__file__).parents[3] / "halls"
PIN = "4711"


class Technician:
    def __init__(self, program: Program, folder: Path, hand: Touchscreen) -> None:
        self.program, self.folder, self.hand = program, folder, hand
        self.glass = Glass(program, folder, hand)

    def knock(self) -> None:
        self.glass.wait_for("Chạm vào đây để bắt đầu", 20)
        time.sleep(0.5)
        for _ in range(5):
            self.hand.tap(0.1, 0.03)
            time.sleep(0.1)
        self.glass.wait_for("Nhập mã PIN kỹ thuật")

    def enter(self, pin: str) -> None:
        pad = {tap["words"]: (tap["x"], tap["y"]) for tap in self.glass.look()["taps"]}
        for digit in pin:
            self.hand.tap(*pad[digit])
            time.sleep(0.1)
        self.glass.tap("Mở")


@pytest.fixture
def technician(tmp_path: Path) -> Iterator[Technician]:
    hall = copy_of(HALLS / "demo.toml", tmp_path / "hall.toml")
    text = hall.read_text(encoding="utf-8")
    before, head, rest = text.partition("[policy]\n")
    assert head
    pin = kept_of(PIN, b"salt of the test")
    hall.write_text(f'{before}{head}staff_pin = "{pin}"\n{rest}', encoding="utf-8")
    hand = Touchscreen()
    with FakeInputs(tmp_path, hand) as inputs:
        folder = tmp_path / "kiosk"
        folder.mkdir()
        options = {"--hall": hall, "--device": "kiosk-1", "--data": folder, "--broker": "127.0.0.1:1"}
        given = [str(word) for pair in options.items() for word in pair]
        given += ["--offscreen", "--touch", hand.path, "--printer", "file:paper.bin", "--scanner", ""]
        clean = {name: "" for name in os.environ if name.startswith(("KIVY_", "SDL_"))}
        program = Program("kiosk", "kiosk_app", given, tmp_path / "kiosk.log", env=clean, wrap=inputs.command)
        try:
            program.wait_for("ready", 20)
            yield Technician(program, folder, hand)
        finally:
            program.stop()


def test_in_by_the_pin_a_test_print_and_a_restart(technician: Technician) -> None:
    glass = technician.glass
    technician.knock()
    technician.enter("1357")
    glass.wait_for("Mã PIN không đúng. Còn 4 lần thử.")
    technician.enter(PIN)
    words = glass.wait_for("Tình trạng ki-ốt kiosk-1")
    assert any("mất nối" in text for text in words)
    glass.tap("Kiểm tra")
    glass.tap("In thử")
    glass.wait_for("Xong")
    assert (technician.folder / "paper.bin").stat().st_size > 1_000
    glass.tap("Khởi động lại chương trình")
    glass.tap("Khởi động lại")
    assert technician.program.process.wait(15) == 1
    log = (technician.folder / "kiosk.log").read_text(encoding="utf-8")
    assert "a wrong PIN at the staff corner; 4 tries left" in log
    assert "1357" not in log
