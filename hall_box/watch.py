"""``motcua box watch``: while the box waits for somebody, it looks for a stick with a boot bundle, and goes on with it.

Also at the boot partition itself, should somebody have written there. A box that has its role looks at no stick.
"""

from __future__ import annotations

import argparse
import logging
import os
from pathlib import Path
from threading import Event

from msgspec.structs import replace

from hall_box import begin, sticks
from hall_box.fault import Fault
from hall_box.machine import CommandError, Machine
from hall_box.places import Places
from hall_box.standing import tell, told
from hall_core.device import log as program_log
from hall_core.device.program import stop_on_signals
from hall_trust.bundle_files import FOLDER

EVERY = 2.0
"""Seconds between two looks."""
STICK = Path("/run/motcua/stick")
log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua box watch", description="Waits for a boot bundle (docs/box.md).")
    parser.parse_args(argv)
    os.umask(0o022)
    quiet = program_log.setup("box")
    try:
        Watch(Places(), Machine()).run(stop_on_signals())
    finally:
        quiet()
    return 0


class Watch:
    def __init__(self, places: Places, machine: Machine, stick: Path = STICK) -> None:
        self._places = places
        self._machine = machine
        self._stick = stick
        self._card = begin.looked_at(places.card)
        self._seen = set[str]()
        """Sticks that were looked at, until they are pulled out."""

    def run(self, stop: Event) -> None:
        """Until it is stopped, which whoever starts the role does."""
        while not stop.wait(EVERY):
            self.look()

    def look(self) -> None:
        """Once."""
        now = begin.looked_at(self._places.card)
        if now != self._card:
            self._card = now
            self._go_on(self._places)
        plugged = sticks.plugged(self._machine)
        self._seen &= set(plugged)
        for device in plugged:
            if device not in self._seen:
                self._seen.add(device)
                self._at_stick(device)

    def _at_stick(self, device: str) -> None:
        self._stick.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = "ro,nodev,nosuid,noexec,umask=0077"
        try:
            self._machine.do("mount", "-o", options, device, str(self._stick))
        except CommandError as error:
            log.warning("%s", error)
            self._say(Fault(key="unreadable", detail=f"{device}: {error}"))
            return
        try:
            if (self._stick / FOLDER).is_dir():
                self._go_on(self._places.with_card(self._stick), stick=True)
            else:
                self._say(Fault(key="no-folder", detail=device))
        finally:
            try:
                self._machine.do("umount", str(self._stick))
            except CommandError as error:
                log.warning("%s", error)

    def _say(self, fault: Fault) -> None:
        """To whoever has just plugged it in. Of what the box waits for nothing changes."""
        now = told(self._places)
        if now is not None:
            waits = replace(now, fault=fault) if now.state == "setup" else replace(now, notice=fault)
            tell(self._places, waits)

    def _go_on(self, places: Places, *, stick: bool = False) -> None:
        standing = begin.begin(places, self._machine, stick=stick)
        # What was wiped there is no change that somebody has made.
        self._card = begin.looked_at(self._places.card)
        begin.set_off(standing, self._machine)
