"""A scanner that types, read by real evdev from a fake kernel device; what cannot be faked is said at the test."""

from __future__ import annotations

import errno
import json
import os
import select
import string
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from evdev import InputEvent, ecodes

from demo.hands import FakeInputs, umockdev_available
from demo.scanner import BarcodeScanner
from hall_core.domain.scanned import IdCard
from kiosk_app.devices import scanner_hid
from kiosk_app.devices.scanner import Scanner
from tests.kiosk_app.devices.scanning import CARD, NUMBER, PATIENCE, Desk

with_fake_devices = pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)")

KEY = b"the key of a hall that is tested"
DOSSIER = "H41.16-210612-0001"
AGAIN = 1.5
"""Seconds between two tries, longer than the silence that the reader below waits for."""

READER = """
    import json, logging, sys
    from hall_core.domain.scanned import IdCard, read
    from kiosk_app.devices import scanner_gather
    from kiosk_app.devices.scanner import Scanner

    def tell(*what):
        print(json.dumps(what), flush=True)

    def scanned(text):
        meaning = read(text)
        token = meaning.token(sys.argv[1].encode()) if isinstance(meaning, IdCard) else ""
        tell("code", text, token)

    class Log(logging.Handler):
        def emit(self, record):
            tell("log", record.getMessage())

    scanner_gather.PAUSE = scanner_gather.SILENCE = 1.0  # a busy machine may halt the pretend scanner for a while
    logging.getLogger().addHandler(Log(logging.WARNING))
    stop = Scanner("evdev:/dev/input/event9", scanned, lambda *problem: tell(*problem), look_again=0.05).start()
    sys.stdin.readline()
    stop()
    tell("stopped")
"""


class Reader:
    """A program that reads the scanner and prints what it makes of it."""

    def __init__(self, program: subprocess.Popen[bytes], inputs: FakeInputs) -> None:
        assert program.stdin is not None and program.stdout is not None
        self.stdin, self._stdout = program.stdin, program.stdout.fileno()
        self._inputs = inputs
        self._heard = b""

    def says(self, *words: object) -> list[Any]:
        """The next line that begins so; those between are passed over."""
        while (line := self.line(PATIENCE))[: len(words)] != list(words):
            assert line, f"the program does not say {words}"
        return line

    def line(self, seconds: float) -> list[Any]:
        """The next line, or nothing after so many seconds of silence."""
        while b"\n" not in self._heard:
            if not select.select([self._stdout], [], [], seconds)[0]:
                return []
            self._heard += os.read(self._stdout, 4_096)
        line, _, self._heard = self._heard.partition(b"\n")
        return json.loads(line)

    @property
    def root(self) -> Path:
        """Where umockdev keeps the devices."""
        named = dict(word.split("=", 1) for word in self._inputs.command([]) if "=" in word)
        return Path(named["UMOCKDEV_DIR"])


@contextmanager
def reading(folder: Path, device: BarcodeScanner) -> Iterator[Reader]:
    with FakeInputs(folder, device) as inputs:
        program = subprocess.Popen(
            inputs.command([sys.executable, "-c", textwrap.dedent(READER), KEY.decode()]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109
        )
        try:
            reader = Reader(program, inputs)
            reader.says("scanner-missing", False)
            yield reader
        finally:
            program.kill()
            program.communicate()


@with_fake_devices
def test_all_that_a_keyboard_has_arrives_as_it_was_scanned(tmp_path: Path) -> None:
    scanner = BarcodeScanner()
    signs = string.digits + string.ascii_letters + string.punctuation
    with reading(tmp_path, scanner) as reader:
        scanner.scan(signs)
        assert reader.says("code")[1] == signs
        scanner.scan("03706/2026/07906", end=ecodes.KEY_KPENTER)
        assert reader.says("code")[1] == "03706/2026/07906"
        scanner.scan("with a space", end=ecodes.KEY_TAB)
        assert reader.says("code")[1] == "with a space"
        reader.stdin.write(b"\n")
        reader.says("stopped")


@with_fake_devices
def test_a_scanner_set_to_capitals_lock_and_to_no_end_is_understood(tmp_path: Path) -> None:
    scanner = BarcodeScanner()
    with reading(tmp_path, scanner) as reader:
        scanner.type(ecodes.KEY_CAPSLOCK)
        scanner.scan(DOSSIER.lower(), end=None)
        assert reader.says("code")[1] == DOSSIER


@with_fake_devices
def test_of_a_card_the_number_arrives_whatever_becomes_of_its_letters(tmp_path: Path) -> None:
    """No keyboard has ễ; the number and the bars between the fields are enough."""
    scanner = BarcodeScanner()
    with reading(tmp_path, scanner) as reader:
        scanner.scan(CARD)
        _, text, token = reader.says("code")
        assert text.startswith(f"{NUMBER}|012345678|NGUYN TH TH|")
        assert token == IdCard(NUMBER).token(KEY)


@with_fake_devices
def test_a_scanner_pulled_out_is_told_and_works_again_when_it_is_back(tmp_path: Path) -> None:
    """The fake one ends with end-of-file where a real one says ENODEV; for that see below."""
    scanner = BarcodeScanner()
    with reading(tmp_path, scanner) as reader:
        scanner.unplug()
        reader.says("scanner-missing", True)
        scanner.plug_in(reader.root)
        reader.says("scanner-missing", False)
        scanner.scan(DOSSIER)
        assert reader.says("code")[1] == DOSSIER


@with_fake_devices
def test_a_code_of_which_the_kernel_lost_a_part_is_not_told(tmp_path: Path) -> None:
    """After a silence the scanner is heard again."""
    scanner = BarcodeScanner()
    with reading(tmp_path, scanner) as reader:
        scanner.scan("H41.16-", end=None)
        scanner.emit((ecodes.EV_SYN, ecodes.SYN_DROPPED, 0))
        assert "too busy" in reader.says("log")[1]
        scanner.scan("0001")
        line = list[Any]()
        while not line:
            line = reader.line(AGAIN)
            if not line:
                scanner.scan("h41-210612")
        assert line[:2] == ["code", "h41-210612"]


class KernelDevice:
    """A device that says ENODEV when it is pulled out, which no fake one does; ``held``: another program has it."""

    name = "Kernel Scanner"

    def __init__(self, *batches: list[InputEvent], held: bool = False) -> None:
        """``batches`` is what is read before that."""
        self.fd, self._other = os.pipe()
        self._batches = iter(batches)
        self.grabbed = False
        self.closed = False
        self._held = held

    def grab(self) -> None:
        if self._held:
            raise OSError(errno.EBUSY, "Device or resource busy")
        self.grabbed = True

    def pull(self) -> None:
        os.write(self._other, b"\0")

    def read(self) -> list[InputEvent]:
        if (batch := next(self._batches, None)) is None:
            raise OSError(errno.ENODEV, "No such device")
        return batch

    def close(self) -> None:
        self.closed = True
        os.close(self.fd)
        os.close(self._other)


@pytest.fixture
def listening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """Starts a scanner in this process, which finds the given devices one after the other, and then none."""
    stops: list[Callable[[], None]] = []

    def listen(*devices: KernelDevice) -> Desk:
        plugged = iter(devices)

        def find(path: str) -> KernelDevice:
            if (device := next(plugged, None)) is None:
                raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
            return device

        monkeypatch.setattr(scanner_hid, "InputDevice", find)
        desk = Desk()
        stops.append(Scanner("evdev:/dev/input/x", desk.scanned, desk.problem, look_again=0.02).start())
        return desk

    yield listen
    for stop in stops:
        stop()


def test_what_was_held_when_the_kernel_lost_a_part_is_held_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it was let go may be in the part that was lost."""
    shift = InputEvent(0, 0, ecodes.EV_KEY, ecodes.KEY_LEFTSHIFT, 1)
    lost = InputEvent(0, 0, ecodes.EV_SYN, ecodes.SYN_DROPPED, 0)
    letter = InputEvent(0, 0, ecodes.EV_KEY, ecodes.KEY_A, 1)
    device = KernelDevice([shift, letter], [lost], [letter])
    monkeypatch.setattr(scanner_hid, "InputDevice", lambda path: device)
    line = scanner_hid.HidLine("/dev/input/x")
    assert [line.read() for _ in range(3)] == [b"A", None, b"a"]
    line.close()


def test_a_missing_scanner_is_told_and_logged_once_however_often_it_is_looked_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks: SimpleQueue[str] = SimpleQueue()

    def find(path: str) -> KernelDevice:
        looks.put(path)
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)

    monkeypatch.setattr(scanner_hid, "InputDevice", find)
    desk = Desk()
    stop = Scanner("evdev:/dev/input/x", desk.scanned, desk.problem, look_again=0.001).start()
    for _ in range(5):
        looks.get(timeout=PATIENCE)
    stop()
    desk.told(True)
    assert len(caplog.records) == 1


def test_no_such_device_is_told_and_it_is_looked_for_again(listening: Callable[..., Desk]) -> None:
    first, second = KernelDevice(), KernelDevice()
    desk = listening(first, second)
    desk.told(False)
    first.pull()
    desk.told(False, True, False)
    assert first.closed and not second.closed


def test_it_has_the_scanner_for_itself_alone(listening: Callable[..., Desk]) -> None:
    """What it types must reach neither a screen nor a console; while another program holds it, it is missing."""
    held, free = KernelDevice(held=True), KernelDevice()
    desk = listening(held, free)
    desk.told(True, False)
    assert held.closed and free.grabbed
