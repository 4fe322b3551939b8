"""The keypad, read by real evdev from a fake kernel device; what cannot be faked there is said at the test."""

from __future__ import annotations

import errno
import os
import select
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from evdev import InputEvent, ecodes

from counter_caller.devices import keypad as keypad_module
from counter_caller.devices.keypad import Keypad as RealKeypad
from counter_caller.devices.keypad import KeypadError, codes_of
from counter_caller.devices.lamp import BUSY, FAULT, READY, Lamp
from demo.hands import FakeDevice, FakeInputs, Keypad, umockdev_available
from hall_core.domain.plan_devices import DEFAULT_KEYS

from .hardware import PATIENCE

pytestmark = pytest.mark.timeout(30)
"""Programs are started, on a machine that may be busy."""
with_fake_devices = pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)")

READER = """
    import sys, time
    from counter_caller.devices.keypad import Keypad
    from counter_caller.devices.lamp import Lamp
    from hall_core.domain.plan_devices import DEFAULT_KEYS

    def now():
        return time.monotonic_ns() // 1_000_000

    def moved(key, value, at):
        print(key, value, 0 <= now() - at < 2_000, flush=True)

    keypad = Keypad(
        "/dev/input/event7", DEFAULT_KEYS, now=now, moved=moved,
        missing=lambda why: print("missing" if why else "there", flush=True),
    )
    stop = keypad.start()
    lamp = Lamp(keypad)
    while (line := sys.stdin.readline()) != "stop\\n":
        lamp.lights(*(sign == "1" for sign in line.strip()))
    stop()
    print("stopped", flush=True)
"""


class Reader:
    """A program that reads the keypad and lights what it is told."""

    def __init__(self, program: subprocess.Popen[bytes], inputs: FakeInputs) -> None:
        assert program.stdin is not None and program.stdout is not None
        self.stdin, self._stdout = program.stdin, program.stdout.fileno()
        self._inputs = inputs
        self._heard = b""

    def says(self) -> str:
        """The next line it prints."""
        while b"\n" not in self._heard:
            assert select.select([self._stdout], [], [], PATIENCE)[0], "the program stays silent"
            self._heard += os.read(self._stdout, 4_096)
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()

    def lights(self, signs: str) -> None:
        self.stdin.write(f"{signs}\n".encode())

    @property
    def root(self) -> Path:
        """Where umockdev keeps the devices."""
        named = dict(word.split("=", 1) for word in self._inputs.command([]) if "=" in word)
        return Path(named["UMOCKDEV_DIR"])


@contextmanager
def reading(folder: Path, device: FakeDevice) -> Iterator[Reader]:
    with FakeInputs(folder, device) as inputs:
        program = subprocess.Popen(
            inputs.command([sys.executable, "-c", textwrap.dedent(READER)]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109
        )
        try:
            yield Reader(program, inputs)
        finally:
            program.kill()
            program.communicate()


@with_fake_devices
def test_each_configured_key_is_told_by_its_name_and_others_are_nothing(tmp_path: Path) -> None:
    """F1 is on the keypad but means nothing: what comes after it is the next that is heard."""
    keypad = Keypad()
    with reading(tmp_path, keypad) as reader:
        assert reader.says() == "there"
        keypad.press(ecodes.KEY_F1, hold=0)
        for name in DEFAULT_KEYS:
            keypad.press(ecodes.ecodes[name], hold=0)
            assert (reader.says(), reader.says()) == (f"{name} 1 True", f"{name} 0 True")


@with_fake_devices
def test_a_held_key_is_told_as_repeating(tmp_path: Path) -> None:
    keypad = Keypad()
    with reading(tmp_path, keypad) as reader:
        assert reader.says() == "there"
        keypad.emit((ecodes.EV_KEY, ecodes.KEY_KP1, 2))
        assert reader.says() == "KEY_KP1 2 True"


@with_fake_devices
def test_the_three_lights_are_the_keypads_own(tmp_path: Path) -> None:
    keypad = Keypad()
    with reading(tmp_path, keypad) as reader:
        assert reader.says() == "there"
        reader.lights("1010")
        assert keypad.wait_for_leds({READY, FAULT}, PATIENCE)
        reader.lights("0100")
        assert keypad.wait_for_leds({BUSY}, PATIENCE)
        reader.lights("0001")
        assert keypad.wait_for_leds(set(), PATIENCE)


@with_fake_devices
def test_a_keypad_with_one_light_shows_the_lone_pattern(tmp_path: Path) -> None:
    class OneLight(Keypad):
        LEDS = frozenset((ecodes.LED_NUML,))

        def __init__(self) -> None:
            FakeDevice.__init__(
                self, "/dev/input/event7", "One Light", 7, {ecodes.EV_KEY: self.KEYS, ecodes.EV_LED: self.LEDS}
            )
            self._lit = set()

    keypad = OneLight()
    with reading(tmp_path, keypad) as reader:
        assert reader.says() == "there"
        reader.lights("0001")
        assert keypad.wait_for_leds({ecodes.LED_NUML}, PATIENCE)
        reader.lights("1000")
        assert keypad.wait_for_leds(set(), PATIENCE)


@with_fake_devices
def test_a_keypad_pulled_out_is_told_and_works_again_when_it_is_back(tmp_path: Path) -> None:
    """The fake one ends with end-of-file where a real one says ENODEV; for that see below."""
    keypad = Keypad()
    with reading(tmp_path, keypad) as reader:
        assert reader.says() == "there"
        keypad.unplug()
        assert reader.says() == "missing"
        keypad.plug_in(reader.root)
        while (said := reader.says()) == "missing":
            pass
        assert said == "there"
        keypad.press(ecodes.KEY_KP2, hold=0)
        assert reader.says() == "KEY_KP2 1 True"


@with_fake_devices
def test_stopping_lets_the_keypad_go(tmp_path: Path) -> None:
    keypad = Keypad()
    with reading(tmp_path, keypad) as reader:
        assert reader.says() == "there"
        reader.stdin.write(b"stop\n")
        assert reader.says() == "stopped"


class GoneDevice:
    """A keypad whose plug is pulled while it is read: the kernel's answer is ENODEV, which no fake device gives.
    ``beeper`` is its ability to sound, ``held`` that another program has it for itself."""

    name = "Gone Keypad"

    def __init__(self, beeper: int | None = None, held: bool = False) -> None:
        self.fd, self._other = os.pipe()
        self.events: list[InputEvent] = []
        self.written: list[tuple[int, int, int]] = []
        self.closed = False
        self.grabbed = False
        self._beeper = beeper
        self._held = held

    def grab(self) -> None:
        if self._held:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.grabbed = True

    def pull(self) -> None:
        os.write(self._other, b"\0")

    def read(self) -> list[InputEvent]:
        raise OSError(errno.ENODEV, "No such device")

    def write(self, kind: int, code: int, value: int) -> None:
        if self.closed:
            raise OSError(errno.ENODEV, "No such device")
        self.written.append((kind, code, value))

    def syn(self) -> None:
        pass

    def capabilities(self, absinfo: bool = True) -> dict[int, list[int]]:
        return {} if self._beeper is None else {ecodes.EV_SND: [self._beeper]}

    def close(self) -> None:
        self.closed = True
        os.close(self.fd)
        os.close(self._other)


@contextmanager
def read_in_this_process(monkeypatch: pytest.MonkeyPatch, *devices: GoneDevice) -> Iterator[Any]:
    """A running keypad that finds ``devices`` one after the other, and then none."""
    plugged = iter(devices)

    def find(path: str) -> GoneDevice:
        try:
            return next(plugged)
        except StopIteration:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory") from None

    missing: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr(keypad_module, "InputDevice", find)
    monkeypatch.setattr(keypad_module, "LOOK_AGAIN", 0.01)
    monkeypatch.setattr(keypad_module.fcntl, "fcntl", lambda fd, what: os.O_RDWR)
    keypad = RealKeypad("/dev/input/x", DEFAULT_KEYS, now=lambda: 0, moved=lambda *_: None, missing=missing.put)
    stop = keypad.start()
    yield keypad, missing
    stop()


def test_no_such_device_is_told_and_it_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = GoneDevice(), GoneDevice()
    with read_in_this_process(monkeypatch, first, second) as (_, missing):
        assert missing.get(timeout=PATIENCE) == ""
        first.pull()
        assert missing.get(timeout=PATIENCE) != ""
        assert missing.get(timeout=PATIENCE) == ""
        assert first.closed and not second.closed


def test_it_has_the_keypad_for_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed on it must not reach a console; while another program holds it, it counts as missing."""
    held, free = GoneDevice(held=True), GoneDevice()
    with read_in_this_process(monkeypatch, held, free) as (_, missing):
        assert missing.get(timeout=PATIENCE) == "/dev/input/x: is in use by another program"
        assert missing.get(timeout=PATIENCE) == ""
        assert held.closed and free.grabbed


@pytest.mark.parametrize(("ability", "begin"), [(ecodes.SND_TONE, 2_000), (ecodes.SND_BELL, 1)])
def test_a_keypad_that_can_sound_sounds_by_itself(monkeypatch: pytest.MonkeyPatch, ability: int, begin: int) -> None:
    """No fake device takes sounds: here the bytes to the kernel are looked at."""
    device, rung = GoneDevice(beeper=ability), list[int]()
    with read_in_this_process(monkeypatch, device) as (keypad, missing):
        assert missing.get(timeout=PATIENCE) == ""
        lamp = Lamp(keypad, bell=lambda hz, brief: rung.append(hz))
        lamp.tone(2_000, False)
        lamp.tone(0, False)
    assert device.written == [(ecodes.EV_SND, ability, begin), (ecodes.EV_SND, ability, 0)]
    assert rung == []


def test_a_keypad_that_cannot_sound_leaves_it_to_the_bell(monkeypatch: pytest.MonkeyPatch) -> None:
    rung = list[int]()
    with read_in_this_process(monkeypatch) as (keypad, missing):
        assert missing.get(timeout=PATIENCE) != ""
        Lamp(keypad, bell=lambda hz, brief: rung.append(hz)).tone(400, False)
    assert rung == [400]


def test_a_press_keeps_the_time_at_which_the_kernel_saw_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keypad_module.time, "time", lambda: 1_000.0)
    keypad = RealKeypad("x", DEFAULT_KEYS, now=lambda: 50_000, moved=lambda *_: None, missing=lambda _: None)
    assert keypad._when(999.25) == 49_250
    assert keypad._when(1_000.5) == 50_000, "a clock set back makes no press of the future"
    keypad.start()()


def test_key_names_that_do_not_exist_are_all_told_with_what_was_meant() -> None:
    with pytest.raises(KeypadError) as error:
        codes_of(["KEY_KP1", "KEY_KPP2", "SPACE"])
    assert '"KEY_KPP2", did you mean "KEY_KP2"?' in str(error.value)
    assert 'no key is called "SPACE"' in str(error.value)


def test_the_default_keys_exist() -> None:
    assert len(codes_of(DEFAULT_KEYS)) == len(DEFAULT_KEYS)  # pyright: ignore[reportArgumentType]
