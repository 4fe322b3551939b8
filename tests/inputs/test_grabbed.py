"""Every input device that a program opens is one of the hall file, and it is the program's alone."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.hall_file import copy_of
from demo.hands import FakeDevice, FakeInputs, Keypad, Touchscreen, umockdev_available
from demo.programs import ROOT, Program
from demo.scanner import BarcodeScanner

pytestmark = [
    pytest.mark.timeout(60),
    pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)"),
]

UP = 40.0
SHIM = Path(__file__).with_name("grabbed.c")


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("shim") / "grabbed.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", made, SHIM, "-ldl"], check=True)
    return made


def taken(
    folder: Path, shim: Path, program: tuple[str, str], options: Sequence[str], own: list[FakeDevice], wait: str
) -> tuple[set[str], set[str]]:
    """Paths of the devices that the program has open, and of those that it has grabbed, of all that are plugged in:
    its ``own``, and a keyboard and a panel of somebody else."""
    strange = [Keypad("/dev/input/event20", "Keyboard"), Touchscreen("/dev/input/event21", "Panel")]
    hall = copy_of(ROOT / "halls" / "demo.toml", folder / "hall.toml")
    module, device = program
    given = ["--hall", str(hall), "--device", device, "--data", str(folder / device), "--broker", "127.0.0.1:1"]
    grabs = folder / "grabbed"
    grabs.touch()
    with ExitStack() as undo:
        fake = undo.enter_context(FakeInputs(folder, *own, *strange))
        names = {os.ttyname(each._plug): each.path for each in (*own, *strange)}

        def command(argv: list[str]) -> list[str]:
            env, *words = fake.command(argv)
            before = [word.replace("LD_PRELOAD=", f"LD_PRELOAD={shim}:") for word in words]
            return [env, f"GRABBED={grabs}", *before]

        running = Program(device, module, [*given, *options], folder / "output.log", wrap=command)
        undo.callback(running.stop)
        running.wait_for(wait, UP)

        def grabbed() -> set[str]:
            return {names[line] for line in grabs.read_text().splitlines()}

        deadline = time.monotonic() + UP
        while len(grabbed()) < len(own) and time.monotonic() < deadline:
            time.sleep(0.05)
        links = [file.readlink() for file in Path(f"/proc/{running.process.pid}/fd").iterdir()]
        return {names[str(link)] for link in links if str(link) in names}, grabbed()


@pytest.mark.screens
def test_a_kiosk_takes_its_panel_and_its_scanner_for_itself(tmp_path: Path, shim: Path) -> None:
    touch, scanner = Touchscreen(), BarcodeScanner()
    options = ["--offscreen", "--touch", touch.path, "--scanner", f"evdev:{scanner.path}"]
    opened, grabbed = taken(tmp_path, shim, ("kiosk_app", "kiosk-1"), options, [touch, scanner], "no link")
    assert opened == grabbed == {touch.path, scanner.path}


@pytest.mark.screens
def test_a_rating_pad_takes_its_panel_for_itself(tmp_path: Path, shim: Path) -> None:
    touch = Touchscreen()
    options = ["--offscreen", "--touch", touch.path]
    opened, grabbed = taken(tmp_path, shim, ("kiosk_app", "pad-1"), options, [touch], "no link")
    assert opened == grabbed == {touch.path}


@pytest.mark.screens
def test_a_board_opens_no_input_device(tmp_path: Path, shim: Path) -> None:
    opened, grabbed = taken(tmp_path, shim, ("display_app", "board-1"), ["--offscreen"], [], "no link")
    assert opened == grabbed == set()


def test_a_call_box_takes_its_keypad_for_itself(tmp_path: Path, shim: Path) -> None:
    keypad = Keypad()
    options = ["--keypad", keypad.path]
    opened, grabbed = taken(tmp_path, shim, ("counter_caller", "caller-1"), options, [keypad], "no link")
    assert opened == grabbed == {keypad.path}
