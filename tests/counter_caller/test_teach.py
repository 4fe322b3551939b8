"""Which key is this: what the technician is told, by the real program with fake keypads and boxes."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from evdev import ecodes

from counter_caller.devices.every_key import key_name
from counter_caller.lesson import Touched, lesson
from demo.button_boxes import BoxesOnLine
from demo.hands import FakeInputs, Keypad, umockdev_available
from hall_core.domain.button_box import KeyDevice, LineBox, Pins
from hall_core.domain.plan_devices import Caller, Desk

from .halls import HALL, desk, hall_with
from .hardware import PATIENCE

pytestmark = pytest.mark.timeout(30)
"""Programs are started, on a machine that may be busy."""
PAD = "/dev/input/by-path/usb-1-event-kbd"
CALLER = Caller(
    id="goi",
    desks=[
        Desk(counter="quay-1", officer="a", keypad=PAD, keys={"KEY_KP1": "next"}, to_service={"KEY_F1": "sao-y"}),
        Desk(counter="quay-2", officer="b", keypad=PAD, keys={"KEY_KP2": "next"}, to_counter={"KEY_F2": "quay-1"}),
        Desk(counter="quay-3", officer="c", keypad="serial:/dev/ttyUSB0?address=3"),
        Desk(counter="quay-4", officer="d", keypad="gpio:", keys={"GPIO17": "next"}),
    ],
)
LINE = LineBox("/dev/ttyUSB0", 38_400, 3)


@pytest.mark.parametrize(
    ("touched", "told"),
    [
        (
            Touched(KeyDevice(PAD), "KEY_KP2", "Call Keypad"),
            [f"KEY_KP2 on {PAD} (Call Keypad)", "next at quay-2", 'keys = { KEY_KP2 = "next" }'],
        ),
        (
            Touched(KeyDevice(PAD), "KEY_F1"),
            ["transfer to the service sao-y at quay-1", 'to_service = { KEY_F1 = "sao-y" }'],
        ),
        (Touched(KeyDevice(PAD), "KEY_F2"), ["transfer to the counter quay-1", 'to_counter = { KEY_F2 = "quay-1" }']),
        (
            Touched(KeyDevice(PAD), "KEY_A"),
            ["that of quay-1 and quay-2, the key does nothing", 'keys = { KEY_KP1 = "next", KEY_A = "next" }'],
        ),
        (
            Touched(KeyDevice("/dev/input/by-path/usb-2-event-kbd"), "KEY_KP1"),
            [
                "says nothing of this keypad",
                'keypad = "/dev/input/by-path/usb-2-event-kbd"',
                'keys = { KEY_KP1 = "next" }',
            ],
        ),
        (
            Touched(LINE, "2"),
            ["button 2 of the box with the address 3 on /dev/ttyUSB0", "recall at quay-3", '1 = "next"'],
        ),
        (
            Touched(LineBox("/dev/ttyUSB0", 38_400, 9), "2"),
            ['keypad = "serial:/dev/ttyUSB0?baud=38400&address=9"', 'keys = { 2 = "next" }'],
        ),
        (Touched(Pins(), "GPIO17"), ["the button on GPIO17", "next at quay-4"]),
        (Touched(Pins(), "GPIO4"), ["the key does nothing", 'keys = { GPIO17 = "next", GPIO4 = "next" }']),
    ],
)
def test_a_key_is_told_with_what_the_hall_file_says_and_a_line_for_it(touched: Touched, told: list[str]) -> None:
    lines = lesson(CALLER, touched)
    for part in told:
        assert any(part in line for line in lines), lines
    for line in lines:
        if line.startswith("  line:"):
            tomllib.loads(line.partition("line:")[2].strip())


def test_a_key_with_several_names_has_its_own() -> None:
    assert [key_name(code) for code in (ecodes.KEY_KP1, ecodes.KEY_MUTE)] == ["KEY_KP1", "KEY_MUTE"]


class Lessons:
    """The program at work, and what it prints."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
        assert program.stdout is not None
        self.program, self._out = program, program.stdout.fileno()
        self._printed = ""

    def says(self, text: str) -> str:
        """All that was printed since the last time, once ``text`` is in it."""
        while text not in self._printed:
            assert select.select([self._out], [], [], PATIENCE)[0], f"{text!r} is not in {self._printed!r}"
            self._printed += os.read(self._out, 4_096).decode()
        said, self._printed = self._printed, ""
        return said

    def ends(self) -> str:
        self.program.send_signal(signal.SIGINT)
        said = self.says("ended\n")
        assert self.program.wait(PATIENCE) == 0
        return said


@contextmanager
def taught(hall: Path, data: Path, inputs: FakeInputs | None = None) -> Iterator[Lessons]:
    argv = [sys.executable, "-m", "counter_caller", "--hall", str(hall), "--device", "caller-1", "--data", str(data)]
    argv.append("--teach")
    # A shell that has started the tests in the background lets its children ignore Ctrl-C.
    argv = ["env", "--default-signal=INT", *(argv if inputs is None else inputs.command(argv))]
    program = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0)
    try:
        lessons = Lessons(program)
        lessons.says("press a key")
        yield lessons
    finally:
        program.kill()
        program.communicate()


@pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)")
def test_keys_of_all_keypads_are_told_without_hub_and_broker(tmp_path: Path) -> None:
    """Also of one that the hall file does not know; and nothing is left on the disk."""
    known, other = Keypad("/dev/input/event7"), Keypad("/dev/input/event9", "Other Keypad")
    hall = hall_with(tmp_path, f'counter = "quay-1"\nofficer = "ht-01"\nkeypad = "{known.path}"\n')
    with FakeInputs(tmp_path, known, other) as inputs, taught(hall, tmp_path / "data", inputs) as lessons:
        known.press(ecodes.KEY_KP4, hold=0)
        said = lessons.says("}")
        assert "KEY_KP4 on /dev/input/event7 (Call Keypad)" in said and "hall file: done at quay-1" in said
        other.press(ecodes.KEY_KP4, hold=0)
        lessons.says('keypad = "/dev/input/event9"')
        lessons.ends()
    assert not (tmp_path / "data").exists()


def test_buttons_of_boxes_are_told_also_of_one_that_the_hall_file_does_not_name(tmp_path: Path) -> None:
    with BoxesOnLine(tmp_path / "line", 2, 5) as line:
        hall = hall_with(tmp_path, desk(1, "ht-01", f"serial:{line.path}?address=2"))
        with taught(hall, tmp_path) as lessons:
            lessons.says("address 5, which is not in the hall file")
            line.boxes[2].press(1)
            lessons.says("button 1 of the box with the address 2")
            line.boxes[5].press(6)
            lessons.says("button 6 of the box with the address 5")
            assert line.boxes[5].waits_for(lambda box: bool(box.tones)), "it clicks, so that the finger knows"
            lessons.ends()


def test_a_terminal_is_given_back_and_what_was_typed_meanwhile_is_no_command(tmp_path: Path) -> None:
    import termios

    master, slave = os.openpty()
    argv = [
        sys.executable,
        "-m",
        "counter_caller",
        "--hall",
        str(HALL),
        "--data",
        str(tmp_path),
        "--device",
        "caller-1",
    ]
    program = subprocess.Popen(
        ["setsid", "--ctty", "--wait", *argv, "--teach"], stdin=slave, stdout=slave, stderr=slave
    )
    before = termios.tcgetattr(slave)
    seen = ""
    try:
        for awaited, typed in (("press a key", b"1\r"), ("", b"\x03")):
            while awaited not in seen:
                seen += os.read(master, 4_096).decode()
            os.write(master, typed)
        assert program.wait(PATIENCE) == 0
        assert termios.tcgetattr(slave)[3] == before[3]
        os.set_blocking(slave, False)
        with pytest.raises(BlockingIOError):
            os.read(slave, 1)
    finally:
        program.kill()
        program.wait()
        os.close(master)
        os.close(slave)
