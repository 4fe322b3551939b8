"""Runs a stunnel for a line to the centre, for the demo and the tests."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from broker_config.guard import BrokerConfigError
from broker_config.line import Line
from broker_config.tunnel import CHATTY, tunnel_conf

_READY = "Accepting new connections"
_UP_WITHIN = 10.0
"""Seconds; it takes some 10 ms."""
_LOOK_EVERY = 0.005
_TRIES = 5
"""How often other free ports are taken because somebody was faster."""


class Tunnel:
    """A running stunnel, which listens on ``ports`` of this machine."""

    def __init__(self, process: subprocess.Popen[bytes], ports: Sequence[int], log: Path) -> None:
        self.process = process
        self.ports = ports
        self.log = log
        """What it wrote to stderr."""

    def kill(self) -> None:
        """Ends it; it keeps nothing. Again is harmless."""
        self.process.kill()
        self.process.wait()


def start(line: Line, folder: Path, ports: Callable[[], Sequence[int]]) -> Tunnel:
    """One that takes connections on what ``ports`` gives; its files go into ``folder``. BrokerConfigError says why
    there is none."""
    program = shutil.which("stunnel4") or shutil.which("stunnel")
    if program is None:
        raise BrokerConfigError("there is no stunnel on this machine: sudo apt install stunnel4")
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(_TRIES):
        tunnel = _start(program, line, folder, ports())
        if tunnel is not None:
            return tunnel
    raise BrokerConfigError(f"stunnel does not start: {(folder / 'stunnel.log').read_text('utf-8', 'replace')[-500:]}")


def _start(program: str, line: Line, folder: Path, ports: Sequence[int]) -> Tunnel | None:
    """None when it ended at once, as it does when a port is taken."""
    conf, log = folder / "stunnel.conf", folder / "stunnel.log"
    conf.write_text(tunnel_conf(line, ports, CHATTY), encoding="utf-8")
    with log.open("ab") as out:
        before = out.tell()
        process = subprocess.Popen(
            [program, str(conf)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,  # Ctrl-C ends the programs first, and us; then we end it
        )
    deadline = time.monotonic() + _UP_WITHIN
    while time.monotonic() < deadline:
        if _READY in log.read_bytes()[before:].decode("utf-8", "replace"):
            return Tunnel(process, ports, log)
        if process.poll() is not None:
            return None
        time.sleep(_LOOK_EVERY)
    process.kill()
    process.wait()
    raise BrokerConfigError(f"stunnel was not ready within {_UP_WITHIN:g} s: {log}")
