"""Runs a Mosquitto of our own, for the demo and the tests: private port, private folder; with a line to the centre, a
stunnel beside it."""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from broker_config import run_tunnel
from broker_config.bridge import PACE, Pace
from broker_config.guard import BrokerConfigError, Guard
from broker_config.line import Line
from broker_config.mosquitto import mosquitto_conf
from broker_config.run_tunnel import Tunnel
from hall_core.domain.plan import Plan

HOST = "127.0.0.1"

Conf = Callable[[int, Path, str | None], str]
"""Makes a mosquitto.conf of the port, the broker's own folder and the user that root must become."""
PID_FILE = "mosquitto.pid"
"""In the broker's folder while it runs, for whoever sends it a SIGHUP and did not start it."""

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
        self.tunnel: Tunnel | None = None
        """Where its line to the centre begins; ends with it."""

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
                self._end_tunnel()
                return
            except subprocess.TimeoutExpired:
                continue
        self.kill()

    def reload(self) -> None:
        """Asks it to read certificates, revocation list and access list again: within its next turn or two, and in one
        go, so that whoever has been answered twice since then has it behind him. They must be whole: on one that it
        cannot read Mosquitto goes on without, and opens everything (docs/decisions/0018)."""
        self.process.send_signal(signal.SIGHUP)

    def kill(self) -> None:
        """Ends it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self._end_tunnel()

    def _end_tunnel(self) -> None:
        if self.tunnel is not None:
            self.tunnel.kill()


def start(
    plan: Plan,
    port: int | None,
    folder: Path,
    guard: Guard | None = None,
    line: Line | None = None,
    pace: Pace = PACE,
) -> Broker:
    """A broker for ``plan`` that accepts connections, on ``port`` or on a free one; its files go into ``folder``. With
    ``guard`` it asks everybody for a certificate; without, everybody on this machine may everything. With ``line`` it
    bridges to the centre, at that ``pace``, through a stunnel.

    BrokerConfigError says why there is none.
    """
    if guard is not None:
        guard.check()
    tunnel = None if line is None else run_tunnel.start(line, folder, lambda: free_ports(len(line.told.addresses)))

    def conf(port: int, data: Path, user: str | None) -> str:
        pid_file = data.with_name(PID_FILE)
        return mosquitto_conf(
            plan,
            hosts=[HOST],
            port=port,
            data=data,
            user=user,
            guard=guard,
            pid_file=pid_file,
            line=line,
            line_ports=tunnel.ports if tunnel else (),
            pace=pace,
        )

    try:
        broker = start_with(conf, port, folder)
    except BaseException:
        if tunnel is not None:
            tunnel.kill()
        raise
    broker.tunnel = tunnel
    return broker


def start_with(conf: Conf, port: int | None, folder: Path) -> Broker:
    """As :func:`start`, with a configuration of one's own."""
    program = find()
    for _ in range(1 if port else _TRIES):
        broker = _start(program, conf, port or free_port(), folder)
        if broker is not None:
            return broker
    raise BrokerConfigError(f"mosquitto does not start: {_last_words(folder / 'mosquitto.log')}")


def find() -> str:
    """Where mosquitto is; Debian keeps it outside the path of ordinary users."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise BrokerConfigError("there is no mosquitto on this machine: sudo apt install mosquitto")
    return program


def _start(program: str, make: Conf, port: int, folder: Path) -> Broker | None:
    """None when it ended at once, as it does when the port is taken."""
    data, log, conf = folder / "data", folder / "mosquitto.log", folder / "mosquitto.conf"
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Started by root it would become another user, who cannot read a private folder.
    user = "root" if os.geteuid() == 0 else None
    # Its own from the first moment: it may hold the password of the line to the centre.
    conf.touch(mode=0o600)
    conf.write_text(make(port, data.resolve(), user), encoding="utf-8")
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


def free_port() -> int:
    """One that nobody has at this moment; somebody may be faster."""
    [port] = free_ports(1)
    return port


def free_ports(count: int) -> list[int]:
    """As many, all different."""
    with ExitStack() as stack:
        return [stack.enter_context(hold_port()).getsockname()[1] for _ in range(count)]


def hold_port() -> socket.socket:
    """A port that nobody gets until this is closed, but the Mosquitto that is told its number: as often as it likes."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind((HOST, 0))
    return held


def _last_words(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").split("\n")
    return next((line for line in reversed(lines) if line.strip()), "it said nothing")
