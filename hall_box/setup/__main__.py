"""``motcua box setup``: the screen of a box that has no program to show yet. It reads what root and the join tell in
/run, and writes nothing."""

from __future__ import annotations

import argparse
import fcntl
import logging
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from hall_box.places import Places
from hall_box.setup.sizes import setup_scale
from hall_box.setup.view import SetupView, view
from hall_box.standing import told
from hall_core.device import log as program_log
from hall_core.device.anew import begin_anew
from hall_core.device.watchdog import Watchdog
from hall_core.ui import colours, window
from hall_core.ui.translate import Words
from hall_trust.join_words import Shown

JOINED = Path("/run/motcua-join/shown.json")
"""Where ``motcua device join --tell`` says how far it is."""
LOOK, ADDRESSES = 0.5, 5.0
"""Seconds between two looks at the files, and at the box's addresses."""
SIOCGIFADDR = 0x8915
"""The kernel's question for the address of a network port (linux/sockios.h)."""
WIDTH, HEIGHT = 1280, 800
"""Of the window where there is no screen."""
FRAMES = 5
"""Nothing moves here."""


def main(argv: list[str] | None = None) -> int:
    """Runs until SIGTERM; whoever starts the box's program ends it."""
    parser = argparse.ArgumentParser(prog="motcua box setup", description="The screen of a box without a program.")
    parser.add_argument("--data", metavar="DIR", type=Path, default=Path("/run/motcua-setup"), help="for Kivy's own")
    parser.add_argument("--run", metavar="DIR", type=Path, default=Places().run, help="where the box says how it is")
    parser.add_argument("--joined", metavar="FILE", type=Path, default=JOINED, help="where the join does")
    window.add_options(parser)
    given = parser.parse_args(argv)
    quiet = program_log.setup("setup")
    try:
        _run(given)
    finally:
        quiet()
    return 0


def _run(given: argparse.Namespace) -> None:
    watchdog = Watchdog("screen", "looks")
    looks = Looks(Places(run=given.run), given.joined)
    at = given.window
    scale = setup_scale(at.width if at else WIDTH, at.height if at else HEIGHT)
    turn = looks.rotate
    options: dict[str, Any] = {"data": given.data, "offscreen": given.offscreen, "window": at, "frames": FRAMES}
    glass = window.prepare("setup", scale, touch=None, rotate=turn, **options)
    from kivy.clock import Clock
    from kivy.core.window import Window

    from hall_core.ui import theme

    # Only now it is known how large the glass is.
    theme.setup(setup_scale(*map(int, Window.size)), colours.LIGHT)
    from hall_box.setup.screen import SetupScreen

    screen = SetupScreen(looks(), size=Window.size)
    turned = watchdog.part("looks")

    def look(_seconds: float) -> None:
        screen.show(looks())
        turned()

    Clock.schedule_interval(look, LOOK)
    another = window.run(screen, given.data / "screen.png", watchdog.part("screen"), glass)
    logging.info("stopping")
    if another:
        begin_anew(watchdog)


class Looks:
    """What there is to be shown at this moment."""

    def __init__(self, places: Places, joined: Path, addresses: Callable[[], list[str]] | None = None) -> None:
        self._places = places
        self._joined = joined
        self._words = Words()
        self._ask = addresses or own_addresses
        self._addresses: list[str] = []
        self._left = 0

    @property
    def rotate(self) -> int:
        standing = told(self._places)
        return 0 if standing is None else standing.rotate

    def __call__(self) -> SetupView:
        if self._left == 0:
            self._addresses, self._left = self._ask(), int(ADDRESSES / LOOK)
        self._left -= 1
        return view(told(self._places), self._shown(), self._addresses, self._words)

    def _shown(self) -> Shown | None:
        """None while nobody joins."""
        try:
            return msgspec.json.decode(self._joined.read_bytes(), type=Shown)
        except (FileNotFoundError, msgspec.DecodeError):
            return None


def own_addresses() -> list[str]:
    """IPv4 alone: that is what a technician types. Asked of the kernel, for this program may start no other."""
    found: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asks:
        for _, name in socket.if_nameindex():
            try:
                said = fcntl.ioctl(asks, SIOCGIFADDR, struct.pack("256s", name.encode()[:15]))
            except OSError:  # it has none
                continue
            found.append(socket.inet_ntoa(said[20:24]))
    return [address for address in found if not address.startswith("127.")]


if __name__ == "__main__":
    raise SystemExit(main())
