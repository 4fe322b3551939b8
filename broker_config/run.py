"""Runs a Mosquitto of our own, for the demo and the tests: private port, private folder."""

from __future__ import annotations

import os
import select
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from broker_config.mosquitto import BrokerConfigError, mosquitto_conf
from hall_core.domain.plan import Plan

HOST = "127.0.0.1"

_UP_WITHIN = 10.0
"""Seconds; Mosquitto takes some 10 ms, a busy Raspberry Pi a hundred times that."""

_DOWN_WITHIN = 10.0
"""Seconds for writing its state after SIGTERM."""
_ASK_AGAIN = 1.0
"""Seconds after which it is asked once more to end."""

_TRIES = 5
"""How often another free port is taken because somebody was faster."""


class Broker:
    """A running Mosquitto."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.host = HOST
        self.port = port
        self.log = log
        """What it wrote to stderr."""

    @property
    def address(self) -> tuple[str, int]:
        return self.host, self.port

    def stop(self) -> None:
        """Ends it in order, retained state saved; again is harmless."""
        deadline = time.monotonic() + _DOWN_WITHIN
        while time.monotonic() < deadline:
            # Mosquitto forgets a signal that comes while it goes from its start to its loop: it is asked again.
            self.process.terminate()
            try:
                self.process.wait(_ASK_AGAIN)
                return
            except subprocess.TimeoutExpired:
                continue
        self.kill()

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.wait()


def start(plan: Plan, port: int | None, folder: Path) -> Broker:
    """A broker for ``plan`` that accepts connections, on ``port`` or on a free one; its files go into ``folder``.

    BrokerConfigError says why there is none.
    """
    program = find()
    for _ in range(1 if port else _TRIES):
        broker = _start(program, plan, port or _free_port(), folder)
        if broker is not None:
            return broker
    raise BrokerConfigError(f"mosquitto does not start: {_last_words(folder / 'mosquitto.log')}")


def find() -> str:
    """Where mosquitto is; Debian keeps it outside the path of ordinary users."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise BrokerConfigError("there is no mosquitto on this machine: sudo apt install mosquitto")
    return program


def _start(program: str, plan: Plan, port: int, folder: Path) -> Broker | None:
    """None when it ended at once, as it does when the port is taken."""
    data, log, conf = folder / "data", folder / "mosquitto.log", folder / "mosquitto.conf"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Started by root it would become another user, who cannot read a private folder.
    user = "root" if os.geteuid() == 0 else None
    conf.write_text(mosquitto_conf(plan, host=HOST, port=port, data=data.resolve(), user=user), encoding="utf-8")
    # Mosquitto tells systemd when it is ready; here we are the one it tells.
    with (
        tempfile.TemporaryDirectory(prefix="motcua-") as short,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear,
    ):
        ear.bind(f"{short}/ready")
        with log.open("ab") as out:
            process = subprocess.Popen(
                [program, "-c", str(conf)],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, "NOTIFY_SOCKET": f"{short}/ready"},
                start_new_session=True,  # Ctrl-C ends the programs first, and us; then we end it
            )
        return Broker(process, port, log) if _ready(process, ear) else None


def _ready(process: subprocess.Popen[bytes], ear: socket.socket) -> bool:
    """Waits until it says READY=1 (True) or ends (False). BrokerConfigError when it does neither."""
    ended = os.pidfd_open(process.pid)
    deadline = time.monotonic() + _UP_WITHIN
    try:
        while (left := deadline - time.monotonic()) > 0:
            heard, _, _ = select.select([ear, ended], [], [], left)
            if ear in heard and b"READY=1" in ear.recv(4_096):
                return True
            if ended in heard:
                process.wait()
                return False
    finally:
        os.close(ended)
    process.kill()
    process.wait()
    raise BrokerConfigError(f"mosquitto did not say within {_UP_WITHIN:g} s that it is ready, as Debian's does")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _last_words(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")
