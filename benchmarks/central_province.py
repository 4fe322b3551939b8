"""A province for measuring, on this machine: brokers with the very configuration that ships (mutual TLS, rights for
each hall), for as many halls as are wished for, PostgreSQL with fsync, and the gateway's own programs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from broker_config.run import find, free_ports
from central_gateway.brokers import mosquitto, nats
from central_gateway.brokers.node import Node, Place
from central_gateway.store.run import Postgres
from demo.centre.authority import HOST, Authority
from demo.programs import ROOT, Program
from hall_core.line_users import LineUsers

Kind = Literal["nats", "mosquitto"]
UP_WITHIN = 60.0
READY = {"ingest": "takes what halls say", "carry": "carries"}
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


class Brokers:
    """One Mosquitto, or so many nodes of a NATS cluster, with what ``motcua central broker`` writes for them."""

    def __init__(self, kind: Kind, authority: Authority, users: LineUsers, folder: Path, nodes: int = 1) -> None:
        folder.mkdir(parents=True)
        self.kind = kind
        self._authority, self._users, self._folder = authority, users, folder
        ports = iter(free_ports(3 * nodes))
        self.places = [
            Place(name=name, host=HOST, halls=next(ports), gateway=next(ports), others=next(ports))
            for name in "abcde"[:nodes]
        ]
        self.processes = [self._begin(place) for place in self.places]
        try:
            for place in self.places:
                self._wait_for(place)
        except BaseException:
            self.stop()
            raise

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self.processes]

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """For the halls."""
        return [(HOST, place.halls) for place in self.places]

    @property
    def table(self) -> str:
        """What ``central.toml`` says of them."""
        keys, servers = self._authority.gateway, ", ".join(f'"{HOST}:{place.gateway}"' for place in self.places)
        if self.kind == "mosquitto":
            return f'[broker]\nkind = "mosquitto"\nservers = [{servers}]\nkeys = "{keys.folder}"\n'
        return (
            f'[broker]\nkind = "nats"\nservers = [{servers}]\nreplicas = {len(self.places)}\nuser = "gateway"\n'
            f'password_file = "{keys.folder / "password"}"\nca = "{keys.ca}"\n'
            f'certificate = "{keys.own}"\nkey = "{keys.own}"\n'
        )

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()

    def _begin(self, place: Place) -> subprocess.Popen[bytes]:
        folder = self._folder / place.name
        folder.mkdir()
        node = Node(own=place, all=self.places, keys=self._authority.node, data=folder / "data", listen="127.0.0.1")
        command = self._nats(node, folder) if self.kind == "nats" else self._mosquitto(node, folder)
        with (folder / "log").open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)

    def _nats(self, node: Node, folder: Path) -> list[str]:
        (folder / "nats.conf").write_text(nats.nats_conf(node, len(self._users.halls)))
        (folder / "users.conf").write_text(nats.users_conf(self._users))
        return ["nats-server", "-c", str(folder / "nats.conf")]

    def _mosquitto(self, node: Node, folder: Path) -> list[str]:
        lists = mosquitto.Lists(folder)
        lists.passwords.touch(mode=0o600)
        lists.passwords.write_text(mosquitto.passwords(self._users))
        lists.halls.write_text(mosquitto.halls_acl())
        lists.gateway.write_text(mosquitto.gateway_acl())
        conf = mosquitto.mosquitto_conf(node, lists, self._authority.revoked, len(self._users.halls))
        # Started by root it would become another user, who cannot read a private folder.
        (folder / "mosquitto.conf").write_text(f"{'user root' if os.geteuid() == 0 else ''}\n{conf}")
        return [find(), "-c", str(folder / "mosquitto.conf")]

    def _wait_for(self, place: Place) -> None:
        deadline = time.monotonic() + UP_WITHIN
        for port in (place.halls, place.gateway):
            while True:
                try:
                    socket.create_connection((HOST, port), 1).close()
                    break
                except OSError as error:
                    if time.monotonic() > deadline:
                        said = (self._folder / place.name / "log").read_text("utf-8", "replace")
                        raise RuntimeError(f"{self.kind} does not start: {said[-1_000:]}") from error
                    time.sleep(0.03)


class Centre:
    """PostgreSQL and the gateway's programs, beside brokers. Use as a context manager."""

    def __init__(self, brokers: Brokers, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        self._undo = ExitStack()
        data = Path(tempfile.mkdtemp(prefix="motcua-store-"))  # of another account, where root measures
        self._undo.callback(shutil.rmtree, data, ignore_errors=True)
        self.postgres = Postgres(data, durable=True)
        self._undo.callback(self.postgres.stop)
        self.url = self.postgres.create("centre")
        self._config = folder / "central.toml"
        api = '[api]\nlisten = "127.0.0.1:0"\n'
        self._config.write_text(f'[store]\nurl = "{self.url}"\n{brokers.table}{api}', "utf-8")
        self.do("init")

    def __enter__(self) -> Centre:
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()

    def do(self, command: str, *words: str) -> str:
        """One of ``motcua central``'s commands; what it prints."""
        argv = [sys.executable, "-m", "central_gateway", command, "--config", str(self._config), *words]
        return subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True).stdout

    def start_api(self) -> int:
        """Its port on this machine."""
        api = self._program("api")
        return int(api.wait_for(r"API at http://\S+:(\d+)", UP_WITHIN)[1])

    def start(self, name: Literal["ingest", "carry"]) -> Program:
        program = self._program(name)
        program.wait_for(READY[name], UP_WITHIN)
        return program

    def _program(self, name: str) -> Program:
        arguments = [name, "--config", str(self._config)]
        program = Program(name, "central_gateway", arguments, self.folder / f"{name}.log")
        self._undo.callback(program.stop)
        return program

    @property
    def postgres_pids(self) -> list[int]:
        """Of all its processes just now."""
        socket_folder = f"unix_socket_directories={self.postgres.socket}".encode()
        every = {int(path.name): path for path in Path("/proc").iterdir() if path.name.isdigit()}
        first = [pid for pid, path in every.items() if socket_folder in _read(path / "cmdline")]
        parents = {pid: parent_of(path) for pid, path in every.items()}
        server = [pid for pid in first if parents.get(pid) not in first]
        return [*server, *(pid for pid, parent in parents.items() if parent in server)]


def rss(pid: int) -> int:
    """Bytes of memory that are its own or shared with others, as the kernel counts them."""
    return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * PAGE


def cpu(pids: Sequence[int]) -> float:
    """Seconds of processor that they have taken; of one that is gone, none."""
    total = 0
    for pid in pids:
        fields = _read(Path(f"/proc/{pid}/stat")).rpartition(b")")[2].split()
        total += sum(map(int, fields[11:13]))
    return total / CLOCK_TICKS


def parent_of(process: Path) -> int:
    fields = _read(process / "stat").rpartition(b")")[2].split()
    return int(fields[1]) if fields else 0


def token_of(printed: str) -> str:
    """The API's, as ``motcua central clients add`` told it."""
    return re.findall(r"\S+", printed)[-1]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
