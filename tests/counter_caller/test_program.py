"""The whole program as it is started in a hall: real broker, real hub, fake kernel keypad, pty for the display."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue

import msgspec
import pytest
from evdev import ecodes

from counter_caller.devices.lamp import BUSY, READY
from demo.button_boxes import BoxesOnLine
from demo.hall_file import copy_of
from demo.hands import FakeInputs, Keypad, umockdev_available
from hall_core.contract.messages import DeviceState
from hall_core.device.clock import Clock
from hall_core.domain.commands import IssueTicket
from hall_core.mqtt.heard import Answered, Heard, LinkUp
from hall_core.mqtt.link import Arrived, Link
from hall_core.mqtt.station import Station

from .halls import HALL, desk, hall_with
from .hardware import PATIENCE, Screen

pytestmark = [
    pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)"),
    pytest.mark.timeout(60),  # whole programs are started, on a machine that may be busy
]


class Hall:
    """A broker and a hub, and what a citizen and a technician would do there."""

    def __init__(self, folder: Path, port: int, broker: subprocess.Popen[bytes], undo: ExitStack) -> None:
        self.folder, self.port, self.broker = folder, port, broker
        self._undo = undo
        self.file = folder / "hall.toml"

    def serve(self, file: Path) -> None:
        """A hall of ``file``: its hub begins."""
        self.file = file
        self.program("hall_hub")

    def program(self, package: str, *arguments: str, inputs: FakeInputs | None = None) -> subprocess.Popen[bytes]:
        broker = f"127.0.0.1:{self.port}"
        argv = [sys.executable, "-m", package, "--hall", str(self.file), "--data", str(self.folder / package)]
        argv += ["--broker", broker, *arguments]
        started = subprocess.Popen(
            argv if inputs is None else inputs.command(argv), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._undo.callback(ended, started)
        return started

    def take_ticket(self) -> str:
        heard: SimpleQueue[Heard] = SimpleQueue()
        station = Station(
            hall="demo",
            device="kiosk-1",
            state=DeviceState(online=True, role="kiosk", version="test"),
            boot=1,
            clock=Clock(),
            outbox=self.folder / "kiosk.sqlite",
            broker=("127.0.0.1", self.port),
            listen=[],
            hear=heard.put,
        )
        stop = station.start()
        try:
            while not isinstance(heard.get(timeout=PATIENCE), LinkUp):
                pass
            station.ask(IssueTicket(service="khai-sinh"))
            while not isinstance(answer := heard.get(timeout=PATIENCE), Answered):
                pass
        finally:
            stop()
        assert answer.reply.ticket is not None
        return answer.reply.ticket.number

    @contextmanager
    def watching(self, topic: str) -> Iterator[SimpleQueue[Arrived]]:
        """What comes on ``topic`` as long as the block lasts."""
        link = Link("technician", ("127.0.0.1", self.port), [(f"motcua/v1/demo/{topic}", 1)])
        seen: SimpleQueue[Arrived] = SimpleQueue()
        stop = threading.Event()

        def watch() -> None:
            while not stop.is_set():
                for item in link.turn(0.1):
                    if isinstance(item, Arrived):
                        seen.put(item)
            link.close()

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield seen
        finally:
            stop.set()
            thread.join()

    def log(self) -> str:
        file = self.folder / "counter_caller" / "caller.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""


@pytest.fixture
def hall(any_hall: Hall, tmp_path: Path) -> Hall:
    """Of the demo."""
    any_hall.serve(copy_of(HALL, tmp_path / "hall.toml"))
    return any_hall


@pytest.fixture
def any_hall(tmp_path: Path) -> Iterator[Hall]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = tmp_path / "mosquitto.conf"
    configuration.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n")
    with ExitStack() as undo:
        broker = subprocess.Popen(
            ["mosquitto", "-c", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        undo.callback(ended, broker)
        yield Hall(tmp_path, port, broker, undo)


def ended(program: subprocess.Popen[bytes]) -> int:
    program.terminate()
    return program.wait(PATIENCE)


def test_an_officers_morning(hall: Hall, tmp_path: Path) -> None:
    """Open, nobody there, somebody comes: called, came, done; the broker dies: said, and nothing is sent later."""
    keypad, screen = Keypad(), Screen(tmp_path / "line")
    with FakeInputs(tmp_path, keypad) as inputs:
        display = f"serial:{tmp_path / 'line'}"
        arguments = ["--device", "caller-1", "--keypad", keypad.path, "--line-display", display]
        program = hall.program("counter_caller", *arguments, inputs=inputs)
        assert screen.shows("QUAY 1 DONG", "BAM PHIM MO QUAY")
        keypad.press(ecodes.KEY_KP6)
        assert screen.shows("QUAY 1 MO      CHO 0", "DA MO QUAY")
        assert keypad.wait_for_leds({READY}, PATIENCE)
        keypad.press(ecodes.KEY_KP1)
        assert screen.shows("QUAY 1 MO      CHO 0", "KHONG CON AI CHO")
        assert keypad.wait_for_leds(set(), PATIENCE), "the light blinks"
        assert hall.take_ticket() == "A001"
        assert screen.shows("QUAY 1 MO      CHO 1", "BAM MOI TIEP")
        keypad.press(ecodes.KEY_KPENTER)
        assert screen.shows("MOI A001       CHO 0", "DA MOI A001")
        # No board runs in this hall, and after three seconds the officer is told.
        assert screen.shows("MOI A001       CHO 0", "BANG KHONG HIEN")
        keypad.press(ecodes.KEY_KP3)
        assert screen.shows("PHUC VU A001   CHO 0", "BAT DAU PHUC VU")
        keypad.press(ecodes.KEY_KP4)
        assert screen.shows("QUAY 1 MO      CHO 0", "DA XONG A001")
        ended(hall.broker)
        assert screen.shows("QUAY 1 MO      CHO 0", "MAT KET NOI")
        assert keypad.wait_for_leds({BUSY}, PATIENCE)
        keypad.press(ecodes.KEY_KP1)
        assert screen.shows("QUAY 1 MO      CHO 0", "CHUA LAM: MAT MANG")
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE) == 0
        assert screen.shows("", "")
        assert keypad.wait_for_leds(set(), PATIENCE)
    log = hall.log()
    assert [line.partition("INFO")[2].strip() for line in log.splitlines() if " key " in line] == [
        "key pause: asked the hub for open (counter revision 0)",
        "key pause: done",
        "key next: asked the hub for next (counter revision 1)",
        "key next: refused, nobody-waiting",
        "key next: asked the hub for next (counter revision 1)",
        "key next: done, A001",
        "key came: asked the hub for start (counter revision 2)",
        "key came: done, A001",
        "key done: asked the hub for complete (counter revision 3)",
        "key done: done, A001",
        "key next: not done, the hub cannot be reached",
    ]
    assert "no board has shown A001" in log
    assert "Traceback" not in log


DONE = [(0, 120, 1_880, 0), (), (), (0, 120, 1_880, 0)]
"""The lamps of a box after a press that was done."""


def test_one_box_serves_counters_by_two_keypads_a_shared_one_and_a_line(any_hall: Hall, tmp_path: Path) -> None:
    """Each key acts for its own counter; what is done at one counter is seen at its own lights alone."""
    left, right = Keypad("/dev/input/event7"), Keypad("/dev/input/event9", "Right Keypad")
    with BoxesOnLine(tmp_path / "line", 4) as line, FakeInputs(tmp_path, left, right) as inputs:
        shared = '{ KEY_1 = "pause", KEY_2 = "next" }'
        desks = [
            desk(1, "ht-01", left.path, keys='{ KEY_KP6 = "pause", KEY_KP1 = "next" }'),
            desk(2, "ct-01", left.path, keys=shared),
            desk(3, "ca-01", right.path),
            desk(4, "dd-01", f"serial:{line.path}?address=4"),
        ]
        any_hall.serve(hall_with(tmp_path, "".join(desks)))
        program = any_hall.program("counter_caller", "--device", "caller-1", inputs=inputs)
        with any_hall.watching("state/counter/+") as counters:
            for press in (
                lambda: left.press(ecodes.KEY_KP6),
                lambda: left.press(ecodes.KEY_1),
                lambda: right.press(ecodes.KEY_KP6),
                lambda: line.boxes[4].press(6),
            ):
                until_linked(any_hall)
                press()
            opened: set[str] = set()
            while len(opened) < 4:
                body = msgspec.json.decode(counters.get(timeout=PATIENCE).payload)["body"]
                opened |= {body["counter"]} if body["status"] == "open" else set()
        assert left.wait_for_leds({READY}, PATIENCE) and right.wait_for_leds({READY}, PATIENCE)
        box = line.boxes[4]
        assert box.waits_for(lambda box: box.lamps == DONE)
        box.press(1)
        assert box.waits_for(lambda box: box.lamps[0] == (500, 500)), "nobody waits: it blinks"
        assert box.waits_for(lambda box: box.tones[-1:] == [(1_200, (120, 120, 120))])
        assert right.lit_leds() == {READY}
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE) == 0
        assert box.waits_for(lambda box: not any(box.lamps))
    assert "quay-4: key next: refused, nobody-waiting" in any_hall.log()


def test_presses_on_a_box_during_an_outage_are_shown_as_not_done_and_never_sent(any_hall: Hall, tmp_path: Path) -> None:
    with BoxesOnLine(tmp_path / "line", 1) as line:
        any_hall.serve(copy_of(HALL, tmp_path / "hall.toml"))
        keypad = f"serial:{line.path}?address=1"
        any_hall.program("counter_caller", "--device", "caller-1", "--keypad", keypad)
        until_linked(any_hall)
        box = line.boxes[1]
        box.press(6)
        assert box.waits_for(lambda box: box.lamps == DONE)
        ended(any_hall.broker)
        assert box.waits_for(lambda box: box.lamps[1] == (500, 500)), "no link"
        box.press(1)
        assert box.waits_for(lambda box: box.tones[-1:] == [(300, (80,) * 7)])
        assert box.waits_for(lambda box: box.lamps[2] == (120, 120)), "not done"
        assert "key next: asked" not in any_hall.log()


def test_a_box_that_does_not_answer_is_on_the_devices_state_by_its_address(any_hall: Hall, tmp_path: Path) -> None:
    with BoxesOnLine(tmp_path / "line", 1) as line, any_hall.watching("dev/caller-1/alert/+") as alerts:
        any_hall.serve(copy_of(HALL, tmp_path / "hall.toml"))
        keypad = f"serial:{line.path}?address=9"
        any_hall.program("counter_caller", "--device", "caller-1", "--keypad", keypad)
        while not (payload := alerts.get(timeout=PATIENCE).payload):
            pass
        body = msgspec.json.decode(payload)["body"]
        assert body["problem"] == "keypad-missing"
        assert body["words"] == f"{line.path}: the box with the address 9 is silent"


def until_linked(hall: Hall) -> None:
    """The box knows how its counters stand."""
    deadline = time.monotonic() + PATIENCE
    while "linked to the broker" not in hall.log():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_missing_keypad_is_on_the_devices_state_and_on_its_display(hall: Hall, tmp_path: Path) -> None:
    screen = Screen(tmp_path / "line")
    with hall.watching("dev/caller-1/state") as states:
        arguments = ["--keypad", str(tmp_path / "nothing"), "--line-display", f"serial:{tmp_path / 'line'}"]
        hall.program("counter_caller", "--device", "caller-1", *arguments)
        problems: list[str] = []
        while problems != ["keypad-missing"]:
            problems = msgspec.json.decode(states.get(timeout=PATIENCE).payload)["body"]["problems"]
        assert screen.shows("QUAY 1 DONG", "MAT BAN PHIM")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--device", "caller-9"], 'the hall file has no caller called "caller-9"; did you mean "caller-1"?'),
        (["--device", "caller-1", "--line-display", "ttyUSB0"], 'caller-1: "ttyUSB0" is no line display'),
        (["--device", "caller-1", "--keypad", "usb:1"], 'caller-1: keypad "usb:1" is no place for buttons'),
    ],
)
def test_a_wrong_setting_stops_it_before_it_starts(tmp_path: Path, arguments: list[str], why: str) -> None:
    argv = [sys.executable, "-m", "counter_caller", "--hall", str(HALL), "--data", str(tmp_path), *arguments]
    run = subprocess.run(argv, capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=PATIENCE)
    assert run.returncode == 2
    assert why in run.stderr.decode()
    assert b"Traceback" not in run.stderr


def test_the_end_of_the_terminals_input_ends_the_program_without_a_broker(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "counter_caller", "--hall", str(HALL), "--data", str(tmp_path), "--terminal"]
    argv += ["--device", "caller-1", "--broker", "127.0.0.1:9"]
    run = subprocess.run(argv, capture_output=True, input=b"n\n", check=False, timeout=PATIENCE)
    assert run.returncode == 0
    shown = run.stdout.decode()
    assert "QUẦY 1 CHƯA RÕ | Chưa thực hiện: mất kết nối." in shown
    assert b"key next: not done, the hub cannot be reached" in run.stderr


def test_ctrl_c_on_a_terminal_ends_it_cleanly_and_the_log_does_not_tear_the_line(tmp_path: Path) -> None:
    master, slave = os.openpty()
    argv = [sys.executable, "-m", "counter_caller", "--hall", str(HALL), "--data", str(tmp_path), "--terminal"]
    argv += ["--device", "caller-1", "--broker", "127.0.0.1:9"]
    # setsid makes the pty the program's own terminal, so that Ctrl-C is a signal there.
    program = subprocess.Popen(["setsid", "--ctty", "--wait", *argv], stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    seen = ""
    try:
        for awaited, key in (("Mất kết nối", "n"), ("CHƯA LÀM", "\x03")):
            while awaited not in seen:
                seen += os.read(master, 4_096).decode()
            os.write(master, key.encode())
        assert program.wait(PATIENCE) == 0
    finally:
        program.kill()
        program.wait()
        os.close(master)
    assert "INFO" not in seen and "WARNING" not in seen
    assert "key next: not done" in (tmp_path / "caller.log").read_text(encoding="utf-8")


def test_importing_it_starts_nothing() -> None:
    """No thread, no file, no evdev, no serial, and never Kivy."""
    probe = (
        "import sys, threading, counter_caller.__main__;"
        "print(threading.active_count(), *sorted({'kivy', 'evdev', 'serial', 'paho', 'gpiod'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, check=True, timeout=PATIENCE, env=dict(os.environ)
    )
    assert run.stdout.decode().split() == ["1"]
