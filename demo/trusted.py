"""The demo's hall is closed to strangers like any other: its own authority, and a certificate for each program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from broker_config.guard import PUBLIC, Guard
from broker_config.run import HOST, PID_FILE, hold_port
from demo.programs import ROOT, Program, ProgramFailed
from hall_core.keys import Keys

JOINED = 30.0
"""Seconds for a box to ask, to be let in, and to try its certificate, on a slow machine."""


class Trusted:
    """Made by the same commands that a technician uses; what they say is in ``trust.log``."""

    def __init__(self, hall: Path, folder: Path) -> None:
        """``motcua hall init``: authority, and keys for what runs on the hub's box."""
        self._hall = hall
        self._folder = folder
        self._trust, self._keys = folder / "trust", folder / "keys"
        self._held = hold_port()
        self.broker = HOST, self._held.getsockname()[1]
        """Where it will be reached; nobody else takes that port meanwhile."""
        where = f"{self.broker[0]}:{self.broker[1]}"
        self._motcua("hall", "init", "--hall", str(hall), "--keys", str(self._keys), "--broker", where)

    def close(self) -> None:
        """Once there is no broker any more."""
        self._held.close()

    @property
    def guard(self) -> Guard:
        """For the broker."""
        return Guard(self.keys("broker"), self._trust / PUBLIC)

    def keys(self, name: str) -> Keys:
        """Of a program, once it has some."""
        return Keys(self._keys / name)

    def authority(self) -> list[str]:
        """What the authority's program is started with."""
        pid_file = self._folder / "broker" / PID_FILE
        return ["--trust", str(self._trust), "--broker-pid", str(pid_file)]

    def enrol(self, device: str) -> None:
        """By a bundle that somebody carries to the box."""
        card = self._folder / "cards" / device
        card.mkdir(parents=True)
        self._motcua("device", "enrol", device, "--out", str(card))
        joining = self._join(device, card)
        if joining.process.wait(JOINED):
            raise ProgramFailed(f"{device} did not join the hall; see {joining.log}")

    def claim(self, device: str, approve: Callable[[str], None]) -> str:
        """By its own key, which never leaves it: ``approve`` is somebody who is told the fingerprint on its screen, and
        says yes where the same one is asked about. Gives the fingerprint."""
        card = self._folder / "cards" / device
        card.mkdir(parents=True)
        self._motcua("device", "claim", device, "--out", str(card))
        joining = self._join(device, card)
        fingerprint = joining.wait_for(r"\b[0-9A-F]{4}(-[0-9A-F]{4}){4}\b", JOINED)[0]
        approve(fingerprint)
        if joining.process.wait(JOINED):
            raise ProgramFailed(f"{device} did not join the hall; see {joining.log}")
        return fingerprint

    def _join(self, device: str, card: Path) -> Program:
        arguments = ["device", "join", "--bundle", str(card), "--keys", str(self._keys / device)]
        return Program(device, "motcua", arguments, self._folder / "cards" / f"{device}.log")

    def _motcua(self, *words: str) -> None:
        argv = [sys.executable, "-m", "motcua", *words, "--trust", str(self._trust)]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
        with (self._folder / "trust.log").open("a", encoding="utf-8") as log:
            print("motcua", *words, "\n" + done.stdout + done.stderr, file=log)
        if done.returncode:
            raise ProgramFailed(f"motcua {' '.join(words)}: {done.stdout}{done.stderr}")
