"""Starts the product's own programs as processes of their own, and watches their logs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from broker_config.bridge import Pace
from hall_core.keys import Keys

ROOT = Path(__file__).resolve().parent.parent
POLL = 0.005
"""Seconds between two looks at a log: a line is all that a program gives us to wait for."""
SOON = Pace(restart=(1, 1), keepalive=5)
"""Of a line to the centre for which somebody waits. In a hall the bridge tries again every 5 to 120 s."""


class ProgramFailed(RuntimeError):
    """A program ended, or did not say what was waited for; the message ends with its last words."""


class Program:
    """One running program. Its log is a file, so that it can be read while it is written."""

    def __init__(
        self,
        name: str,
        module: str,
        arguments: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        wrap: Callable[[list[str]], list[str]] | None = None,
        stdin: int | None = subprocess.DEVNULL,
        on_terminal: bool = False,
        popen: Callable[..., Any] = subprocess.Popen,
    ) -> None:
        """``wrap`` changes the command, such as to fake its input devices. ``on_terminal``: it speaks with the
        person at this terminal instead of writing its log. ``popen``: what starts the process, in another way."""
        self.name = name
        self.log = log
        # Of what an earlier run of the same box has said, nothing is waited for.
        self._seen = len(self._text())
        argv = [sys.executable, "-m", module, *arguments]
        with log.open("ab") as out:
            self.process = popen(
                wrap(argv) if wrap else argv,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=stdin,
                stdout=None if on_terminal else out,
                stderr=None if on_terminal else subprocess.STDOUT,
                # A group of its own: Ctrl-C reaches the demo, which then stops all in order. The program that
                # shares the terminal must stay in the group that may read from it.
                process_group=None if on_terminal else 0,
            )

    def wait_for(self, pattern: str, seconds: float) -> re.Match[str]:
        """The first line after the last one waited for that matches; ProgramFailed when it does not come."""
        deadline = time.monotonic() + seconds
        while True:
            ended = self.process.poll() is not None
            text = self._text()
            found = re.compile(pattern, re.MULTILINE).search(text, self._seen)
            if found:
                self._seen = found.end()
                return found
            if ended:
                raise ProgramFailed(f"{self.name} ended ({self.process.returncode}):\n{text[-1500:]}")
            if time.monotonic() > deadline:
                raise ProgramFailed(f"{self.name} did not say {pattern!r} in {seconds} s:\n{text[-1500:]}")
            time.sleep(POLL)

    def _text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def stop(self, seconds: float = 8.0) -> int:
        """Asks it to end, insists if it does not, and gives its exit status. Harmless when it has ended."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.returncode

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.wait()


def start_hub(
    hall: Path,
    folder: Path,
    broker: tuple[str, int],
    *,
    keys: Keys | None = None,
    quiet: bool = False,
    unlimited: bool = False,
    box: Path | None = None,
    started: Callable[..., Program] = Program,
) -> Program:
    """A hub with its data in ``folder``, linked to the broker. ``unlimited``: devices may send as much as they like,
    for measuring; no person is so fast. ``box``: the run-time files of its box. ``started``: what starts it."""
    folder.mkdir(parents=True, exist_ok=True)
    address = f"{broker[0]}:{broker[1]}"
    arguments = ["--hall", str(hall), "--data", str(folder), "--broker", address]
    if keys is not None:
        arguments += ["--keys", str(keys.folder)]
    if unlimited:
        arguments += ["--commands-per-second", "0"]
    if box is not None:
        arguments += ["--box", str(box)]
    hub = started("hub", "hall_hub", arguments, folder / "output.log")
    if not quiet:
        hub.wait_for("linked to the broker", 15)
    return hub


def start_courier(hall: Path, hub: Path, folder: Path, broker: tuple[str, int], *, keys: Keys | None = None) -> Program:
    """A courier with its data in ``folder``, beside the hub whose data is in ``hub``. The hall file has [centre]."""
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["--hall", str(hall), "--hub", str(hub), "--data", str(folder), "--broker", f"{broker[0]}:{broker[1]}"]
    if keys is not None:
        arguments += ["--keys", str(keys.folder)]
    courier = Program("courier", "hall_hub.courier", arguments, folder / "output.log")
    courier.wait_for("linked to the broker", 15)
    return courier
