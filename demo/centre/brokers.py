"""A province's brokers as processes of their own, with the very configuration that ships."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

from broker_config.run import hold_port
from central_gateway.brokers import nats
from central_gateway.brokers.node import Node, Place
from demo.centre.authority import HOST, Authority
from demo.programs import ProgramFailed

UP_WITHIN = 90.0
"""Seconds; NATS takes less than one, RabbitMQ half a minute on a busy machine."""
LOOK_EVERY = 0.03
HALLS = 10
"""For which the brokers are configured."""
NAMES = "abcde"


class Process:
    """One broker."""

    def __init__(self, place: Place, command: list[str], log: Path, env: dict[str, str] | None = None) -> None:
        self.place = place
        self._command, self._log, self._env = command, log, env
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(self._env or {})},
                start_new_session=True,
            )

    def wait_until_up(self) -> None:
        """It takes connections then; ProgramFailed when it does not."""
        assert self._process is not None
        deadline = time.monotonic() + UP_WITHIN
        for port in (self.place.halls, self.place.gateway):
            while True:
                try:
                    socket.create_connection((HOST, port), 1).close()
                    break
                except OSError as error:
                    if time.monotonic() > deadline or self._process.poll() is not None:
                        words = self._log.read_text("utf-8", "replace")[-2_000:]
                        raise ProgramFailed(f"{self.place.name} does not start: {words}") from error
                    time.sleep(LOOK_EVERY)

    @property
    def runs(self) -> bool:
        return self._process is not None

    def reload(self) -> None:
        self._signal(signal.SIGHUP)

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """Ends it as a power cut would; again is harmless."""
        if self._process is not None:
            # With all that it has started: RabbitMQ begins as a shell.
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)


class Centre:
    """One or several brokers, and how they are told that something has changed."""

    def __init__(self, authority: Authority, folder: Path, nodes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.authority = authority
        self._folder = folder
        self._held = ExitStack()
        """Their ports, also while one of them is dead."""
        self.places = [
            Place(name=name, host=HOST, halls=self._port(), gateway=self._port(), others=self._port())
            for name in NAMES[:nodes]
        ]
        self.processes: list[Process] = []
        try:
            for place in self.places:
                self.processes.append(self._begin(place))
            for process in self.processes:
                process.wait_until_up()
        except BaseException:
            self.close()
            raise

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """For halls."""
        return [(HOST, place.halls) for place in self.places]

    @property
    def servers(self) -> list[str]:
        """For the gateway."""
        return [f"{HOST}:{place.gateway}" for place in self.places]

    def node(self, place: Place) -> Node:
        folder = self._folder / place.name
        folder.mkdir(exist_ok=True)
        return Node(own=place, all=self.places, keys=self.authority.node, data=folder / "data", listen="127.0.0.1")

    def learn(self) -> None:
        """Who gets in is asked of the authority again, as after each act of it."""
        raise NotImplementedError

    def close(self) -> None:
        for process in self.processes:
            process.kill()
        self._held.close()

    def _begin(self, place: Place) -> Process:
        raise NotImplementedError

    def _port(self) -> int:
        return self._held.enter_context(hold_port()).getsockname()[1]


class NatsCentre(Centre):
    def learn(self) -> None:
        for place, process in zip(self.places, self.processes, strict=True):
            self._users(place)
            if process.runs:
                process.reload()

    def _begin(self, place: Place) -> Process:
        program = shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/sbin")
        if program is None:
            raise ProgramFailed("there is no nats-server on this machine: sudo apt install nats-server")
        folder = self.node(place).data.parent
        (folder / "nats.conf").write_text(nats.nats_conf(self.node(place), HALLS), "utf-8")
        self._users(place)
        return Process(place, [program, "-c", str(folder / "nats.conf")], folder / "log")

    def _users(self, place: Place) -> None:
        users = self.node(place).data.parent / "users.conf"
        users.write_text(nats.users_conf(self.authority.users), "utf-8")
