"""The two slots of a box: what runs, and what RAUC does with the other one. Nobody else on the box calls it."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from hall_core.device.bundle import RAUC, Bundle, examine, said
from hall_core.errors import MotcuaError

INSTALLS = 3600.0
"""Seconds: a slow card takes a quarter of an hour for what a fast one takes in a minute."""
ASKS = 900.0
"""The same for a mark: a card that still takes in a whole release answers when it has."""
RESTARTS = 60.0
_PERCENT = re.compile(r"^\s*(\d{1,3})%")
_SLOT = re.compile(r"(?:^|\s)rauc\.slot=([AB])(?:\s|$)")


class SlotError(MotcuaError):
    """RAUC refuses; the message is its own."""

    key = "install"


class Running(Struct, frozen=True):
    version: str
    machine: str
    slot: Literal["A", "B", ""]


class Slots:
    """``root``: another one for a test."""

    def __init__(self, root: Path = Path("/"), rauc: str = RAUC) -> None:
        self._root = root
        self._rauc = rauc

    def running(self) -> Running | None:
        """None on a box that does not run an image of ours, which nobody updates."""
        version = _release(self._root / "usr/lib/os-release").get("IMAGE_VERSION", "")
        config = configparser.ConfigParser()
        try:
            config.read_string((self._root / "etc/rauc/system.conf").read_text("utf-8"))
            found = _SLOT.search((self._root / "proc/cmdline").read_text("ascii", "replace"))
        except (OSError, configparser.Error):
            return None
        machine = config.get("system", "compatible", fallback="")
        slot: Literal["A", "B", ""] = "" if found is None else "A" if found[1] == "A" else "B"
        return Running(version, machine, slot) if version and machine else None

    def examine(self, file: Path) -> Bundle:
        """BundleError."""
        return examine(file, rauc=self._rauc)

    def install(self, file: Path, percent: Callable[[int], None]) -> None:
        """Writes it into the slot that does not run. SlotError; what runs is left as it is all the same."""
        with subprocess.Popen(
            [self._rauc, "install", str(file)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as doing:
            told: list[str] = []
            assert doing.stdout is not None, "asked for above"
            for line in doing.stdout:
                if (found := _PERCENT.match(line)) is not None:
                    percent(min(100, int(found[1])))
                else:
                    told = [*told[-20:], line]
            if doing.wait(INSTALLS):
                raise SlotError(said("".join(told)))

    def other_is_good(self) -> bool:
        """Whether there is a slot to go back to."""
        try:
            status: Any = json.loads(self._ask("status", "--output-format=json"))
            slots = [slot for each in status["slots"] for slot in each.values()]
        except (SlotError, ValueError, KeyError, TypeError, AttributeError):
            return False
        return any(slot.get("boot_status") == "good" and slot.get("state") == "inactive" for slot in slots)

    def start_other_next(self) -> None:
        self._ask("status", "mark-active", "other")

    def start_this_next(self) -> None:
        self._ask("status", "mark-active", "booted")

    def good(self) -> None:
        """What runs has proved itself, and has all its tries again."""
        self._ask("status", "mark-good", "booted")

    def bad(self) -> None:
        self._ask("status", "mark-bad", "booted")

    def restart(self) -> None:
        try:
            subprocess.run(["systemctl", "reboot"], check=True, timeout=RESTARTS, capture_output=True)
        except (OSError, subprocess.SubprocessError) as error:
            raise SlotError(f"the box cannot be restarted: {error}") from error

    def _ask(self, *words: str) -> str:
        try:
            done = subprocess.run([self._rauc, *words], capture_output=True, text=True, timeout=ASKS, check=False)
        except (OSError, subprocess.SubprocessError) as error:
            raise SlotError(f"rauc: {error}") from error
        if done.returncode:
            raise SlotError(said(done.stderr or done.stdout))
        return done.stdout


def _release(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError:
        return {}
    return {name: value.strip('"') for name, _, value in (line.partition("=") for line in lines)}
