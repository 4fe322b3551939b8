"""Pretend hands: drive unmodified programs through fake kernel input devices, live.

    screen, keypad = Touchscreen(), Keypad()
    with FakeInputs(folder, screen, keypad) as inputs:
        program = subprocess.Popen(inputs.command([sys.executable, "-m", "some.kiosk"]))
        screen.tap(0.5, 0.25)  # the program reads it from /dev/input/event8
        keypad.press(ecodes.KEY_3)  # and this from /dev/input/event7
        program.terminate()  # the signal goes straight to the program

umockdev makes the devices exist inside the started programs only; the machine needs no /dev/input and no
uinput module. `umockdev-run` answers the ioctls ("who are you, which keys have you?"), and the events travel
through a pty of ours put in the place of umockdev's own: that is what lets the parent write events whenever
it likes and read back the LEDs that the program lights.

A fake device differs from a real one in three ways. Events written before the program opens the device wait
for it instead of being lost. Two programs reading the same device share its events instead of each getting
all of them. And it cannot be unplugged: closing `FakeInputs` aborts the programs that still read its devices.

The programs see a machine with little else in it: they find nothing else when they list /dev, /sys is empty,
and a blocking open (of a FIFO, say) holds up SIGTERM and every other thread's open. Each opening of any other
/dev file leaks one descriptor, so start only what needs fake inputs this way."""

from __future__ import annotations

import fcntl
import os
import select
import shutil
import struct
import subprocess
import termios
import time
import tty
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from evdev import ecodes

INPUT_MAJOR = 13
FIRST_EVENT_MINOR = 64
INPUT_EVENT = struct.Struct("llHHi")  # struct input_event: seconds, microseconds, type, code, value
UNREAD_LIMIT = 3 * 1024  # bytes; a pty holds 4095, and an event cut in two by a full pty cannot be read
START_SECONDS = 5.0

PANEL_MAX = 4095  # the touch panel counts 0..4095 along each side
FINGERS = 10
AXIS_MAX = {ecodes.ABS_MT_SLOT: FINGERS - 1, ecodes.ABS_MT_TRACKING_ID: 0xFFFF}  # the others end at PANEL_MAX
DRAG_STEPS = 10

Event = tuple[int, int, int]  # type, code, value
Point = tuple[float, float]  # x and y, 0..1 of the glass


class FakeDevice:
    """One fake /dev/input/eventN: what it says about itself, and the wire its events travel on."""

    def __init__(
        self,
        path: str,
        name: str,
        product: int,
        codes: Mapping[int, Iterable[int]],
        properties: Iterable[int] = (),
    ) -> None:
        """`codes` lists the event codes of each event type; axes end as AXIS_MAX says."""
        self.path = path
        self.name = name
        self._product = product
        self._codes = {kind: frozenset(kind_codes) for kind, kind_codes in codes.items()}
        self._properties = frozenset(properties)
        self._hand = -1  # our side of the pty
        self._plug = -1  # the programs' side, kept open so that it outlives every program

    def emit(self, *events: Event) -> None:
        """Send `events` and the closing SYN_REPORT, stamped now, to the program that reads the device."""
        waiting = struct.unpack("i", fcntl.ioctl(self._plug, termios.FIONREAD, bytes(4)))[0]
        if waiting > UNREAD_LIMIT:
            raise BlockingIOError(f"no program reads {self.path} ({self.name}): {waiting} bytes unread")
        now = time.time()
        stamp = int(now), int(now % 1 * 1_000_000)
        report = (*events, (ecodes.EV_SYN, ecodes.SYN_REPORT, 0))
        os.write(self._hand, b"".join(INPUT_EVENT.pack(*stamp, *event) for event in report))

    def describe(self) -> str:
        """The device as a umockdev description."""
        number = int(self.path.rpartition("event")[2])
        device = f"{INPUT_MAJOR}:{FIRST_EVENT_MINOR + number}"
        return (
            f"P: /devices/virtual/input/input{number}/event{number}\n"
            f"N: input/event{number}\n"
            f"E: DEVNAME={self.path}\nE: SUBSYSTEM=input\nE: ID_INPUT=1\n"
            f"E: MAJOR={INPUT_MAJOR}\nE: MINOR={FIRST_EVENT_MINOR + number}\n"
            f"A: dev={device}\n\n"
        )

    def answers(self) -> str:
        """What the device answers to ioctls, as a umockdev ioctl tree.

        umockdev matches an ioctl by its number and the size of the caller's buffer, so a bit mask is given in
        every size that a program asks for: 4 and 96 bytes (python-evdev), 8 (libmtdev). There must be no
        EVIOCGRAB line: umockdev grants the grab by itself, and crashes the program if it finds one.
        """
        masks = {0: {ecodes.EV_SYN, *self._codes}, **self._codes}
        lines = [
            _answer("EVIOCGVERSION", 0, struct.pack("i", 0x010001)),
            _answer("EVIOCGID", 0, struct.pack("4H", ecodes.BUS_USB, 0x1209, self._product, 0x0100)),
            _answer("EVIOCGNAME(0)", len(self.name) + 1, self.name.encode().ljust(256, b"\0")),
            _answer("EVIOCGPHYS(0)", 1, bytes(256)),
            _answer("EVIOCGUNIQ(0)", 1, bytes(256)),
            _answer("EVIOCGPROP(0)", 4, _mask(self._properties, 4)),
            _answer("EVIOCGEFFECTS", 0, struct.pack("i", 0)),
        ]
        for kind, codes in masks.items():
            for size in (4, 8, 96):
                if max(codes) < size * 8:
                    lines.append(_answer(f"EVIOCGBIT({kind})", size, _mask(codes, size)))
        for axis in sorted(self._codes.get(ecodes.EV_ABS, ())):
            limits = struct.pack("6i", 0, 0, AXIS_MAX.get(axis, PANEL_MAX), 0, 0, 0)
            lines.append(_answer(f"EVIOCGABS({axis})", 0, limits))
        return "".join(lines)

    def plug_in(self, root: Path) -> None:
        """Put a pty of our own behind the device node under umockdev's `root`."""
        self._hand, self._plug = os.openpty()
        tty.setraw(self._plug)
        os.set_blocking(self._hand, False)
        node = root / self.path.lstrip("/")
        node.unlink()
        node.symlink_to(os.ttyname(self._plug))

    def unplug(self) -> None:
        """Close the pty, if there is one."""
        for side in (self._hand, self._plug):
            if side >= 0:
                os.close(side)
        self._hand = self._plug = -1


class Keypad(FakeDevice):
    """A USB call keypad: digits on both blocks, both Enter keys, F1..F12, and three LEDs."""

    KEYS = frozenset(
        ecodes.ecodes[f"KEY_{name}"]
        for name in (
            *(str(digit) for digit in range(1, 10)),
            *(f"KP{digit}" for digit in range(1, 10)),
            *(f"F{number}" for number in range(1, 13)),
            "ENTER",
            "KPENTER",
        )
    )
    LEDS = frozenset((ecodes.LED_NUML, ecodes.LED_CAPSL, ecodes.LED_SCROLLL))

    def __init__(self, path: str = "/dev/input/event7", name: str = "Call Keypad") -> None:
        super().__init__(path, name, 0x0042, {ecodes.EV_KEY: self.KEYS, ecodes.EV_LED: self.LEDS})
        self._lit: set[int] = set()

    def press(self, key: int, hold: float = 0.05) -> None:
        """Press the key with code `key` (ecodes.KEY_...) and let it go after `hold` seconds."""
        self.down(key)
        time.sleep(hold)
        self.up(key)

    def down(self, key: int) -> None:
        """Press `key` and keep it pressed."""
        self._key(key, 1)

    def up(self, key: int) -> None:
        """Let `key` go."""
        self._key(key, 0)

    def lit_leds(self) -> frozenset[int]:
        """The LEDs (ecodes.LED_...) that the program has lit so far."""
        while self._led_written(0):
            written = os.read(self._hand, INPUT_EVENT.size * 64)
            for _, _, kind, led, value in INPUT_EVENT.iter_unpack(written):
                if kind == ecodes.EV_LED:
                    (self._lit.add if value else self._lit.discard)(led)
        return frozenset(self._lit)

    def wait_for_leds(self, lit: Collection[int], seconds: float) -> bool:
        """Whether exactly the LEDs `lit` are lit within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.lit_leds() != set(lit):
            if not self._led_written(deadline - time.monotonic()):
                return False
        return True

    def _led_written(self, seconds: float) -> bool:
        return bool(select.select([self._hand], [], [], max(0.0, seconds))[0])

    def _key(self, key: int, value: int) -> None:
        if key not in self.KEYS:
            raise ValueError(f"{self.name} has no key with code {key}")
        self.lit_leds()  # nobody else empties the LED side, and a full one would block the program
        self.emit((ecodes.EV_KEY, key, value))


class Touchscreen(FakeDevice):
    """A multi-touch panel (protocol B); x and y are 0..1 of the glass, y downwards from its top edge."""

    AXES = frozenset(
        (
            ecodes.ABS_MT_SLOT,
            ecodes.ABS_MT_TRACKING_ID,
            ecodes.ABS_MT_POSITION_X,
            ecodes.ABS_MT_POSITION_Y,
        )
    )

    def __init__(self, path: str = "/dev/input/event8", name: str = "Touch Panel") -> None:
        codes = {ecodes.EV_KEY: {ecodes.BTN_TOUCH}, ecodes.EV_ABS: self.AXES}
        super().__init__(path, name, 0x0043, codes, {ecodes.INPUT_PROP_DIRECT})
        self._touching: set[int] = set()
        self._touches = 0

    def tap(self, x: float, y: float, hold: float = 0.05) -> None:
        """Touch the glass at (`x`, `y`) for `hold` seconds; a long press is a long hold."""
        self.down(x, y)
        time.sleep(hold)
        self.up()

    def drag(self, start: Point, end: Point, seconds: float = 0.4) -> None:
        """Slide one finger in a straight line from `start` to `end` within `seconds`."""
        self.down(*start)
        for step in range(1, DRAG_STEPS + 1):
            # Kivy merges what comes within one frame: a move too soon after `down` would shift the start.
            time.sleep(seconds / DRAG_STEPS)
            part = step / DRAG_STEPS
            self.move(start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
        self.up()

    def down(self, x: float, y: float, finger: int = 0) -> None:
        """Put a finger (its number is its slot, 0..9) on the glass."""
        slot, position = _slot(finger), _position(x, y)
        self._touches += 1
        tracking = (ecodes.EV_ABS, ecodes.ABS_MT_TRACKING_ID, self._touches & 0xFFFF)
        first = () if self._touching else ((ecodes.EV_KEY, ecodes.BTN_TOUCH, 1),)
        self._touching.add(finger)
        self.emit(slot, tracking, *position, *first)

    def move(self, x: float, y: float, finger: int = 0) -> None:
        """Slide a finger that is on the glass to (`x`, `y`)."""
        self.emit(_slot(finger), *_position(x, y))

    def up(self, finger: int = 0) -> None:
        """Take a finger off the glass."""
        self._touching.discard(finger)
        last = () if self._touching else ((ecodes.EV_KEY, ecodes.BTN_TOUCH, 0),)
        self.emit(_slot(finger), (ecodes.EV_ABS, ecodes.ABS_MT_TRACKING_ID, -1), *last)


class FakeInputs:
    """A set of fake devices, there for the programs started with `command` while the `with` block lasts."""

    def __init__(self, folder: Path, *devices: FakeDevice) -> None:
        """`folder` takes the device descriptions; every device needs a path of its own."""
        self._folder = folder
        self._devices = devices
        self._bed: subprocess.Popen[bytes] | None = None
        self._environment: dict[str, str] = {}

    def __enter__(self) -> FakeInputs:
        options = []
        for device in self._devices:
            description = self._folder / f"{Path(device.path).name}.umockdev"
            description.write_text(device.describe())
            answers = description.with_suffix(".ioctl")
            answers.write_text(device.answers())
            options += ["--device", description, "--ioctl", f"{device.path}={answers}"]
        # The test bed lives as long as its program: one that ends with our pipe, even if we are killed.
        waiter = ["sh", "-c", 'echo "$UMOCKDEV_DIR"; exec cat >/dev/null']
        # umockdev complains of every program that is killed: that is news only when it fails to start.
        with (self._folder / "umockdev.log").open("wb") as log:
            self._bed = subprocess.Popen(
                ["umockdev-run", *options, "--", *waiter],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the programs: without the test bed they abort
            )
        try:
            root = _read_root(self._bed)
            # Through this socket umockdev would answer the ioctls of every other /dev file, with ENOTTY, and
            # abort the program at the 50th /dev file that it fails to open. Real ttys need it gone.
            (root / "ioctl" / "_default").unlink()
            for device in self._devices:
                device.plug_in(root)
        except BaseException:
            self.close()
            raise
        preload = [os.environ.get("LD_PRELOAD", ""), "libumockdev-preload.so.0"]
        self._environment = {"UMOCKDEV_DIR": str(root), "LD_PRELOAD": ":".join(filter(None, preload))}
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def command(self, argv: list[str]) -> list[str]:
        """`argv` made to see the devices; env(1) becomes the program, so its pid is the program's."""
        return ["env", *(f"{name}={value}" for name, value in self._environment.items()), *argv]

    def close(self) -> None:
        """Take the devices away; end the programs first, or umockdev aborts them at their next read."""
        for device in self._devices:
            device.unplug()
        if self._bed is not None:
            self._bed.communicate()  # closes the pipe that the test bed waits on
            self._bed = None


def umockdev_available() -> bool:
    """Whether the Debian package umockdev is installed."""
    return shutil.which("umockdev-run") is not None


def _read_root(bed: subprocess.Popen[bytes]) -> Path:
    """The folder that stands for / in the started test bed."""
    assert bed.stdout is not None
    if not select.select([bed.stdout], [], [], START_SECONDS)[0]:
        raise TimeoutError("umockdev-run did not start")
    root = bed.stdout.readline().decode().strip()
    if not root:
        raise RuntimeError(f"umockdev-run ended with status {bed.wait(START_SECONDS)}: see umockdev.log")
    return Path(root)


def _answer(request: str, result: int, data: bytes) -> str:
    """One line of a umockdev ioctl tree."""
    return f"{request} {result} {data.hex().upper()}\n"


def _mask(codes: Iterable[int], size: int) -> bytes:
    """`size` bytes in which bit number `code` is set for each code."""
    return sum(1 << code for code in codes).to_bytes(size, "little")


def _slot(finger: int) -> Event:
    if finger not in range(FINGERS):
        raise ValueError(f"finger {finger} is not in 0..{FINGERS - 1}")
    return ecodes.EV_ABS, ecodes.ABS_MT_SLOT, finger


def _position(x: float, y: float) -> tuple[Event, Event]:
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError(f"({x}, {y}) is not on the glass")
    return (
        (ecodes.EV_ABS, ecodes.ABS_MT_POSITION_X, round(x * PANEL_MAX)),
        (ecodes.EV_ABS, ecodes.ABS_MT_POSITION_Y, round(y * PANEL_MAX)),
    )
